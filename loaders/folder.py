"""Loading a whole folder in the order in which the parts need one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from imgsearch.db.staging import analyze
from imgsearch.tables import Caption, CrowdAnnotation, ExpertAnnotation, Image, MatchRating, TestQuery
from loaders.annotations import load_crowd_annotations, load_expert_annotations, refresh_match_rating
from loaders.captions import caption_format, load_captions
from loaders.described import load_described
from loaders.directory import Layout, part_of, recognise
from loaders.embedded import load_embedded
from loaders.images import load_images
from loaders.metadata import load_metadata
from loaders.metadata_file import read_metadata
from loaders.minors import Term, load_minors
from loaders.origins import forget_gone_files, forget_unsaid
from loaders.queries import load_queries
from loaders.report import LoadResult
from loaders.sources import open_source
from loaders.vanished import delete_of_gone_files

LOADED = (Image, Caption, ExpertAnnotation, CrowdAnnotation, MatchRating, TestQuery)


class Choices(NamedTuple):
    """How a folder is loaded."""

    source: str | None = None
    """What the pictures' source is called; see open_source()."""
    strict: bool = False
    """Raise at the first row or file that is refused."""
    renew: bool = False
    """Captions describe the files as they are now, see load_captions()."""
    prune: bool = False
    """Remove pictures whose files are gone, see load_images()."""


NO_CHOICES = Choices()


def load_folder(
    session: Session,
    folder: Path,
    find_terms: Callable[[str], Sequence[Term]],
    choices: Choices = NO_CHOICES,
) -> Iterator[LoadResult]:
    """Load everything in a folder but vectors, which come last: evidence flags pictures before they can be found.

    Args:
        session: commits.
        folder: in the layout with ratings, or plain pictures.
        find_terms: the words in a text that stand for minors.
        choices: what else is to be done.

    Raises:
        BadInput: the folder holds neither layout or belongs to another source, or a file is of another format.
        BadRow: a row is bad and the load is strict.
        UnreadableImage: a picture is bad and the load is strict.
    """
    wrote = False
    layout = recognise(folder)
    opened = open_source(session, layout.root, name=choices.source, flat_names=layout.flat_names)
    for result in _load_parts(session, layout, find_terms, choices._replace(source=opened.name)):
        wrote = wrote or result.wrote
        yield result
    if wrote:
        analyze(session, *(table.__table__ for table in LOADED))
        session.commit()


def load_below(
    session: Session, folder: Path, find_terms: Callable[[str], Sequence[Term]], choices: Choices = NO_CHOICES
) -> Iterator[LoadResult]:
    """Load a folder within a source, with the texts in it, also where no picture is left in it.

    The rated set's layout is loaded as a whole.

    Raises:
        BadInput: the folder belongs to another source, or a file is of another format.
    """
    opened = open_source(session, folder, name=choices.source)
    if opened.flat_names:
        yield from load_folder(session, Path(opened.root or folder), find_terms, choices)
    else:
        yield from _load_parts(session, part_of(folder), find_terms, choices._replace(source=opened.name))


def _load_parts(
    session: Session, layout: Layout, find_terms: Callable[[str], Sequence[Term]], choices: Choices
) -> Iterator[LoadResult]:
    source, strict, renew, prune = choices
    for gallery in layout.galleries:
        yield load_images(session, gallery, source=source, strict=strict, prune=prune)
        found = load_embedded(session, gallery)
        if found.wrote or found.notes:
            yield found
    if layout.captions:
        yield load_captions(session, layout.captions, source=source, strict=strict, renew=renew)
    if deleted := delete_of_gone_files(session, layout.root):
        yield LoadResult("captions of files that are gone", deleted=deleted)
    if changed := forget_gone_files(session, layout.root):
        yield LoadResult("metadata of files that are gone", deleted=changed)
    if layout.experts:
        yield load_expert_annotations(session, layout.experts, source=source, strict=strict)
    if layout.crowd:
        yield load_crowd_annotations(session, layout.crowd, source=source, strict=strict)
    if layout.experts or layout.crowd:
        yield refresh_match_rating(session)
    if layout.queries:
        yield load_queries(session, layout.queries, source=source, strict=strict)
    for file in layout.metadata:
        yield load_metadata(session, file, source=source, strict=strict)
        yield from _wrote(load_described(session, file, source=source, renew=renew))
    for file in layout.captions:
        yield from _load_further(session, file, choices)
    yield load_minors(session, find_terms)


def _load_further(session: Session, file: Path, choices: Choices) -> Iterator[LoadResult]:
    """What a file of captions says beside captions: dates, photographers, tags, titles, further sentences."""
    row_format = caption_format(file)
    if not row_format.header or len(row_format.columns) > 2:
        return
    _, caption = row_format.columns
    fields, _ = read_metadata(file, LoadResult(""))
    if any((fields.taken_at, fields.photographer, fields.tags, fields.others)):
        yield load_metadata(session, file, source=choices.source, strict=choices.strict, repeats=True)
    elif deleted := forget_unsaid(session, file.resolve(), ()):
        yield LoadResult("metadata", deleted=deleted)
    if len(fields.captions) > 1:
        described = load_described(session, file, source=choices.source, but=caption, renew=choices.renew)
        yield from _wrote(described)


def _wrote(result: LoadResult) -> list[LoadResult]:
    """What changed nothing and refused nothing is not worth a line."""
    return [result] if result.wrote or result.rejects else []
