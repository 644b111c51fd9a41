"""Steps that several of the commands take, and the summary that all end with."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from imgsearch.cli.cycles import seldom_looking_for_cycles
from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo, printable
from imgsearch.cli.progress import load_bars
from imgsearch.errors import BadInput, BadRow, SomeRejected, UnreadableImage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from imgsearch.encoders import Encoder
    from loaders.report import LoadResult

NOTHING: Mapping[str, LoadResult] = MappingProxyType({})


def embed(
    session: Session, encoder: str | None, *, strict: bool, earlier: Mapping[str, LoadResult] = NOTHING
) -> Iterable[LoadResult]:
    """Fill in missing vectors; detectors of minors see a picture before anybody can find it.

    ``earlier`` is what encode_batch() has done.
    """
    from imgsearch.minors.sources import load_detectors
    from imgsearch.rescoring.features import CAPTION_ENCODERS
    from loaders.embeddings import default_encoder, load_caption_embeddings, load_image_embeddings

    screened, done = 0, ""
    # Searches may have been switched to another encoder meanwhile, which then lacks what came too late for the switch.
    while (chosen := encoder or default_encoder(session)) != done:
        vectors = load_image_embeddings(
            session, chosen, _load_encoder, detectors=load_detectors(), strict=strict, progress=load_bars()
        )
        yield _with(vectors, earlier)
        screened, done = screened + vectors.screened, chosen
    yield classify(session, screened=screened)
    for name in CAPTION_ENCODERS:
        yield load_caption_embeddings(session, name, _load_encoder, progress=load_bars())


def encode_batch(session: Session, encoder: str | None, earlier: dict[str, LoadResult], *, strict: bool) -> None:
    """Encode and copy what a store has just sent, so that nothing is fetched twice; ``earlier`` gets what was done."""
    from imgsearch.minors.sources import load_detectors
    from loaders.embeddings import default_encoder, load_image_embeddings
    from loaders.thumbnails import load_thumbnails

    chosen = encoder or default_encoder(session)
    vectors = load_image_embeddings(session, chosen, _load_encoder, detectors=load_detectors(), strict=strict)
    for result in (vectors, load_thumbnails(session)):
        earlier[result.kind] = _with(result, earlier)


def _with(result: LoadResult, earlier: Mapping[str, LoadResult]) -> LoadResult:
    if result.kind in earlier:
        result.absorb(earlier[result.kind])
    return result


def prepare_indexes(session: Session) -> Iterable[str]:
    """Build the missing vector indexes of the encoders that loads use; names each once it is there."""
    from imgsearch.rescoring.features import CAPTION_ENCODERS
    from imgsearch.tables import CaptionEmbedding, ImageEmbedding
    from loaders.embeddings import default_encoder, prepare_index

    for table, names in ((ImageEmbedding, (default_encoder(session),)), (CaptionEmbedding, CAPTION_ENCODERS)):
        for name in names:
            prepare_index(session, table, _load_encoder(name))
            yield name


def make_thumbnails(session: Session, earlier: Mapping[str, LoadResult] = NOTHING) -> LoadResult:
    """Make missing small copies; ``earlier`` is what encode_batch() has done."""
    from loaders.thumbnails import load_thumbnails

    return _with(load_thumbnails(session, progress=load_bars()), earlier)


def read_names(session: Session) -> int:
    """Read the names of pictures of an older database as this version compares them; how many pictures there were."""
    from loaders import unread_names

    return unread_names.read_names(session)


def find_series(session: Session) -> LoadResult:
    """Find copies and bursts of one photograph."""
    from loaders.series import load_series

    return load_series(session)


def classify(session: Session, *, screened: int = 0) -> LoadResult:
    """Let detectors look at pictures that they have not seen; ``screened`` of them they saw with their vectors."""
    from imgsearch.minors.sources import load_detectors
    from loaders.classified import load_classified

    return load_classified(session, *load_detectors(), screened=screened, progress=load_bars())


def read_texts(session: Session) -> LoadResult:
    """Read the texts that the lexicon has not seen, for words that mean a minor."""
    from imgsearch.minors import find_terms
    from loaders.minors import load_minors

    return load_minors(session, find_terms)


def rescreen(session: Session) -> list[LoadResult]:
    """Read all texts and look at all pictures that this version of the program has not seen."""
    return [read_texts(session), classify(session)]


def _with_refused_texts(session: Session, results: Callable[[Session], Iterable[LoadResult]]) -> Iterable[LoadResult]:
    """Load; where a file is refused, read what its rows say of minors, since their pictures are hidden until then."""
    try:
        yield from results(session)
    except (BadInput, BadRow, UnreadableImage):
        session.rollback()
        heard = read_texts(session)
        if heard.wrote or heard.notes:
            yield heard
        raise


@lru_cache(maxsize=4)
def _load_encoder(name: str) -> Encoder:
    from imgsearch.encoders import load_encoder  # imported late: it may bring torch

    return load_encoder(name)


def check_encoder(name: str | None) -> None:
    """Refuse what encodes no pictures before any are loaded.

    Raises:
        BadInput: there is no encoder of the name, or it encodes texts alone.
    """
    if name is not None and not _load_encoder(name).encodes_images:
        raise BadInput(f"{name} encodes texts, not pictures; `imgsearch models list` shows those that searches use")


def run_loads(results: Callable[[Session], Iterable[LoadResult]]) -> None:
    """Open the database, load, and print the summary.

    Raises:
        SomeRejected: something was skipped, and everything else is loaded.
    """
    from imgsearch.cli.summary import describe_counts, describe_rejects, describe_seconds

    started = time.perf_counter()
    finished: list[LoadResult] = []
    try:
        with seldom_looking_for_cycles(), open_session() as session:
            finished.extend(_with_refused_texts(session, results))
    finally:  # what was loaded before an error stays loaded, so say so
        for line in describe_counts(finished):
            echo(printable(line))
        for note in (note for result in finished for note in result.notes):
            echo(printable(note))
        if finished:
            echo(describe_seconds(finished, time.perf_counter() - started))
        for line in describe_rejects(finished):
            echo(printable(line), err=True)
    if any(result.rejects for result in finished):
        raise SomeRejected
