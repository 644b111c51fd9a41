"""A hub's model in a folder that is not whole: one line that names the file, and no weights that are made up."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import huggingface_hub
import pytest
from PIL import Image
from safetensors.torch import load_file, save_file

from imgsearch.encoders import Encoder, load_encoder
from imgsearch.encoders.hub_files import is_local, whole_name
from imgsearch.errors import ModelUnavailable
from tests.unit.encoders.test_hub import save_clip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clip")
    save_clip(folder)
    return folder


def use(encoder: Encoder) -> None:
    encoder.encode_images([Image.new("RGB", (20, 20))])
    encoder.encode_texts(["dog"])


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "preprocessor_config.json", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_the_file_that_is_gone_or_cut_is_named(whole: Path, tmp_path: Path, file: str, damage: str) -> None:
    folder = tmp_path / "clip"
    shutil.copytree(whole, folder)
    path = folder / file
    kept = path.read_bytes()[: path.stat().st_size // 2]
    path.unlink()
    if damage == "cut":
        path.write_bytes(kept)
    told = rf"clip/{file} cannot be read \(.+\); copy" if damage == "cut" else rf"clip holds no .*{file[5:]}"
    with pytest.raises(ModelUnavailable, match=told):
        use(load_encoder(f"clip:{folder}"))


@pytest.mark.parametrize("answers", [False, True])
def test_a_hub_that_does_not_answer_is_asked_once(monkeypatch: pytest.MonkeyPatch, answers: bool) -> None:
    asked: list[str] = []

    def head(address: str, **_others: object) -> None:
        asked.append(address)
        if not answers:
            raise OSError("no such host")

    monkeypatch.setattr(huggingface_hub, "get_session", lambda: SimpleNamespace(head=head))
    assert is_local("openai/typo") is not answers
    assert asked == [huggingface_hub.constants.ENDPOINT]


def test_a_model_that_nobody_has_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", "http://127.0.0.1:9")
    started = time.monotonic()
    with pytest.raises(
        ModelUnavailable, match=r"nor a model that the Hugging Face hub serves .*, which does not answer"
    ):
        load_encoder("clip:openai/typo")
    assert time.monotonic() - started < 10


def test_weights_that_the_files_lack_are_not_made_up(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clip"
    shutil.copytree(whole, folder)
    weights = load_file(folder / "model.safetensors")
    kept = {name: tensor for name, tensor in weights.items() if not name.startswith("text_model.encoder")}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelUnavailable, match=r"clip lacks \d+ of the model's weights, such as text_model\.encoder"):
        use(load_encoder(f"clip:{folder}"))


def test_a_folder_is_called_as_every_process_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models" / "clip").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert whole_name("clip:models/clip") == f"clip:{tmp_path}/models/clip"
    assert whole_name("clip:~/models/clip") == f"clip:{tmp_path}/models/clip"
    for name in ("small", "clip", "clip:", "clip:openai/clip-vit-base-patch32", f"clip:{tmp_path}/models/clip"):
        assert whole_name(name) == name


def test_no_bar_stands_above_the_hits(whole: Path, capfd: pytest.CaptureFixture[str]) -> None:
    load_encoder.cache_clear()
    use(load_encoder(f"clip:{whole}"))
    assert "Loading weights" not in capfd.readouterr().err
