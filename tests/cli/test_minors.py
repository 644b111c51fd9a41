from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imgsearch.cli import main
from imgsearch.cli.minors import KEYS
from imgsearch.errors import BadInput
from imgsearch.minors.review import Decision, Evidence, Suspect
from imgsearch.minors.seen import Seen

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
COSTUME = Suspect(
    name="costume.jpg",
    path="/photos/costume.jpg",
    state="hidden",
    certainty=1 / 3,
    caption_count=3,
    evidence=[
        Evidence("caption", "boy", "costume.jpg#0", "a boy in a costume", 1.0, True, NOON),
        Evidence("classifier", "abc", "", None, 0.25, False, NOON, cell=4, age=8, face=[1, 2, 3, 4]),
    ],
    history=[Decision("flag", "bob", "looks young", NOON)],
    image_id=1,
)
DOG = Suspect("dog.jpg", "/photos/dog.jpg", "clear", 0.5, 0, [], [], image_id=2)
NAMES = {suspect.image_id: suspect.name for suspect in (COSTUME, DOG)}
CLEARED = DOG._replace(history=[Decision("clear", "bob", "", NOON)])
SUSPECTS = {(True, "costume.jpg"): COSTUME, (True, "dog.jpg"): CLEARED}


class FakeSession:
    def __init__(self) -> None:
        self.commits = 0

    def rollback(self) -> None:
        pass

    def commit(self) -> None:
        self.commits += 1


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> FakeSession:
    opened = FakeSession()

    @contextmanager
    def open_session() -> Iterator[FakeSession]:
        yield opened

    monkeypatch.setattr("imgsearch.cli.minors.open_session", open_session)
    monkeypatch.setattr("imgsearch.cli.minors.load_classifier", lambda: None)
    queue = {opened: [COSTUME, DOG]}
    monkeypatch.setattr("imgsearch.cli.minors.read_queue", lambda session, *, limit, **_: queue[session][:limit])
    monkeypatch.setattr("imgsearch.cli.minors.read_suspect", lambda session, name: SUSPECTS[session is opened, name])
    return opened


@pytest.fixture
def verdicts(session: FakeSession, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    given: list[tuple[object, ...]] = []

    def review(_: object, names: list[str], verdict: str, reviewer: str, reason: str) -> list[Suspect]:
        if "nowhere.jpg" in names:
            raise BadInput("no such picture: nowhere.jpg")
        given.append((*names, verdict, reviewer, reason))
        return [DOG._replace(name=name, state="hidden" if verdict == "flag" else "clear") for name in names]

    def review_batch(_: object, seen: Mapping[int, Seen], flagged: list[int], reviewer: str, *, reason: str) -> int:
        (image_id,) = seen
        given.append((NAMES[image_id], "flag" if flagged else "clear", reviewer, reason))
        return 1

    monkeypatch.setattr("imgsearch.cli.minors.review", review)
    monkeypatch.setattr("imgsearch.cli.minors.review_batch", review_batch)
    return given


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner(env={"USER": "alice", "LOGNAME": "alice"}).invoke(main, ["minors", *arguments], input=typed)


@pytest.mark.parametrize("command", ["review", "flag", "clear", "show", "stats"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"Example: imgsearch minors {command}" in result.output


def test_list_prints_state_and_evidence_least_certain_first(session: FakeSession) -> None:
    result = run("review", "--list")
    assert result.output.splitlines() == [
        "costume.jpg  flagged  evidence is unclear  /photos/costume.jpg",
        "  caption        a caption says “a boy in a costume” (boy)",
        "  classifier     a person, perhaps a child, a face that looks about 8, in the middle "
        "(probability 0.25, does not flag, revision abc)",
        "  2026-01-02 12:00  flag by bob: looks young",
        "dog.jpg  not flagged  /photos/dog.jpg",
        "  no evidence, no verdict",
    ]


def test_review_lists_where_nobody_can_answer(session: FakeSession) -> None:
    assert run("review").output == run("review", "--list").output


def test_limit_and_json(session: FakeSession) -> None:
    (picture,) = json.loads(run("review", "--limit", "1", "--json").output)
    assert picture["name"] == "costume.jpg"
    assert picture["evidence"][0]["found_at"] == "2026-01-02T12:00:00+00:00"
    assert (picture["evidence"][1]["age"], picture["evidence"][1]["face"]) == (8, [1, 2, 3, 4])
    assert picture["state"] == "hidden"
    assert json.loads(run("show", "costume.jpg", "--json").output)["path"] == "/photos/costume.jpg"
    assert run("show", "dog.jpg").output.splitlines() == [
        "dog.jpg  not flagged  /photos/dog.jpg",
        "  2026-01-02 12:00  clear by bob",
    ]


def test_an_empty_queue_says_so(session: FakeSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsearch.cli.minors.read_queue", lambda *_, **__: [])
    assert run("review", "--list").output == "nothing to review\n"
    assert json.loads(run("review", "--json").output) == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("c\nf\n", [("costume.jpg", "clear", "alice", ""), ("dog.jpg", "flag", "alice", "")]),
        ("s\nc\n", [("dog.jpg", "clear", "alice", "")]),
        ("x\nf\nq\n", [("costume.jpg", "flag", "alice", "")]),
        ("q\n", []),
    ],
)
def test_review_asks_at_a_terminal_and_commits_each_verdict(
    session: FakeSession,
    verdicts: list[tuple[object, ...]],
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    expected: list[tuple[object, ...]],
) -> None:
    monkeypatch.setattr("imgsearch.cli.minors.is_terminal", lambda: True)
    result = run("review", typed=typed)
    assert result.exit_code == 0, result.output
    assert verdicts == expected
    assert session.commits == len(expected)


def test_a_picture_on_which_another_has_decided_meanwhile_gets_no_verdict(
    session: FakeSession, verdicts: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgsearch.cli.minors.is_terminal", lambda: True)
    monkeypatch.setattr("imgsearch.cli.minors.review_batch", lambda *_, **__: 0)
    assert (
        "costume.jpg  has changed since it was read, or another editor has decided"
        in run("review", typed="c\nq\n").output
    )


def test_review_opens_the_picture(
    session: FakeSession, verdicts: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("imgsearch.cli.minors.is_terminal", lambda: True)
    monkeypatch.setattr("imgsearch.cli.minors.open_in_program", opened.append)
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    asked = run("review", typed="o\nc\nq\n").output
    assert asked.count(f"{KEYS}: ") == 3
    assert [line for line in asked.splitlines() if line.endswith(" of 2")] == ["1 of 2", "2 of 2"]
    assert opened == [Path("/photos/costume.jpg")]
    assert verdicts == [("costume.jpg", "clear", "alice", "")]


@pytest.mark.parametrize("is_there", [False, True])
def test_review_goes_on_where_nothing_opens_the_picture(
    session: FakeSession, verdicts: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    def refuse(_file: Path) -> None:
        raise BadInput("no program opens it")

    monkeypatch.setattr("imgsearch.cli.minors.is_terminal", lambda: True)
    monkeypatch.setattr("imgsearch.cli.minors.open_in_program", refuse)
    monkeypatch.setattr(Path, "is_file", lambda _: is_there)
    result = run("review", typed="o\nc\nq\n")
    said = "no program opens it" if is_there else "/photos/costume.jpg is no file on this machine; the page's review"
    assert (result.exit_code, said in result.output) == (0, True)
    assert verdicts == [("costume.jpg", "clear", "alice", "")]


def test_flag_and_clear_say_what_came_of_it(session: FakeSession, verdicts: list[tuple[object, ...]]) -> None:
    assert run("flag", "a.jpg", "b.jpg", "--reason", "school").output == "a.jpg  flagged\nb.jpg  flagged\n"
    assert run("clear", "a.jpg", "--by", "bob").output == "a.jpg  not flagged\n"
    assert verdicts == [("a.jpg", "b.jpg", "flag", "alice", "school"), ("a.jpg", "clear", "bob", "")]
    assert session.commits == 2


def test_an_unknown_picture_is_one_line_and_exit_1(session: FakeSession, verdicts: list[tuple[object, ...]]) -> None:
    result = run("flag", "nowhere.jpg")
    assert (result.exit_code, result.output) == (1, "Error: no such picture: nowhere.jpg\n")
    assert session.commits == 0


@pytest.mark.parametrize("arguments", [("flag",), ("clear",), ("show",), ("review", "--limit", "0")])
def test_wrong_use_is_exit_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_stats(session: FakeSession, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        "pictures": 1234,
        "flagged_by_texts": 5,
        "evidence": {"caption": {"rows": 9, "pictures": 5}},
        "terms": {"boy": 4, "girl": 1},
    }
    monkeypatch.setattr("imgsearch.minors.stats.read_stats", lambda _: found)
    assert run("stats").output.splitlines() == [
        "pictures                        1,234",
        "flagged by texts                    5",
        "evidence, caption                   9  of 5 pictures",
        "most frequent: boy 4, girl 1",
    ]
    assert json.loads(run("stats", "--json").output) == found
