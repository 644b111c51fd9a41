from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from imgsearch.cli import main
from imgsearch.errors import ModelMismatch
from imgsearch.models.removal import Unused
from imgsearch.rescoring.regressor import Regressor

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
TRAINED = {"trained_at": NOON, "encoder": "small", "revision": "abc", "metrics": {"mse_captions": 0.0158}}
FOUND: dict[str, Any] = {
    "regressors": [
        TRAINED | {"id": 2, "is_active": True, "thresholds": {"captions": 0.41, "pixels": 0.343}},
        TRAINED | {"id": None, "is_active": False, "thresholds": {}},
    ],
    "encoders": [
        {"name": "small", "revision": "abc", "dimension": 512, "vectors": 1000, "pictures": 1001, "has_index": True}
        | {"is_active": True, "caption_vectors": 0}
    ],
    "activated_at": NOON,
    "activated_by": "ann",
}
CARD = {
    "data": {"pairs": 5, "picture_hashes": ["a" * 64] * 1234},
    "features": [f"column_{number}" for number in range(538)],
    "metrics": {"mse_captions": 0.0158},
    "trained_at": "2026-01-02",
}


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What the commands asked of the registry."""
    seen: list[tuple[object, ...]] = []

    @contextmanager
    def open_session() -> Iterator[object]:
        yield SimpleNamespace(rollback=lambda: None)

    monkeypatch.setattr("imgsearch.cli.models.open_session", open_session)
    monkeypatch.setattr("imgsearch.cli.models_remove.open_session", open_session)
    monkeypatch.setattr("imgsearch.models.choose.list_models", lambda _: FOUND)
    monkeypatch.setattr("imgsearch.models.choose.read_regressor", lambda *_: Regressor(CARD, None, {}))  # type: ignore[arg-type]
    monkeypatch.setattr("imgsearch.models.choose.read_stored_card", lambda *_: CARD)
    monkeypatch.setattr(
        "imgsearch.models.choose.activate_regressor", lambda _, number: seen.append(("activate", number))
    )
    monkeypatch.setattr("imgsearch.models.choose.remove_regressor", lambda _, number: seen.append(("remove", number)))
    monkeypatch.setattr("imgsearch.models.choose.roll_back", lambda _: None)
    return seen


def run(*arguments: str, typed: str | None = None, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["models", *arguments], input=typed)
    assert result.exit_code == code, result.output
    return result


def test_list_marks_what_searches_use(done: list[tuple[object, ...]]) -> None:
    assert run("list").output.splitlines() == [
        "regressors",
        "    number   trained           MSE captions  pixels      match from  encoder, revision",
        "  * 2        2026-01-02 12:00        0.0158       -     0.41 / 0.34  small, abc",
        "    shipped  2026-01-02 12:00        0.0158       -           - / -  small, abc",
        "encoders",
        "  * small, revision abc: 512-d, 1,000 of 1,001 pictures, indexed; 0 captions",
        "in use since 2026-01-02 12:00, by ann",
    ]
    assert json.loads(run("list", "--json").output)["regressors"][1]["id"] is None


def test_card_is_readable_and_json_is_whole(done: list[tuple[object, ...]]) -> None:
    output = run("show", "shipped").output
    assert "a" * 64 not in output
    assert "1,234 (--json prints them)" in output
    assert "column_8, ... 538 in all" in output
    assert json.loads(run("show", "2", "--json").output) == CARD


@pytest.mark.parametrize(("argument", "number"), [("3", 3), ("shipped", None)])
def test_activate_takes_a_number_or_the_shipped_one(
    done: list[tuple[object, ...]], argument: str, number: int | None
) -> None:
    assert run("activate", argument).output == f"regressor {argument} scores from the next search on\n"
    assert done == [("activate", number)]


@pytest.mark.parametrize("argument", ["0", "x", "99999999999"])
def test_what_is_no_number_is_wrong_use(done: list[tuple[object, ...]], argument: str) -> None:
    refused = run("activate", argument, code=2)
    assert argument != "x" or "'x' is no regressor; give its number, or shipped" in refused.output
    assert done == []


def test_mismatch_is_one_line(done: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ModelMismatch("the regressor was trained on other vectors")

    monkeypatch.setattr("imgsearch.models.choose.activate_regressor", refuse)
    assert run("activate", "3", code=1).output == "Error: the regressor was trained on other vectors\n"


def test_rollback_says_where_to(done: list[tuple[object, ...]]) -> None:
    assert run("rollback").output == "regressor shipped scores again from the next search on\n"


def test_remove_asks_first(done: list[tuple[object, ...]]) -> None:
    run("remove", "2", typed="n\n", code=1)
    assert done == []
    run("remove", "2", typed="y\n")
    run("remove", "4", "--yes")
    assert done == [("remove", 2), ("remove", 4)]


def test_remove_tells_what_goes_with_an_encoder_before_it_asks(
    done: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    unused = Unused(7, "tiny", "abc", 1200, 2_500_000, [3, 5])
    monkeypatch.setattr("imgsearch.models.removal.read_unused", lambda _, name: [unused] if name == "tiny" else [])
    monkeypatch.setattr("imgsearch.models.removal.remove_encoder", lambda _, given: done.append(("remove", given)))
    told = "tiny, revision abc: 1,200 vectors, 2.5 MB of indexes, regressors 3, 5\n"
    assert run("remove", "tiny", typed="n\n", code=1).stderr.startswith(told)
    assert done == []
    assert run("remove", "tiny", "--yes").stdout == "tiny, revision abc, is removed\n"
    assert done == [("remove", unused)]


@pytest.fixture
def switched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Names of encoders that were switched to, in a data directory of this test's own."""
    seen: list[str] = []
    result = SimpleNamespace(inserted=3, unchanged=0, notes=[], rejects=[])
    chosen = SimpleNamespace(regressor_id=7, has_regressor=True, is_portable=True)
    monkeypatch.setenv("IMGSEARCH_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("imgsearch.encoders.load_encoder", lambda name: name)

    def switch(_session: object, encoder: str, *_rest: object, **_options: object) -> tuple[object, object]:
        seen.append(encoder)
        return result, chosen

    monkeypatch.setattr("loaders.switch.load_and_switch", switch)
    return seen


def test_switch_to_a_preset_that_cannot_be_fetched_changes_nothing(
    done: list[tuple[object, ...]], switched: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    output = run("switch", "clip-base", code=1).output
    assert "could not be fetched" in output
    assert "--from FOLDER" in output
    assert switched == []
    assert not list(tmp_path.rglob("*"))


def test_switch_to_a_preset_from_a_folder_copies_it_once(
    done: list[tuple[object, ...]], switched: list[str], tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("config.json", "preprocessor_config.json", "tokenizer.json", "model.safetensors"):
        (source / name).write_text("{}")
    output = run("switch", "clip-base", "--from", str(source)).output
    assert "searches use clip-base with regressor 7, which learned from other encoders" in output
    assert (tmp_path / "models" / "clip-base" / "model.safetensors").read_text() == "{}"
    assert "revision" not in run("switch", "clip-base").output  # it is there
    assert switched == ["clip-base"] * 2


@pytest.mark.parametrize("lacking", ["config.json", "preprocessor_config.json", "tokenizer.json", "model.safetensors"])
def test_a_folder_that_is_not_whole_takes_no_model_s_place(
    done: list[tuple[object, ...]], switched: list[str], tmp_path: Path, lacking: str
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("config.json", "preprocessor_config.json", "tokenizer.json", "model.safetensors"):
        (source / name).write_text("{}")
    run("switch", "clip-base", "--from", str(source))
    (source / lacking).unlink()
    assert "holds no model: it needs config.json" in run("fetch", "clip-base", "--from", str(source), code=1).output
    assert (tmp_path / "models" / "clip-base" / lacking).read_text() == "{}"


def test_a_folder_is_kept_with_its_whole_path(
    done: list[tuple[object, ...]], switched: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process, started elsewhere, would ask the hub for a model of that name."""
    (tmp_path / "models").mkdir()
    monkeypatch.chdir(tmp_path)
    run("switch", "clip:models")
    assert switched == [f"clip:{tmp_path}/models"]


def test_folder_is_for_presets_alone(done: list[tuple[object, ...]], switched: list[str], tmp_path: Path) -> None:
    assert "a folder is named by clip:FOLDER" in run("switch", "small", "--from", str(tmp_path), code=2).output
    assert "choose one of siglip2-base" in run("fetch", "small", code=2).output
    assert run("fetch").output.count("MB") == 3
    assert switched == []


def test_portable_regressors_are_marked(done: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    found = FOUND | {"regressors": [FOUND["regressors"][0] | {"is_portable": True}]}
    monkeypatch.setattr("imgsearch.models.choose.list_models", lambda _: found)
    assert "small, abc, portable" in run("list").output
