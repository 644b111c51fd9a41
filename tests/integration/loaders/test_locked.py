"""What loads write they write one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from loaders.choices import Choices
from loaders.folder import load_folder
from loaders.pairs import load_pairs
from loaders.series import load_series
from tests.fakes import FakeTerm
from tests.screened import load_all

WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE TEMPORARY")
#: Processes that encode share their work by this table, outside of batches.
SHARED = "encoding_task"


class Sent:
    """Statements that write, and those of them whose transaction did not wait for other loads."""

    def __init__(self) -> None:
        self.written = 0
        self.unlocked: list[str] = []
        self._is_locked = False

    def note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "begin_batch" in statement:
            self._is_locked = True
        elif statement.startswith(WRITES) and SHARED not in statement:
            self.written += 1
            if not self._is_locked:
                self.unlocked.append(statement)

    def end(self, _connection: Connection) -> None:
        self._is_locked = False


@contextmanager
def sent(session: Session) -> Iterator[Sent]:
    engine, found = session.get_bind(), Sent()
    listeners: dict[str, Callable[..., None]] = {
        "before_cursor_execute": found.note,
        "begin": found.end,
        "commit": found.end,
        "rollback": found.end,
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    yield found
    for name, listener in listeners.items():
        event.remove(engine, name, listener)


@pytest.fixture
def described(folder: Path) -> Path:
    """Pictures with texts, of which some are refused."""
    (folder / "bad.jpg").write_bytes(b"no picture")
    (folder / "captions.csv").write_text("image,caption\na.jpg,A red wall\nnever.jpg,A wall\n")
    (folder / "metadata.csv").write_text("image,tags,photographer\na.jpg,wall,Ann\nbelow/b.png,,Bo\n")
    return folder


def test_every_transaction_that_writes_waits_for_other_loads_first(
    session: Session, rated_set: Path, described: Path, find_terms: Callable[[str], Sequence[FakeTerm]]
) -> None:
    with sent(session) as found:
        for folder in (rated_set, described):
            load_all(session, folder)
            load_series(session)
        (described / "a.jpg").rename(described / "c.jpg")
        (described / "metadata.csv").unlink()
        (rated_set / "train_images" / "a.jpg").unlink()
        (rated_set / "train_images" / "b.jpg").write_bytes(b"no picture")
        pairs = described.with_name("pairs.csv")
        pairs.write_text("image,text\nc.jpg,a wall\n")
        for choices in (Choices(), Choices(force=True), Choices(prune=True)):
            for folder in (rated_set, described):
                list(load_folder(session, folder, find_terms, choices))
        load_pairs(session, pairs, source="photos")
        load_all(session, described)
    assert found.written > 100
    assert found.unlocked == []
