"""The runtime of models tells nobody of what it runs, and keeps no number by which this machine is known."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TRY = """
import os
from pathlib import Path
from imgsearch.encoders.runtime import open_model
from imgsearch.errors import ModelUnavailable
try:
    open_model(Path("{folder}/none.onnx"))
except ModelUnavailable:
    print(os.environ["ORT_DISABLE_TELEMETRY"])
"""


@pytest.mark.parametrize("setting", [None, "0"])
def test_the_runtime_of_models_tells_nobody(tmp_path: Path, setting: str | None) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    environment |= {"HOME": str(tmp_path)} | ({} if setting is None else {"ORT_DISABLE_TELEMETRY": setting})
    program = TRY.format(folder=tmp_path)
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("1\n", "")
    assert list(tmp_path.rglob("*onnxruntime*")) == []
