"""Loading captions: pictures' own, and the texts of rated pairs, which are captions of other pictures."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import String, Table, delete, literal, select, tuple_
from sqlalchemy.orm import Session

from imgsearch.counted import counted
from imgsearch.db.staging import Written, begin_batch
from imgsearch.errors import BadInput, list_some
from imgsearch.files import Location
from imgsearch.minors.words.lexicon import mentions_minors
from imgsearch.queries.waiting import REMEDY
from imgsearch.tables import Caption, CaptionEmbedding
from loaders.heard import Refused
from loaders.lines import read_lines
from loaders.meant import base_of_other_machine
from loaders.metadata_file import DELIMITERS
from loaders.metadata_row import CAPTION_NAMES, NAMES, plain_name
from loaders.names import CAPTION_KEY, Names, image_name_of
from loaders.refused import settle_refused
from loaders.renewed import forget_origins, keep_origins
from loaders.report import LoadResult, printable, refuse_file, replace_rejects, stored_path
from loaders.rows import Row, RowFormat, read_header, read_rows
from loaders.texts import KeyedText, find_oversize, in_batches, stage_texts, take_out_strangers, write_texts
from loaders.unread import hear_unread
from loaders.vanished import delete_unsaid

KEYED_FORMAT = RowFormat(("caption id", "text"), "\t", header=False)
RATED_PAIRS_FORMAT = RowFormat(("image", "query_id", "query_text"), ",", header=True)
#: What the columns may be called.
CAPTION_COLUMNS = (NAMES["image"], CAPTION_NAMES)
OTHER_FILE = (
    "the caption came with another file of this name, which was replaced or deleted; if it describes the file as it is "
    "now, load it with --renew"
)


def load_captions(
    session: Session,
    files: Sequence[Location],
    *,
    source: str | None = None,
    strict: bool = False,
    renew: bool = False,
    go_on: bool = False,
) -> LoadResult:
    """Load caption files; commits every batch.

    Args:
        session: commits.
        files: of any of the known formats, told apart by their first line; where two files have different texts for
            one caption, the first one's counts.
        source: whose pictures they describe; unless told otherwise it follows from where each file lies.
        strict: raise at the first bad row.
        renew: the captions describe the files as they are now; else one that was loaded with other bytes, which were
            replaced or deleted since, is refused.
        go_on: note a file that cannot be read and read the others; what it has said before stays.

    Raises:
        BadInput: a file cannot be read or has another format, or whose pictures it describes is unknown.
        BadRow: a row is bad and the load is strict.
    """
    result = LoadResult("captions", strict)
    first_seen: dict[str, tuple[Location, KeyedText]] = {}
    for file in files:
        try:
            _load_file(session, file.resolve(), source, first_seen, result, renew=renew)
        except BadInput as exc:
            hear_unread(session, file.resolve(), "captions", source)
            if not go_on:
                raise
            refuse_file(session, file.resolve(), exc, result)
    return result


def _load_file(
    session: Session,
    file: Location,
    source: str | None,
    first_seen: dict[str, tuple[Location, KeyedText]],
    result: LoadResult,
    *,
    renew: bool,
) -> None:
    names, waiting = Names.of_file(session, file, source), dict[str, int]()
    rejects_before, unread_before, said_before = len(result.rejects), result.unread, len(result.said)
    for batch in in_batches(_read_texts(file, names, first_seen, waiting, result)):
        write_batch(session, file, batch, result, renew=renew)
    replace_rejects(session, file, result.rejects[rejects_before:])
    settle_refused(session, file, "captions", names, result.said[said_before:])
    if result.unread == unread_before:
        result.deleted += delete_unsaid(session, file, first_seen)
    else:
        result.unsure.add(stored_path(str(file)))
    if waiting:
        place = f"in {file}"
        count = counted(
            sum(waiting.values()), f"caption {place} reaches no picture", f"captions {place} reach no picture"
        )
        result.notes.append(f"{count}: {list_some(list(waiting))}; {REMEDY}")


def caption_format(file: Location) -> RowFormat:
    """The format that a file's first line shows; its columns as the file spells them."""
    lines = read_lines(file)
    headers = {delimiter: read_header(file, lines, delimiter).names for delimiter in DELIMITERS}
    for delimiter, header in headers.items():
        plain = {plain_name(name): name for name in reversed(header)}
        if set(RATED_PAIRS_FORMAT.columns) <= set(plain):
            return RowFormat(tuple(plain[name] for name in RATED_PAIRS_FORMAT.columns), delimiter, header=True)
        columns = [next((plain[name] for name in names if name in plain), None) for names in CAPTION_COLUMNS]
        if None not in columns:
            return RowFormat(tuple(name for name in columns if name is not None), delimiter, header=True)
    if file.name == "train_dataset.csv":
        return RATED_PAIRS_FORMAT
    return RowFormat(("image", "caption"), ",", header=True) if file.suffix.lower() == ".csv" else KEYED_FORMAT


def _read_texts(
    file: Location,
    names: Names,
    first_seen: dict[str, tuple[Location, KeyedText]],
    waiting: dict[str, int],
    result: LoadResult,
) -> Iterator[KeyedText]:
    """The file's captions, each key once."""
    for row, key, said in _read_named(file, names, waiting, result):
        text = unicodedata.normalize("NFC", said)
        if not text:
            result.refuse_row(file, row.number, "the text is empty", row.content)
        elif (oversize := find_oversize(key, text)) is not None:
            result.refuse_unread(file, row.number, oversize, row.content, row.said())
        elif key not in first_seen:
            caption = KeyedText(row.number, key, image_name_of(key), text)
            first_seen[key] = (file, caption)
            yield caption
        elif first_seen[key][1].text != text:
            earlier_file, earlier = first_seen[key]
            where = f"line {earlier.row_number}" + (f" of {earlier_file}" if earlier_file != file else "")
            reason = f"duplicate caption id {key}: {where} has another text"
            result.refuse_row(file, row.number, reason, row.content, row.said())
        else:
            result.repeated += 1


def _read_named(
    file: Location, names: Names, waiting: dict[str, int], result: LoadResult
) -> Iterator[tuple[Row, str, str]]:
    """Rows with their captions' keys, in which pictures have the names that they have in the database.

    Names of pictures that are not there are counted in ``waiting``, but not those of texts to be judged.
    """
    row_format = caption_format(file)
    refused = Counter[str]()
    rows = read_rows(file, row_format, result, refused)
    if len(row_format.columns) > 2:
        found = _from_rated_pairs(file, names, rows, result)
    elif row_format.header:
        found = _from_numbered(rows, refused)
    else:
        found = ((row, row.values[0], row.values[1]) for row in rows)
    for batch in in_batches(found):
        keyed = [(row, CAPTION_KEY.fullmatch(key), key, text) for row, key, text in batch]
        # What is refused in any case keeps no name.
        wanted = {match["image_name"] for _, match, key, text in keyed if match and text and not find_oversize(key)}
        known = names.expect(wanted)
        for row, match, key, text in keyed:
            if match is None:
                no_name = row_format.header and key.startswith("#")
                reason = "it names no picture" if no_name else f"caption id {key!r} is not <image file>#<number>"
                result.refuse_unread(file, row.number, reason, row.content, row.said())
            elif match["image_name"] in wanted and match["image_name"] not in known.pictures:
                result.refuse_unread(file, row.number, known.why_not(match["image_name"]), row.content, row.said())
            else:
                name = known.pictures.get(match["image_name"], match["image_name"])
                if match["image_name"] in known.awaited and len(row_format.columns) == 2:
                    waiting[match["image_name"]] = waiting.get(match["image_name"], 0) + 1
                    if base_of_other_machine(names, match["image_name"]) and mentions_minors(text):
                        result.said.append(Refused(row.number, (match["image_name"],), text))
                yield row, f"{name}#{match['number']}", text


def _from_numbered(rows: Iterator[Row], counts: Counter[str]) -> Iterator[tuple[Row, str, str]]:
    """Captions without ids are numbered for each picture in the order of the file, beside those that are refused."""
    for row in rows:
        image_name, text = row.values
        yield row, f"{image_name}#{counts[image_name]}", text
        counts[image_name] += 1


def _from_rated_pairs(
    file: Location, names: Names, rows: Iterator[Row], result: LoadResult
) -> Iterator[tuple[Row, str, str]]:
    """Texts of pairs whose picture is loaded; the text itself belongs to the picture in its id."""
    for batch in in_batches(rows):
        loaded, _ = names.follow(row.values[0] for row in batch)
        for row in batch:
            image_name, key, text = row.values
            if image_name in loaded.pictures:
                yield row, key, text
            else:
                result.refuse_unread(file, row.number, loaded.why_not(image_name), row.content, row.said())


def write_batch(
    session: Session, file: Location, batch: Sequence[KeyedText], result: LoadResult, *, renew: bool
) -> None:
    """Write captions that a file has brought, but those that came with other bytes than the pictures have; commits."""
    begin_batch(session)
    staged = stage_texts(session, "staged_caption", batch)
    if renew:
        forget_origins(session, staged)
    refused = take_out_strangers(session, staged)
    for row_number in refused:
        result.refuse_row(file, row_number, OTHER_FILE)
    written = _write_staged(session, staged, printable(str(file)))
    if renew:
        keep_origins(session, staged)
    session.commit()
    result.count(written, len(batch) - len(refused))


def write_captions(session: Session, captions: Sequence[KeyedText]) -> Written:
    """Write captions that came with the bytes as they are now; the caller holds the batch's lock and commits."""
    staged = stage_texts(session, "staged_own_caption", captions)
    forget_origins(session, staged)
    written = _write_staged(session, staged, None)
    keep_origins(session, staged)
    return written


def _write_staged(session: Session, staged: Table, loaded_from: str | None) -> Written:
    """Vectors of texts that change go with the old texts."""
    changed = (
        select(Caption.id, Caption.image_id)
        .join(staged, staged.c.text_key == Caption.caption_key)
        .where(staged.c.text != Caption.text)
    )
    session.execute(
        delete(CaptionEmbedding)
        .where(tuple_(CaptionEmbedding.caption_id, CaptionEmbedding.image_id).in_(changed))
        .execution_options(synchronize_session=False)
    )
    said_by = literal(loaded_from, String).label("loaded_from")
    return write_texts(session, staged, Caption.__table__, "caption_key", said_by)
