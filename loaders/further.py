"""What a file of captions says beside its captions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.files import Location
from loaders.captions import caption_format
from loaders.choices import Choices
from loaders.described import DESCRIBED_KEYS, load_described
from loaders.metadata import load_metadata
from loaders.metadata_file import read_metadata
from loaders.origins import forget_unsaid
from loaders.refused import forget_refused_of
from loaders.report import LoadResult, Reject, replace_rejects, stored_path
from loaders.vanished import delete_unsaid


def load_further(
    session: Session, file: Location, choices: Choices, told: Sequence[Reject], *, is_sure: bool
) -> Iterator[LoadResult]:
    """Load dates, photographers, tags, titles, further sentences; commits.

    Args:
        session: commits.
        file: that load_captions() has read.
        choices: what else is to be done.
        told: rows that load_captions() has refused; what cannot be read here is noted beside them.
        is_sure: whether each row could be read, so that what the file says no more is taken back.
    """
    found: list[LoadResult] = []
    try:
        for result in _read_further(session, file, choices, is_sure=is_sure):
            found.append(result)
            yield result
    except BadInput as exc:
        session.rollback()
        unread = LoadResult(f"metadata, {file.name}", choices.strict)
        unread.refuse_file(file, exc)
        found.append(unread)
        yield unread
    if further := [reject for result in found for reject in result.rejects]:
        replace_rejects(session, file, [*(each for each in told if each.file == stored_path(str(file))), *further])


def _read_further(session: Session, file: Location, choices: Choices, *, is_sure: bool) -> Iterator[LoadResult]:
    row_format = caption_format(file)
    tells_metadata, tells_captions = False, False
    if row_format.header and len(row_format.columns) == 2:
        fields, _ = read_metadata(file, LoadResult(""))
        tells_metadata = any((fields.taken_at, fields.photographer, fields.tags, fields.others))
        tells_captions = len(fields.captions) > 1
    if tells_metadata:
        yield load_metadata(session, file, source=choices.source, strict=choices.strict, repeats=True)
    elif is_sure:
        if deleted := forget_unsaid(session, file, ()):
            yield LoadResult("metadata", deleted=deleted)
        forget_refused_of(session, file, "metadata")
    if tells_captions:
        caption = row_format.columns[1]
        described = load_described(session, file, source=choices.source, but=caption, renew=choices.renew)
        if described.wrote or described.rejects:
            yield described
    elif is_sure:
        if deleted := delete_unsaid(session, file, (), DESCRIBED_KEYS):
            yield LoadResult(f"captions, {file.name}", deleted=deleted)
        forget_refused_of(session, file, "described")
