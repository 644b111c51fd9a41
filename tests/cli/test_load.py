from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner, Result

from imgsearch.cli import main
from imgsearch.errors import BadRow
from imgsearch.minors import find_terms
from loaders.choices import Choices
from loaders.report import LoadResult, Reject

COMMANDS = ("folder", "images", "captions", "metadata", "annotations", "queries", "minors", "embeddings")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What the commands called, with a session that is no session."""
    seen: list[tuple[object, ...]] = []
    opened = Mock()

    @contextmanager
    def open_session() -> Iterator[object]:
        yield opened

    def record(name: str, result: object) -> object:
        def call(session: object, *arguments: object, **options: object) -> object:
            assert session is opened
            seen.append((name, *arguments, options))
            return result

        return call

    def load_folder(*_: object, **__: object) -> list[LoadResult]:
        seen.append(("folder",))
        return []

    texts = {opened: LoadResult("minor evidence")}
    rejects = [Reject("/x/c.tsv", number, "bad") for number in range(1, 8)]
    captions = LoadResult("captions", inserted=12, unchanged=3, rejects=rejects, notes=["a note"])
    vectors = LoadResult("vectors", screened=2)
    # First: it is imported here, and keeps by their names what is replaced below.
    monkeypatch.setattr("loaders.folder.load_folder", load_folder)
    monkeypatch.setattr("imgsearch.cli.load_steps.open_session", open_session)
    monkeypatch.setattr("loaders.captions.load_captions", record("captions", captions))
    pictures = [LoadResult("images, x", updated=1)]
    monkeypatch.setattr("loaders.folder.load_pictures_alone", record("images", pictures))
    monkeypatch.setattr("loaders.queries.load_queries", record("queries", LoadResult("test queries")))
    monkeypatch.setattr("loaders.annotations.load_expert_annotations", record("experts", LoadResult("expert ratings")))
    monkeypatch.setattr("loaders.annotations.load_crowd_annotations", record("crowd", LoadResult("crowd ratings")))
    monkeypatch.setattr("loaders.annotations.refresh_match_rating", record("refresh", LoadResult("match ratings")))
    monkeypatch.setattr("loaders.embeddings.load_image_embeddings", record("image vectors", vectors))
    monkeypatch.setattr("loaders.classified.load_classified", record("classify", LoadResult("classifier")))
    monkeypatch.setattr("loaders.embeddings.load_caption_embeddings", record("caption vectors", LoadResult("vectors")))
    monkeypatch.setattr("loaders.embeddings.default_encoder", {opened: "small"}.get)
    monkeypatch.setattr("loaders.thumbnails.load_thumbnails", record("thumbnails", LoadResult("thumbnails")))
    monkeypatch.setattr("loaders.unread_names.read_names", lambda _: seen.append(("names",)))
    monkeypatch.setattr("loaders.series.load_series", lambda _: LoadResult("series"))
    monkeypatch.setattr("loaders.minors.load_minors", lambda session, _: texts[session])
    return seen


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["load", *map(str, arguments)])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Example: imgsearch load " in result.output


def test_group_help_shows_both_uses() -> None:
    for option in ("-h", "--help"):
        result = run(option)
        assert result.exit_code == 0
        assert "imgsearch load PICTURES " in result.output
        assert all(f"  {command} " in result.output for command in COMMANDS)


def test_summary_counts_to_stdout_rejects_to_stderr(calls: list[tuple[object, ...]], tmp_path: Path) -> None:
    (tmp_path / "c.tsv").touch()
    result = run("captions", tmp_path / "c.tsv")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:3] == [
        "                 inserted   updated unchanged   deleted  rejected",
        "captions               12         0         3         0         7",
        "minor evidence          0         0         0         0         0",
    ]
    assert result.stdout.splitlines()[3] == "a note"
    assert result.stdout.splitlines()[4].startswith("encoding 0.0 s, everything else ")
    assert result.stderr.splitlines() == [
        "skipped /x/c.tsv:1: bad",
        "skipped /x/c.tsv:2: bad",
        "skipped /x/c.tsv:3: bad",
        "skipped /x/c.tsv:4: bad",
        "skipped /x/c.tsv:5: bad",
        "7 rejected; all of them: SELECT * FROM load_reject",
        "Error: What was skipped is not loaded, and everything else is; mend it and load again.",
    ]


@pytest.mark.parametrize("arguments", [(), ("--strict",), ("--encoder", "efficientnet-lite2")])
def test_folder_needs_no_command_name(
    calls: list[tuple[object, ...]], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    result = run(*arguments, tmp_path)
    assert result.exit_code == 0, result.output
    encoder = "efficientnet-lite2" if "efficientnet-lite2" in arguments else "small"
    steps = ["folder", "image vectors", "classify", "caption vectors", "caption vectors", "names", "thumbnails"]
    assert [call[0] for call in calls] == steps
    assert [call[1] for call in calls if "vectors" in str(call[0])] == [encoder, "minilm", "use-multilingual"]


def test_detectors_look_at_pictures_while_the_encoder_of_searches_encodes_them(
    calls: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.embeddings.default_encoder", lambda *_: "clip")
    monkeypatch.setattr("imgsearch.minors.sources.load_detectors", lambda: ("a detector",))
    assert run("embeddings").exit_code == 0
    assert [call[:2] for call in calls[:2]] == [("image vectors", "clip"), ("classify", "a detector")]
    assert calls[0][-1]["detectors"] == ("a detector",)  # type: ignore[index]
    assert calls[1][-1]["screened"] == 2  # type: ignore[index]


def test_each_command_calls_its_loader(calls: list[tuple[object, ...]], tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.touch()
    assert run("images", tmp_path, "--flat-names", "--strict").exit_code == 0
    assert run("queries", file).exit_code == 0
    assert run("annotations", "--experts", file).exit_code == 0
    assert run("annotations", "--crowd", file).exit_code == 0
    assert calls == [
        ("images", tmp_path, find_terms, Choices(strict=True), {"flat_names": True}),
        ("queries", file, {"source": None, "strict": False}),
        ("experts", file, {"source": None, "strict": False}),
        ("refresh", {}),
        ("crowd", file, {"source": None, "strict": False}),
        ("refresh", {}),
    ]


def test_bad_row_in_a_strict_load_is_one_line_and_exit_1(
    calls: list[tuple[object, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> LoadResult:
        raise BadRow("c.tsv:2: bad; mend it")

    monkeypatch.setattr("loaders.captions.load_captions", refuse)
    (tmp_path / "c.tsv").touch()
    result = run("captions", "--strict", tmp_path / "c.tsv")
    assert (result.exit_code, result.output) == (1, "Error: c.tsv:2: bad; mend it\n")


def test_after_a_refused_file_it_is_said_what_is_not_shown(
    calls: list[tuple[object, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> LoadResult:
        raise BadRow("c.tsv:2: bad; mend it")

    waiting = LoadResult("minor evidence", notes=["17 pictures are not shown"])
    monkeypatch.setattr("loaders.captions.load_captions", refuse)
    monkeypatch.setattr("loaders.minors.load_minors", lambda *_: waiting)
    (tmp_path / "c.tsv").touch()
    assert "17 pictures are not shown\n" in run("captions", "--strict", tmp_path / "c.tsv").stdout


def test_wrong_use_is_exit_2(tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere").exit_code == 2
    assert run("annotations").exit_code == 2
    assert run("captions").exit_code == 2
    assert run("--nonsense", tmp_path).exit_code == 2
