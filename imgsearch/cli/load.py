"""`imgsearch load`: a whole folder, or one kind of thing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imgsearch.cli.load_options import (
    LoadGroup,
    PlaceType,
    encoder_option,
    existing_file,
    existing_place,
    find_any,
    force_option,
    prune_option,
    renew_option,
    source_option,
    strict_option,
)
from imgsearch.cli.load_steps import embed, find_series, make_thumbnails, read_texts, rescreen, run_loads
from imgsearch.cli.numbers import WholeNumber
from imgsearch.cli.progress import load_bars
from imgsearch.files import Location

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from loaders.report import LoadResult


@click.group(cls=LoadGroup, context_settings={"help_option_names": ["-h", "--help"]})
def load() -> None:
    """Load a folder of pictures, and the captions, ratings and queries in it.

    \b
    imgsearch load PICTURES          everything that is in the folder
    imgsearch load A B s3://C/D      in several, one of which is in a store of objects
    imgsearch load new/IMG_1.jpg     a single picture
    imgsearch load images PICTURES   one kind of thing

    A folder is either plain pictures (subfolders too) with an optional captions.tsv, captions.csv or captions.txt
    and metadata.csv or metadata.json, or a rated set: train_images/, test_images/, train_dataset.csv,
    ExpertAnnotations.tsv, CrowdAnnotations.tsv, test_queries.csv. Loading again skips
    what is unchanged and resumes a killed load. What cannot be loaded is skipped and recorded in the table load_reject,
    and the command ends with 1.
    """


@load.command()
@click.argument("places", metavar="DIR...", nargs=-1, required=True, type=PlaceType(exists=False), callback=find_any)
@encoder_option
@renew_option
@prune_option
@force_option
@source_option
@strict_option
@click.option(
    "--watch", is_flag=True, is_eager=True, help="Go on: load what changes in DIR as it changes, until interrupted."
)
@click.option(
    "--every", default=600, show_default=True, type=WholeNumber(1), help="Seconds between two full loads of --watch."
)
def folder(
    places: tuple[Location, ...],
    encoder: str | None,
    renew: bool,
    prune: bool,
    force: bool,
    source: str | None,
    strict: bool,
    watch: bool,
    every: int,
) -> None:
    """Load everything in DIR; the word `folder` may be omitted.

    DIR may be s3://BUCKET/PREFIX, or a single picture, of which alone the load then speaks; several are loaded one
    after the other.

    Example: imgsearch load ~/photos
    """
    from imgsearch.cli.load_places import load_places, watch_place
    from loaders.choices import Choices

    progress = load_bars()
    choices = Choices(source=source, strict=strict, renew=renew, prune=prune, force=force, progress=progress)
    if watch:
        watch_place(places, choices, encoder, every_s=every)
    else:
        load_places(places, choices, encoder)


@load.command()
@click.argument("directory", metavar="DIR", type=existing_place)
@click.option("--flat-names", is_flag=True, help="Call pictures by file name instead of by path below DIR.")
@prune_option
@source_option
@strict_option
def images(directory: Location, flat_names: bool, source: str | None, prune: bool, strict: bool) -> None:
    """Load the pictures in DIR with what is written in them, without their vectors and files of texts.

    Example: imgsearch load images ~/photos
    """
    from imgsearch.minors import find_terms
    from loaders.choices import Choices
    from loaders.folder import load_pictures_alone

    choices = Choices(source=source, strict=strict, prune=prune)
    run_loads(lambda session: load_pictures_alone(session, directory, find_terms, choices, flat_names=flat_names))


@load.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=existing_file)
@renew_option
@source_option
@strict_option
def captions(files: tuple[Path, ...], renew: bool, source: str | None, strict: bool) -> None:
    """Load captions: `caption id<TAB>text`, or columns image,caption, or image,query_id,query_text.

    Example: imgsearch load captions captions.tsv
    """
    from loaders.captions import load_captions

    def results(session: Session) -> Iterable[LoadResult]:
        yield load_captions(session, files, source=source, strict=strict, renew=renew)
        yield read_texts(session)

    run_loads(results)


@load.command()
@click.argument("file", metavar="FILE", type=existing_file)
@click.option("--gallery", metavar="NAME", help="Only pictures loaded from the folder of this name.")
@renew_option
@source_option
@strict_option
def metadata(file: Path, gallery: str | None, source: str | None, renew: bool, strict: bool) -> None:
    """Load metadata: when and by whom pictures were taken, tags, titles and anything else.

    FILE is CSV with a header line or a JSON list of objects; columns: image, taken_at, photographer, tags (separated
    by commas, semicolons or bars), caption, description, headline, and any others. What exiftool -json or -csv writes
    is read too.

    Example: imgsearch load metadata metadata.csv
    """
    from loaders.described import load_described
    from loaders.metadata import load_metadata

    def results(session: Session) -> Iterable[LoadResult]:
        yield load_metadata(session, file, source=source, gallery=gallery, strict=strict)
        yield load_described(session, file, source=source, renew=renew)
        yield read_texts(session)

    run_loads(results)


@load.command("annotations")
@click.option("--experts", type=existing_file, help="Experts' ratings: image, caption id, three ratings 1..4; tabs.")
@click.option("--crowd", type=existing_file, help="Crowd's votes: image, caption id, share, yes, no; tabs.")
@source_option
@strict_option
def load_annotations(experts: Path | None, crowd: Path | None, source: str | None, strict: bool) -> None:
    """Load ratings and aggregate them.

    Example: imgsearch load annotations --experts ExpertAnnotations.tsv --crowd CrowdAnnotations.tsv
    """
    from loaders.annotations import load_crowd_annotations, load_expert_annotations, refresh_match_rating

    if experts is None and crowd is None:
        raise click.UsageError("name a file with --experts or --crowd")

    def results(session: Session) -> Iterable[LoadResult]:
        if experts is not None:
            yield load_expert_annotations(session, experts, source=source, strict=strict)
        if crowd is not None:
            yield load_crowd_annotations(session, crowd, source=source, strict=strict)
        yield refresh_match_rating(session)
        yield read_texts(session)

    run_loads(results)


@load.command()
@click.argument("file", metavar="FILE", type=existing_file)
@source_option
@strict_option
def queries(file: Path, source: str | None, strict: bool) -> None:
    """Load test queries: columns query_id|query_text|image.

    Example: imgsearch load queries test_queries.csv
    """
    from loaders.queries import load_queries

    run_loads(lambda session: [load_queries(session, file, source=source, strict=strict), read_texts(session)])


@load.command()
@click.argument("file", metavar="FILE", type=existing_file)
@source_option
@strict_option
def pairs(file: Path, source: str | None, strict: bool) -> None:
    """Load a list of pairs to rate on the page: CSV with the columns image,text.

    Example: imgsearch load pairs pairs.csv
    """
    from loaders.pairs import load_pairs

    run_loads(lambda session: [load_pairs(session, file, source=source, strict=strict)])


@load.command()
def minors() -> None:
    """Screen the texts and vectors of all pictures for minors again.

    Example: imgsearch load minors
    """
    run_loads(rescreen)


@load.command()
def thumbnails() -> None:
    """Make the missing thumbnails that the page shows.

    Example: imgsearch load thumbnails
    """
    run_loads(lambda session: [make_thumbnails(session), find_series(session)])


@load.command()
@encoder_option
@strict_option
def embeddings(encoder: str | None, strict: bool) -> None:
    """Encode the pictures and captions that have no vector yet, and build the vector index.

    Any number may run at once, on all machines that can read the files; they share the pictures.

    Example: imgsearch load embeddings --encoder small
    """
    run_loads(lambda session: embed(session, encoder, strict=strict))
