"""Loading what photographers wrote into their files, and into sidecars beside them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import ARRAY, BigInteger, String, case, cast, delete, func, literal, or_, select, update
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch, stage
from imgsearch.embedded.read import read_embedded
from imgsearch.embedded.record import Embedded
from imgsearch.embedded.sidecars import Sidecars, sources_of
from imgsearch.errors import UnreadableImage
from imgsearch.files import Location
from imgsearch.queries.arrays import is_any
from imgsearch.queries.cleaned import normal_tag
from imgsearch.tables import Caption, Image
from imgsearch.terminal import Progress, telling
from loaders.beside import BESIDE, Stored, is_from_file, left_behind, paths_beside, said_before
from loaders.captions import write_captions
from loaders.heard import FILE_STAMP, OTHER, UNREAD, heard_before, heard_of_minors
from loaders.origins import COLUMNS, OWN
from loaders.report import LoadResult, is_below, printable, save_rejects
from loaders.texts import LONGEST_TEXT, KeyedText, in_batches

#: Under these names the rest of a file's metadata, and what it was read from, stand in image.metadata.
KEY, STAMP = OWN, FILE_STAMP
#: Keys of captions out of files; those of caption files end in a number alone.
CAPTION_KEY = "{name}#file{number}"
#: Pictures in one transaction.
BATCH_PICTURES = 500
#: Raised when more is read of files than before: the next load then looks at all of them.
READER = 9
#: The stamp of what has to be looked at again.
NEVER = -1
#: Bits of a stamp: what JSON keeps exactly.
STAMP_BITS = 53


def load_embedded(
    session: Session, folder: Location, *, only: Collection[str] = (), progress: Progress | None = None
) -> LoadResult:
    """Read metadata of the pictures below a folder whose file or sidecars have changed; commits every batch.

    Descriptions become captions. Keywords, photographer and date fill the columns that nobody else has filled; all else
    stands in image.metadata under "file". Places by GPS are left out.

    Args:
        session: commits.
        folder: that load_images() has loaded.
        only: paths of the pictures in it that are looked at; all, where there are none.
        progress: told how many were looked at.
    """
    result = LoadResult("metadata in files")
    sidecars = Sidecars()
    stored = in_batches(_stored(session, folder.resolve(), only), BATCH_PICTURES)
    for batch in telling(stored, result.kind, progress):
        changed = [(row, stamp) for row in batch if (stamp := _stamp(row, sidecars)) != row.stamp]
        found = [(row, stamp, embedded) for row, stamp in changed if (embedded := _read(row, sidecars)) is not None]
        result.unchanged += len(batch) - len(changed)
        if found:
            _write(session, found, sidecars, result)
            session.commit()
    session.rollback()
    if result.rejects:
        begin_batch(session)
        save_rejects(session, {}, result.rejects)  # load_pictures has taken back what was said before
        session.commit()
    return result


def _stored(session: Session, root: Location, only: Collection[str]) -> Iterator[Stored]:
    stamp = cast(Image.details[STAMP].as_string(), BigInteger)
    columns = (Image.id, Image.name, Image.path, Image.file_bytes, Image.mtime_ns, stamp, Image.details[KEY][BESIDE])
    meant = is_any(Image.path, only) if only else is_below(Image.path, root)
    last = 0
    while True:
        following = select(*columns).where(meant, Image.id > last).order_by(Image.id)
        rows = [Stored(*row) for row in session.execute(following.limit(BATCH_PICTURES))]
        session.rollback()
        if not rows:
            return
        # By folder, so that each is listed once.
        yield from sorted(rows, key=lambda row: row.path)
        last = rows[-1].id


def _stamp(row: Stored, sidecars: Sidecars) -> int:
    """Changes with the file and its sidecars. A number, since every text in image.metadata is searched for words."""
    seen = (row.file_bytes, row.mtime_ns, [tuple(source) for source in sources_of(row.path, sidecars)])
    told = repr((*seen, READER, *left_behind(row, sidecars)))
    digest = hashlib.sha256(told.encode("utf-8", "surrogateescape")).digest()
    return int.from_bytes(digest[:8], "big") >> 64 - STAMP_BITS


def _read(row: Stored, sidecars: Sidecars) -> Embedded | None:
    try:
        return read_embedded(row.path, sidecars=sidecars)
    except UnreadableImage:
        return None  # load_images says what is wrong with a file


def _details(embedded: Embedded, before: Sequence[str]) -> dict[str, Any]:
    """What stands in image.metadata."""
    rest = {
        **embedded.details,
        # By these the next load knows what the columns have from the file.
        "photographer": embedded.photographer,
        "tags": _tags(embedded),
        OTHER: list(dict.fromkeys((*heard_of_minors(embedded), *before))),
        "taken_at": embedded.taken_at.isoformat() if embedded.taken_at else None,
    }
    return {name: value for name, value in rest.items() if value not in (None, [])}


def _tags(embedded: Embedded) -> list[str]:
    """As filters have them."""
    tags = dict.fromkeys(normal_tag(printable(keyword)) for keyword in embedded.keywords)
    return [tag for tag in tags if tag]


def _write(
    session: Session, found: Sequence[tuple[Stored, int, Embedded]], sidecars: Sidecars, result: LoadResult
) -> None:
    begin_batch(session)
    _write_columns(session, found, _all_details(session, found, sidecars))
    captions = list(_captions(found))
    ids = [row.id for row, _, _ in found]
    vanished = (
        delete(Caption)
        .where(Caption.image_id.in_(ids), is_from_file())
        .where(Caption.caption_key.not_in([caption.key for caption in captions]))
    )
    session.execute(vanished.execution_options(synchronize_session=False))
    if captions:
        write_captions(session, captions)
    told = sum(bool(embedded.captions or embedded.taken_at or embedded.words) for _, _, embedded in found)
    result.inserted += told
    result.unchanged += len(found) - told
    _refuse_closed(found, result)
    result.notes += [f"{row.path}: {problem}" for row, _, embedded in found for problem in embedded.problems]


def _all_details(
    session: Session, found: Sequence[tuple[Stored, int, Embedded]], sidecars: Sidecars
) -> list[dict[str, Any]]:
    # What is damaged, closed or left behind may have said more than can be read now; it holds while that is so.
    lost = [row.id for row, _, each in found if each.problems or each.closed or left_behind(row, sidecars)]
    before = said_before(session, lost)
    details = [_details(embedded, before.get(row.id, ())) for row, _, embedded in found]
    for (row, _, embedded), said in zip(found, details, strict=True):
        beside = paths_beside(row, sidecars)
        if beside and heard_before([said, [caption.text for caption in embedded.captions]]):
            said[BESIDE] = beside
        if embedded.closed:
            said[UNREAD] = True
    return details


def _refuse_closed(found: Sequence[tuple[Stored, int, Embedded]], result: LoadResult) -> None:
    for row, _, embedded in found:
        for name, reason in embedded.closed.items():
            told = f"{reason}; until it is readable, {os.path.basename(row.path)} is not shown"
            result.refuse_image(os.path.join(os.path.dirname(row.path), name), told)


def _captions(found: Sequence[tuple[Stored, int, Embedded]]) -> Iterator[KeyedText]:
    for row, _, embedded in found:
        for number, caption in enumerate(embedded.captions):
            key = CAPTION_KEY.format(name=row.name, number=number)
            yield KeyedText(0, key, row.name, printable(caption.text)[:LONGEST_TEXT])


def _write_columns(
    session: Session, found: Sequence[tuple[Stored, int, Embedded]], details: Sequence[Mapping[str, Any]]
) -> None:
    """Fill what nobody else has filled: a column that is empty, or that still is what the file said the last time."""
    rows = (
        (
            row.id,
            embedded.taken_at,
            None if embedded.photographer is None else printable(embedded.photographer),
            _tags(embedded),
            # Rights change neither a file's time nor its size.
            Jsonb({STAMP: NEVER if embedded.closed else stamp} | ({KEY: said} if said else {})),
        )
        for (row, stamp, embedded), said in zip(found, details, strict=True)
    )
    staged = stage(session, "staged_embedded", COLUMNS, rows)
    said = Image.details[KEY]
    said_tags = func.coalesce(said["tags"], func.to_jsonb(literal([], ARRAY(String))))
    said_at = func.to_timestamp(said["taken_at"].as_string(), 'YYYY-MM-DD"T"HH24:MI:SS')
    from_file = {
        "taken_at": or_(Image.taken_at.is_(None), func.date_trunc("second", Image.taken_at) == said_at),
        "photographer": or_(Image.photographer.is_(None), Image.photographer == said["photographer"].as_string()),
        "tags": or_(func.cardinality(Image.tags) == 0, func.to_jsonb(Image.tags) == said_tags),
    }
    table = Image.__table__
    values = {
        table.c[name]: case((condition, staged.c[name]), else_=table.c[name]) for name, condition in from_file.items()
    }
    rest = Image.details.op("-")(KEY).concat(staged.c.details)
    session.execute(
        update(Image)
        .where(Image.id == staged.c.image_id)
        .values({**values, table.c.metadata: rest})
        .execution_options(synchronize_session=False)
    )
