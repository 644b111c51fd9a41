"""What a load did and what it refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from imgsearch.db.staging import Written, begin_batch
from imgsearch.errors import BadInput, BadRow, UnreadableImage
from imgsearch.files import Location
from imgsearch.queries.arrays import is_any
from imgsearch.tables import NOT_LOADED, Image, LoadReject
from loaders.heard import Refused

CONTENT_LENGTH = 500
#: File and reason are parts of a unique key, and an index entry has to stay under 2,700 bytes.
FILE_BYTES = 2000
REASON_BYTES = 600
REASON_LENGTH = 300
#: How reasons begin that are found while encoding.
NO_VECTOR = "no vector: "
#: How reasons begin that name another picture, which may be flagged.
DUPLICATE_NAME = "duplicate name: "


class Reject(NamedTuple):
    """A row, or with row number 0 a file, that was not loaded."""

    file: str
    row_number: int
    reason: str
    content: str = ""


def printable(text: str) -> str:
    r"""Text that PostgreSQL can store: bytes that are not UTF-8 become \x escapes."""
    shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return shown.replace("\x00", "\\x00")


def is_below(path: SQLColumnExpression[str] | SQLColumnExpression[str | None], folder: Location) -> ColumnElement[bool]:
    """Whether a stored path lies in a folder, at any depth."""
    return path.startswith(printable(str(folder)).rstrip("/") + "/", autoescape=True)


def stored_path(file: str) -> str:
    """A file's path as load_reject has it: cut where it is longer than any index could hold."""
    return _cut(printable(file), FILE_BYTES)


def _cut(text: str, most_bytes: int) -> str:
    return text.encode()[:most_bytes].decode("utf-8", "ignore")


@dataclass
class LoadResult:
    """Counts for one kind of thing, and the rejects."""

    kind: str
    strict: bool = False
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    repeated: int = 0
    """Rows that say what an earlier row of this load has said; they are counted nowhere else."""
    screened: int = 0
    """Pictures that the classifier of minors saw in the transactions that wrote their vectors."""
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    encoding_seconds: float = 0.0
    unread: int = 0
    """Rows of which nobody knows what they say, and of whom: what their file has said before stays."""
    unsure: set[str] = field(default_factory=set)
    """Files of captions with such rows."""
    said: list[Refused] = field(default_factory=list)
    """By refused rows; settle_refused() keeps it."""
    failed: dict[str, str] = field(default_factory=dict)
    """Files of texts that could not be read, and why: each costs no other file."""
    source: str = ""
    """Whose pictures or texts they are, where they are one source's."""

    def absorb(self, earlier: LoadResult) -> None:
        """Add what a load of the same kind did before, which this one found done."""
        self.inserted += earlier.inserted
        self.unchanged -= earlier.inserted
        self.screened += earlier.screened
        self.encoding_seconds += earlier.encoding_seconds

    @property
    def wrote(self) -> bool:
        """Whether the database is different now."""
        return bool(self.inserted or self.updated or self.deleted)

    def count(self, written: Written, total: int) -> None:
        """Add a batch that was written."""
        self.inserted += written.inserted
        self.updated += written.updated
        self.unchanged += total - written.inserted - written.updated

    def refuse_row(
        self, file: Location, row_number: int, reason: str, content: str = "", said: Refused | None = None
    ) -> None:
        """Note a bad row, and what it says of pictures all the same.

        Raises:
            BadRow: the load is strict.
        """
        reject = _reject(str(file), row_number, reason, content)
        if self.strict:
            raise BadRow(
                f"{reject.file}:{row_number}: {reject.reason}; fix the row, or load without --strict to skip it"
            )
        self.rejects.append(reject)
        if said is not None:
            self.said.append(said)

    def refuse_unread(
        self, file: Location, row_number: int, reason: str, content: str, said: Refused | None = None
    ) -> None:
        """Note a row that may say what its file has said before: nothing of that is taken back for its lack.

        Raises:
            BadRow: the load is strict.
        """
        self.unread += 1
        self.refuse_row(file, row_number, reason, content, said)

    def refuse_file(self, file: Location, exc: BadInput) -> None:
        """Note a file of texts that is none, or cannot be read.

        Raises:
            BadInput: the load is strict.
        """
        if self.strict:
            raise exc
        reject = _reject(str(file), 0, str(exc).removeprefix(f"{file} "), "")
        self.failed[reject.file] = printable(str(exc))
        self.rejects.append(reject)

    def refuse_image(self, file: str, reason: str) -> None:
        """Note a bad picture file.

        Raises:
            UnreadableImage: the load is strict.
        """
        reject = _reject(file, 0, reason, "")
        if self.strict:
            raise UnreadableImage(
                f"{reject.file}: {reject.reason}; replace or remove the file, or load without --strict to skip it"
            )
        self.rejects.append(reject)


def _reject(file: str, row_number: int, reason: str, content: str) -> Reject:
    return Reject(
        stored_path(file),
        row_number,
        _cut(printable(reason)[:REASON_LENGTH], REASON_BYTES),
        printable(content.strip("\r\n"))[:CONTENT_LENGTH],
    )


def replace_rejects(session: Session, file: Location, rejects: Iterable[Reject]) -> None:
    """Make load_reject say of one file what its latest load said; commits."""
    begin_batch(session)
    save_rejects(session, _stored(session, LoadReject.file == stored_path(str(file))), rejects)
    session.commit()


def refuse_file(session: Session, file: Location, exc: BadInput, result: LoadResult) -> None:
    """Note a file of texts that cannot be read, in the result and in load_reject; what it has said before stays.

    Raises:
        BadInput: the load is strict.
    """
    session.rollback()
    result.refuse_file(file, exc)
    replace_rejects(session, file, result.rejects[-1:])


def replace_image_rejects(
    session: Session,
    folder: Location,
    rejects: Sequence[Reject],
    keep: Iterable[str] = (),
    only: Collection[str] = (),
) -> None:
    """Make load_reject say of the picture files below a folder what the latest load said; commits.

    Args:
        session: commits.
        folder: absolute.
        rejects: of this load.
        keep: files that this load did not look into, so that their entries still hold.
        only: the files that it looked for, where it was not the whole folder.
    """
    below = is_any(LoadReject.file, [stored_path(file) for file in only]) if only else is_below(LoadReject.file, folder)
    begin_batch(session)
    stored = _stored(session, below, LoadReject.row_number == 0)
    # Few files are in both, and there may be a million that are kept.
    files = {file for file, _, _ in stored}
    kept = {path for path in map(stored_path, keep if files else ()) if path in files}
    save_rejects(session, {key: value for key, value in stored.items() if key[0] not in kept}, rejects)
    session.commit()


def replace_vector_rejects(session: Session, rejects: Sequence[Reject]) -> None:
    """Make load_reject say which pictures lack a vector now; commits."""
    begin_batch(session)
    stored = _stored(session, LoadReject.row_number == 0, LoadReject.reason.startswith(NO_VECTOR, autoescape=True))
    save_rejects(session, stored, rejects)
    session.commit()


def _stored(session: Session, *conditions: ColumnElement[bool]) -> dict[tuple[str, int, str], int]:
    query = select(LoadReject.file, LoadReject.row_number, LoadReject.reason, LoadReject.id)
    rows = session.execute(query.where(*conditions))
    return {(file, row_number, reason): reject_id for file, row_number, reason, reject_id in rows}


def save_rejects(session: Session, stored: dict[tuple[str, int, str], int], rejects: Iterable[Reject]) -> None:
    """Turn the stored entries into the given ones, leaving alone those that are in both."""
    fresh = {(reject.file, reject.row_number, reject.reason): reject for reject in rejects}
    vanished = [stored[key] for key in stored.keys() - fresh.keys()]
    if vanished:
        session.execute(delete(LoadReject).where(LoadReject.id.in_(vanished)))
    added = [reject._asdict() for key, reject in fresh.items() if key not in stored]
    if added:
        # A picture that is there already may be flagged, and then its path is hidden with it. All else is hidden too:
        # a row quotes what it says, and a file may show anything.
        files = list({reject["file"] for reject in added if reject["row_number"] == 0})
        known = {path: (image_id, is_hidden) for path, image_id, is_hidden in session.execute(_select_pictures(files))}
        none = (NOT_LOADED, True)
        for reject in added:
            is_its_own = reject["row_number"] == 0 and not reject["reason"].startswith(DUPLICATE_NAME)
            pictured = known.get(reject["file"], none) if is_its_own else none
            reject["image_id"], reject["is_hidden"] = pictured
        session.execute(insert(LoadReject).on_conflict_do_nothing(), added)


def _select_pictures(files: list[str]) -> Select[str, int, bool]:
    """Path, id and flag of the pictures that the files are, their flags held still until the transaction ends."""
    locked = select(Image.path, Image.id, Image.is_hidden).where(is_any(Image.path, files)).order_by(Image.id)
    return locked.with_for_update(read=True, key_share=True)
