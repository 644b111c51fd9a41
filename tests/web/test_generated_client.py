"""A client that is generated from the API's description reads every answer."""

from __future__ import annotations

import importlib
import json
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType
from sqlalchemy import Engine

from imgsearch.search import SearchModels
from imgsearch.web.app import create_app
from imgsearch.web.server import server_settings

from .conftest import CONFIG, AddPicture


@pytest.fixture
def address(engine: Engine, models: SearchModels) -> Iterator[str]:
    """A running page."""
    config = uvicorn.Config(create_app(engine, CONFIG, models), port=0, log_level="error", **server_settings(CONFIG))
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def api(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 (it is generated)
    """The generated package."""
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(client.get("/api/openapi.json").json()))
    settings = ConfigFile(post_hooks=[])
    config = Config.from_sources(
        settings, MetaType.NONE, document, file_encoding="utf-8", overwrite=True, output_path=tmp_path / "made_client"
    )
    problems = [problem for problem in generate(config=config) if problem.level.value == "ERROR"]
    assert problems == []
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("made_client")
    for name in [name for name in sys.modules if name.startswith("made_client")]:
        del sys.modules[name]


def test_a_generated_client_reads_every_answer(api: Any, address: str, add_picture: AddPicture) -> None:  # noqa: ANN401
    image_id = add_picture("r.jpg")
    opened = api.Client(base_url=address)
    search = importlib.import_module("made_client.api.search.search_by_text_api_search_get")
    report = importlib.import_module("made_client.api.reports.report_api_reports_post")
    models = importlib.import_module("made_client.models")

    found = search.sync_detailed(client=opened, q=["something red"], nearest=True).parsed
    assert isinstance(found, models.Answer)
    assert [(hit.image_id, hit.name) for hit in found.hits] == [(image_id, "r.jpg")]
    assert (found.total, found.next_offset, found.disclaimer) == (0, None, None)
    browsed = search.sync_detailed(client=opened).parsed
    assert (browsed.total, browsed.hits[0].score) == (1, None)
    refused = search.sync_detailed(client=opened, q=["a little girl"]).parsed
    assert "unavailable" in refused.disclaimer
    for status, asked in ((400, {"q": ["-red"]}), (404, {"like": [999]}), (422, {"limit": 5000})):
        problem = search.sync_detailed(client=opened, **asked)
        assert (problem.status_code.value, isinstance(problem.parsed, models.Problem)) == (status, True)
    sent = report.sync_detailed(client=opened, body=models.Report(image_id=image_id, kind="other")).parsed
    assert isinstance(sent, models.Reported)
    mine = importlib.import_module("made_client.api.collections.collections_api_collections_get")
    assert isinstance(mine.sync_detailed(client=opened).parsed, models.Problem)
