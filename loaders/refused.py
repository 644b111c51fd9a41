"""What refused rows say: a row with a column too many may be the only one that says that a picture shows a minor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Double,
    Integer,
    LargeBinary,
    Select,
    String,
    cast,
    delete,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch, delete_vanished, stage, upsert
from imgsearch.embedded.charsets import decode
from imgsearch.files import Location
from imgsearch.queries.arrays import is_any
from imgsearch.tables import NOT_LOADED, ImageName, RefusedText
from loaders.former import Place
from loaders.heard import Refused
from loaders.meant import guesses, is_named_picture
from loaders.mounted import find_gone_files, is_missing_too
from loaders.names import Found, Names
from loaders.report import is_below, stored_path
from loaders.texts import LONGEST_KEY_BYTES, in_batches
from loaders.under_way import READER as UNDER_WAY

#: What is read of one row: far more than anybody writes of a picture.
LONGEST_ROW = 200_000
COLUMNS = {
    "key": LargeBinary,
    "file": String,
    "reader": String,
    "row_number": Integer,
    "image_id": BigInteger,
    "source": String,
    "source_path": String,
    "text": String,
}


class _Place(NamedTuple):
    image_id: int | None
    source: str
    source_path: str


def settle_refused(
    session: Session,
    file: Location,
    reader: str,
    names: Names,
    said: Sequence[Refused],
    *,
    takes_back: bool = True,
) -> None:
    """Keep what a file's refused rows say, in the place of what those said that its last load refused; commits.

    Args:
        session: commits.
        file: absolute.
        reader: what the file was read for, since one file is read for several things.
        names: of the pictures that it may speak of.
        said: by the rows.
        takes_back: whether what the last load refused says nothing more.
    """
    its = (RefusedText.file == stored_path(str(file)), RefusedText.reader == reader)
    begin_batch(session)
    if said or session.scalar(select(select(RefusedText.key).where(*its).exists())):
        rows = dict(_rows(session, stored_path(str(file)), reader, names, said))
        staged = stage(session, "staged_refused", COLUMNS, ((key, *row) for key, row in rows.items()))
        fresh = select(*staged.c)
        if takes_back:
            delete_vanished(session, RefusedText.__table__, fresh, ("key",), *its)
        upsert(session, RefusedText.__table__, fresh, ("key",))
    session.commit()


def _rows(
    session: Session, file: str, reader: str, names: Names, said: Sequence[Refused]
) -> Iterator[tuple[bytes, tuple[object, ...]]]:
    for batch in in_batches(Refused(n, tuple(map(_readable, meant)), _readable(text)) for n, meant, text in said):
        places = _find(session, names, {name for refused in batch for name in refused.names if name.strip()})
        for row_number, meant, text in batch:
            for place in {place for name in meant for place in places.get(name, ())}:
                told = (place.source, place.source_path, text[:LONGEST_ROW])
                key = sha256("\0".join((file, reader, str(row_number), *told)).encode()).digest()
                yield key, (file, reader, row_number, place.image_id, *told)


def _readable(text: str) -> str:
    """Bytes that are no UTF-8 by a guess; without what no database stores: zeros, and the lone surrogates of JSON."""
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = text.encode("utf-8", "replace")
    return decode(data).replace("\0", "")


def _find(session: Session, names: Names, wanted: set[str]) -> dict[str, list[_Place]]:
    """The pictures that may be meant; of names of files that are not loaded the one that is to come."""
    short = {name for name in wanted if len(name.encode()) <= LONGEST_KEY_BYTES}
    found, _ = names.follow(short)
    lost = {name: guesses(names, name) for name in short - found.pictures.keys() - found.ambiguous}
    guessed = _by_name(names.find(guess for tried in lost.values() for guess in tried))
    first = {name: next((guess for guess in tried if guess in guessed), None) for name, tried in lost.items()}
    meant = {name: guessed[guess] for name, guess in first.items() if guess is not None} | _by_name(found)
    stored = select(ImageName.name, ImageName.image_id, ImageName.source, ImageName.path_key)
    loaded = stored.where(is_any(ImageName.name, {each for all_ in meant.values() for each in all_}))
    by_name = {row.name: _Place(row.image_id, row.source, row.path_key) for row in session.execute(loaded)}
    places = {name: [by_name[each] for each in all_ if each in by_name] for name, all_ in meant.items()}
    to_come = {name: set(_to_come(names, [name, *tried][: 1 if first[name] else None])) for name, tried in lost.items()}
    renamed = _renamed(session, {place for each in to_come.values() for place in each})
    for name, all_ in to_come.items():
        places[name] = [*places.get(name, ()), *(_Place(renamed.get(each), *each) for each in all_)]
    return places


def _to_come(names: Names, called: Iterable[str]) -> Iterator[Place]:
    places = (names.place(name) for name in called if is_named_picture(name))
    return (place for place in places if place is not None)


def _by_name(found: Found) -> dict[str, list[str]]:
    return {name: [picture] for name, picture in found.pictures.items()} | {n: [*a] for n, a in found.alike.items()}


def _renamed(session: Session, places: Collection[Place]) -> dict[Place, int]:
    """Pictures that were called so when the row was refused first."""
    columns = (RefusedText.source, RefusedText.source_path, RefusedText.image_id)
    known = select(*columns).where(is_any(RefusedText.source_path, {path for _, path in places}))
    rows = session.execute(known.where(RefusedText.image_id.is_not(None)).distinct()) if places else ()
    return {(row.source, row.source_path): row.image_id for row in rows}


def forget_refused_of(session: Session, file: Location, reader: str) -> None:
    """Forget what a file's refused rows have said that is not read for this any more; commits."""
    begin_batch(session)
    its = (RefusedText.file == stored_path(str(file)), RefusedText.reader == reader)
    session.execute(delete(RefusedText).where(*its).execution_options(synchronize_session=False))
    session.commit()


def forget_refused(session: Session, folder: Location) -> None:
    """Forget what was refused of files in a folder that are not there any more, but of missing pictures; commits."""
    begin_batch(session)
    # A load's begin is kept until another has read what it did not.
    below = (is_below(RefusedText.file, folder), RefusedText.reader != UNDER_WAY)
    files = session.scalars(select(RefusedText.file).where(*below).distinct()).all()
    if gone := find_gone_files(session, folder, files):
        its = (is_any(RefusedText.file, gone), ~is_missing_too(RefusedText.image_id))
        session.execute(delete(RefusedText).where(*its).execution_options(synchronize_session=False))
    session.commit()


def link_refused(session: Session) -> None:
    """Give what waits for a picture to the one that has come; the caller holds the batch's lock and commits."""
    came = (RefusedText.source == ImageName.source, RefusedText.source_path == ImageName.path_key)
    session.execute(
        update(RefusedText)
        .where(RefusedText.image_id.is_(None), *came, ImageName.image_id != NOT_LOADED)
        .values(image_id=ImageName.image_id)
        .execution_options(synchronize_session=False)
    )


def select_refused(ids: Select[Any]) -> Select[Any]:
    """What refused rows say of some pictures, by file and line, in the columns of load_minors()."""
    base_name = func.regexp_replace(RefusedText.file, literal("^.*/"), literal(""))
    line = base_name + literal(":") + cast(RefusedText.row_number, String)
    text = func.string_agg(RefusedText.text, literal(". "))
    return (
        select(RefusedText.image_id, literal("refused_row"), line, text, literal(1.0, Double))
        .where(RefusedText.image_id.in_(ids))
        .group_by(RefusedText.image_id, line)
    )
