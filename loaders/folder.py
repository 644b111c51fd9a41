"""Loading a whole folder in the order in which the parts need one another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from sqlalchemy.orm import Session

from imgsearch.db.staging import analyze
from imgsearch.errors import BadInput
from imgsearch.files import Location, is_remote, locate, store_of
from imgsearch.tables import Caption, CrowdAnnotation, ExpertAnnotation, Image, MatchRating, TestQuery
from loaders.annotations import load_crowd_annotations, load_expert_annotations, refresh_match_rating
from loaders.captions import load_captions
from loaders.choices import NO_CHOICES, Choices
from loaders.described import load_described
from loaders.directory import Layout, part_of, recognise
from loaders.embedded import load_embedded
from loaders.further import load_further
from loaders.images import load_images, load_pictures
from loaders.linked import without_stray
from loaders.lists import hear_lists, hear_other_lists
from loaders.metadata import load_metadata
from loaders.minors import Term, load_minors
from loaders.origins import forget_gone_files
from loaders.queries import load_queries
from loaders.refused import forget_refused
from loaders.report import LoadResult, refuse_file, replace_rejects, stored_path
from loaders.sources import open_source
from loaders.under_way import begin_load, end_load
from loaders.unread import hear_not_loaded, hear_unread
from loaders.vanished import delete_of_gone_files

LOADED = (Image, Caption, ExpertAnnotation, CrowdAnnotation, MatchRating, TestQuery)


def load_folder(
    session: Session,
    folder: Location,
    find_terms: Callable[[str], Sequence[Term]],
    choices: Choices = NO_CHOICES,
    *,
    after_batch: Callable[[], None] | None = None,
) -> Iterator[LoadResult]:
    """Load everything in a folder but vectors, which come last: evidence flags pictures before they can be found.

    Args:
        session: commits.
        folder: in the layout with ratings, or plain pictures.
        find_terms: the words in a text that stand for minors.
        choices: what else is to be done.
        after_batch: reads the pictures that are new, where their files are fetched from a store and not kept.

    Raises:
        BadInput: the folder holds neither layout or belongs to another source, or a file of texts cannot be
            read and the load is strict.
        BadRow: a row is bad and the load is strict.
        StoreUnavailable: the folder's store does not answer.
        UnreadableImage: a picture is bad and the load is strict.
    """
    wrote = False
    layout = recognise(folder)
    opened = open_source(session, layout.root, name=choices.source, flat_names=layout.flat_names)
    told = choices._replace(source=opened.name)
    with store_of(str(layout.root)).keeping():
        for result in _load_parts(session, layout, opened.root, find_terms, told, after_batch):
            wrote = wrote or result.wrote
            result.source = opened.name
            yield result
    if wrote:
        analyze(session, *(table.__table__ for table in LOADED))
        session.commit()


def load_files(
    session: Session,
    files: Collection[Location],
    find_terms: Callable[[str], Sequence[Term]],
    choices: Choices = NO_CHOICES,
) -> Iterator[LoadResult]:
    """Load single pictures, and of other files but their sidecars hear alone what those beside them say of minors.

    Each belongs to the source in whose folder it lies, else to one of its own folder. Of other pictures of the source
    nothing is said.

    Raises:
        BadInput: a folder cannot be read or belongs to another source.
        StoreUnavailable: the store of a file does not answer.
        UnreadableImage: a picture is bad and the load is strict.
    """
    by_folder: dict[Location, set[str]] = {}
    places = [file.resolve() for file in files]
    for place in places:
        by_folder.setdefault(place.parent, set()).add(str(place))
    begun = begin_load(session, files=places)
    for folder, paths in by_folder.items():
        with store_of(str(folder)).keeping():
            pictures = load_pictures(session, folder, choices, only=paths)
            _hear_beside(session, part_of(folder, deep=False), pictures)
            yield pictures
            yield from _told(load_embedded(session, folder, only=paths), pictures.source)
    end_load(session, begun)
    yield load_minors(session, find_terms)


def load_pictures_alone(
    session: Session,
    folder: Location,
    find_terms: Callable[[str], Sequence[Term]],
    choices: Choices = NO_CHOICES,
    *,
    flat_names: bool = False,
) -> Iterator[LoadResult]:
    """Load the pictures below a folder with what is written in them; of files of texts what they say of minors counts.

    Raises:
        BadInput: the folder cannot be read, or belongs to another source.
        StoreUnavailable: the folder's store does not answer.
        UnreadableImage: a picture is bad and the load is strict.
    """
    root = folder.resolve()
    begun = begin_load(session, folders=[root])
    with store_of(str(root)).keeping():
        source, strict, prune = choices.source, choices.strict, choices.prune
        pictures = load_images(session, root, flat_names=flat_names, source=source, strict=strict, prune=prune)
        _hear_beside(session, part_of(root), pictures)
        yield pictures
    end_load(session, begun)
    yield load_minors(session, find_terms)


def _hear_beside(session: Session, layout: Layout, pictures: LoadResult) -> None:
    """Keep what files of texts say of minors, which are not loaded with these pictures; commits."""
    pictures.notes += hear_not_loaded(session, layout.captions, layout.metadata, pictures.source)
    hear_lists(session, layout.lists, pictures.source)
    hear_other_lists(session, layout.root, layout.lists)


def load_below(
    session: Session, folder: Location, find_terms: Callable[[str], Sequence[Term]], choices: Choices = NO_CHOICES
) -> Iterator[LoadResult]:
    """Load a folder within a source, with the texts in it, also where no picture is left in it.

    The rated set's layout is loaded as a whole.

    Raises:
        BadInput: the folder belongs to another source, or a file of texts cannot be read and the load is strict.
    """
    opened = open_source(session, folder, name=choices.source)
    if opened.flat_names:
        yield from load_folder(session, locate(opened.root) if opened.root else folder, find_terms, choices)
    else:
        told = choices._replace(source=opened.name)
        yield from _load_parts(session, part_of(folder), opened.root, find_terms, told)


def _load_pictures(
    session: Session, gallery: Location, choices: Choices, after_batch: Callable[[], None] | None
) -> Iterator[LoadResult]:
    """Pictures and what is written in them; those of a store batch by batch, so that each is fetched once."""
    store, told = store_of(str(gallery)), LoadResult("metadata in files")

    def finish(paths: Sequence[str]) -> None:
        found = load_embedded(session, gallery, only=paths)
        told.absorb(found)
        told.notes.extend(found.notes)
        if after_batch is not None:
            after_batch()
        store.drop()

    yield load_pictures(session, gallery, choices, finish=finish if is_remote(str(gallery)) else None)
    found = load_embedded(session, gallery, progress=choices.progress)
    found.absorb(told)
    found.notes[:0] = told.notes
    yield from _told(found)


def _told(found: LoadResult, source: str = "") -> list[LoadResult]:
    found.source = source
    return [found] if found.wrote or found.notes or found.rejects else []


def _load_parts(
    session: Session,
    layout: Layout,
    root: str | None,
    find_terms: Callable[[str], Sequence[Term]],
    choices: Choices,
    after_batch: Callable[[], None] | None = None,
) -> Iterator[LoadResult]:
    source, strict, renew = choices.source, choices.strict, choices.renew
    captions = LoadResult("captions")
    begun = begin_load(session, folders=[layout.root])
    for gallery in layout.galleries:
        yield from _load_pictures(session, gallery, choices, after_batch)
    layout, stray = without_stray(session, layout, root or str(layout.root), strict=strict)
    yield from stray
    if layout.captions:
        captions = load_captions(session, layout.captions, source=source, strict=strict, renew=renew, go_on=True)
        yield captions
    if deleted := delete_of_gone_files(session, layout.root):
        yield LoadResult("captions of files that are gone", deleted=deleted)
    if changed := forget_gone_files(session, layout.root):
        yield LoadResult("metadata of files that are gone", deleted=changed)
    if layout.experts:
        yield _guarded(load_expert_annotations, session, layout.experts, choices)
    if layout.crowd:
        yield _guarded(load_crowd_annotations, session, layout.crowd, choices)
    if layout.experts or layout.crowd:
        yield refresh_match_rating(session)
    if layout.queries:
        yield _guarded(load_queries, session, layout.queries, choices)
    for file in layout.metadata:
        metadata = _guarded(load_metadata, session, file, choices)
        yield metadata
        if not metadata.failed:
            described = load_described(session, file, source=source, renew=renew)
            if described.rejects:
                replace_rejects(session, file.resolve(), [*metadata.rejects, *described.rejects])
            if described.wrote or described.rejects:
                yield described
    for file in (each.resolve() for each in layout.captions):
        if (path := stored_path(str(file))) not in captions.failed:
            yield from load_further(session, file, choices, captions.rejects, is_sure=path not in captions.unsure)
    for file in layout.heard:
        hear_unread(session, file.resolve(), "name", source, takes_back=True)
    hear_lists(session, layout.lists, source, again=choices.force)
    hear_other_lists(session, layout.root, layout.lists)
    # A list that was renamed has said the same by now, so that nobody screens its pictures without it meanwhile.
    forget_refused(session, layout.root)
    end_load(session, begun)
    yield load_minors(session, find_terms)


def _guarded(load: Callable[..., LoadResult], session: Session, file: Location, choices: Choices) -> LoadResult:
    """What a file of texts says; one that cannot be read is noted, and what it has said before stays."""
    try:
        return load(session, file, source=choices.source, strict=choices.strict)
    except BadInput as exc:
        unread = LoadResult(file.name, choices.strict)
        refuse_file(session, file.resolve(), exc, unread)
        return unread
