"""`imgsearch query`: the main job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from imgsearch.cli.cycles import seldom_looking_for_cycles
from imgsearch.cli.database import open_session
from imgsearch.cli.numbers import Number, WholeNumber
from imgsearch.cli.output import Output, output_options
from imgsearch.cli.question import QuestionCommand, filter_options, read_pictures
from imgsearch.cli.tracing import trace_command
from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.ending import ENDING
from imgsearch.search import SORTS, Filters, Written, read_models, record_search, search
from imgsearch.search.ahead import EncodingAhead
from imgsearch.search.own import Gallery
from imgsearch.undated import search_or_none_such

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from imgsearch.search import Sort


@click.command(cls=QuestionCommand)
@click.argument("texts", metavar="TEXT...", nargs=-1)
@click.option(
    "--image",
    "image_paths",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Search by this picture, alone or together with texts and other pictures.",
)
@click.option("--like", multiple=True, type=WholeNumber(1), help="Search by the gallery's picture of this id.")
@click.option("--limit", "-n", default=10, show_default=True, type=WholeNumber(1, 1000), help="Number of pictures.")
@click.option("--page", type=WholeNumber(1), help="Number of the page, from 1; a page holds --limit pictures.")
@click.option("--offset", type=WholeNumber(0), help="Pictures to skip, instead of --page.")
@click.option("--min-score", type=Number(0, 1), help="Lowest score of a match, 0 to 1; default: the model's threshold.")
@filter_options
@click.option("--nearest", is_flag=True, help="Also show the nearest pictures that do not match.")
@click.option("--all", "every", is_flag=True, help="Show every copy and every shot of a burst, not only the best.")
@click.option("--literal", is_flag=True, help="Take a single text as it is: no unwanted things, dates or corrections.")
@click.option(
    "--sort", type=click.Choice(SORTS), help="Order of the matches; default: score, without text or picture newest."
)
@output_options
@seldom_looking_for_cycles()
def query(
    texts: tuple[str, ...],
    image_paths: tuple[Path, ...],
    like: tuple[int, ...],
    limit: int,
    page: int | None,
    offset: int | None,
    min_score: float | None,
    nearest: bool,
    every: bool,
    literal: bool,
    sort: Sort | None,
    output: Output,
    **filters: Any,  # noqa: ANN401
) -> None:
    """Find pictures that show what TEXT says, in English or Russian.

    \b
    imgsearch query "two dogs running in the snow"
    imgsearch query "собака прыгает в воду" --sheet dogs.html
    imgsearch query --image beach.jpg
    imgsearch query "2:dog" "-snow" --image beach.jpg --from 2024-05 --page 2
    imgsearch query --from 2024-05 --sort newest
    imgsearch query "a red car" --limit 100 --export cars.csv

    The score is the rating that experts would give, 0 (unrelated) to 1 (describes the picture fully).
    Among several texts, a number and a colon in front set the weight; a minus sign excludes what the text describes.
    A single one is read as people write: "street without people", "beach -umbrella", "dog in June 2019".
    Without a text or a picture, filters or --sort browse.
    """
    given = Filters(**filters)
    if not (texts or image_paths or like or sort or given.names):
        raise click.UsageError("give a text, --image FILE or --like ID; or a filter or --sort newest to browse")
    output.check()
    trace_command()
    ENDING.at_once()
    start = perf_counter()
    options: dict[str, Any] = {"limit": limit, "offset": _first(page, offset, limit), "min_score": min_score}
    options |= {"every": every, "nearest": nearest, "sort": sort}
    written = Written(texts, read_pictures(image_paths), like, literal=literal)
    wanted = written.query(filters=given, own=Gallery(_reading), **options)
    with EncodingAhead(wanted.texts) as encoding, open_session() as session:
        models = read_models(session)
        session.rollback()
        encoding.finish(models)
        models_ms = (perf_counter() - start) * 1000
        result = search_or_none_such(wanted, lambda: search(session, models, wanted, explain=output.explain))
        output.write(result, models_ms)
        record_search(session, result)
    output.write_files(result)


@contextmanager
def _reading() -> Iterator[Session]:
    """A session of its own, since reading the text comes before all else."""
    with open_session() as session, transaction_as(session, SEARCHER_ROLE):
        yield session


def _first(page: int | None, offset: int | None, limit: int) -> int:
    """Pictures to skip."""
    if page is not None and offset is not None:
        raise click.UsageError("give either --page or --offset")
    return offset or (page - 1 if page is not None else 0) * limit
