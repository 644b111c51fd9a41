"""`imgsearch query`: the main job."""

from __future__ import annotations

import json
import re
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo, printable
from imgsearch.cli.question import QuestionCommand, filter_options, read_parts
from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.queries.session import EXACT_UP_TO
from imgsearch.search import Filters, Hit, Part, Query, SearchResult, ask, read_models, record_search, search
from imgsearch.search.ahead import encode_ahead
from imgsearch.search.result import MARKS

#: A vector in a plan: five hundred numbers that say nothing to a reader.
VECTOR = re.compile(r"\[-?[\d.e+-]+(,-?[\d.e+-]+)+\]")
SCANS = {
    "exact": "all pictures that pass the filters compared",
    "index": "from the vector index",
    "index, then exact": "from the vector index, which gave up early, then all the others compared",
}
NO_MORE = {"en": "No further pictures match.", "ru": "Больше ничего не найдено."}
#: Kind of what was understood -> what it is called.
UNDERSTOOD = {"en": {"without": "without", "taken": "taken"}, "ru": {"without": "без", "taken": "снято"}}
LITERALLY = {"en": "--literal takes the text as it is", "ru": "--literal ищет текст как он есть"}
INSTEAD = {
    "en": "Nothing matches {typed}; searched for: {instead}",
    "ru": "По запросу {typed} ничего нет; найдено по: {instead}",
}
NOTHING_MATCHES = {
    "en": "Nothing matches. Use --nearest to see the nearest pictures anyway.",
    "ru": "Ничего не найдено. --nearest покажет ближайшие изображения.",
}
NEAREST_ALONE = {"en": "Nothing matches; the nearest pictures:", "ru": "Ничего не найдено; ближайшие изображения:"}


@click.command(cls=QuestionCommand)
@click.argument("texts", metavar="TEXT...", nargs=-1)
@click.option(
    "--image",
    "image_paths",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Search by this picture, alone or together with texts and other pictures.",
)
@click.option("--limit", "-n", default=10, show_default=True, type=click.IntRange(1, 1000), help="Number of pictures.")
@click.option("--page", type=click.IntRange(1), help="Number of the page, from 1; a page holds --limit pictures.")
@click.option("--offset", type=click.IntRange(0), help="Pictures to skip, instead of --page.")
@click.option(
    "--min-score", type=click.FloatRange(0, 1), help="Lowest score of a match, 0 to 1; default: the model's threshold."
)
@filter_options
@click.option("--nearest", is_flag=True, help="Also show the nearest pictures that do not match.")
@click.option("--all", "every", is_flag=True, help="Show every copy and every shot of a burst, not only the best.")
@click.option("--literal", is_flag=True, help="Take a single text as it is: no unwanted things, dates or corrections.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--sheet", type=click.Path(path_type=Path), help="Write a contact sheet: .png, .jpg or .html.")
@click.option("--open", "open_sheet", is_flag=True, help="Open a contact sheet in the browser.")
@click.option("--explain", is_flag=True, help="Show candidates, distances, the plan and timings.")
def query(
    texts: tuple[str, ...],
    image_paths: tuple[Path, ...],
    limit: int,
    page: int | None,
    offset: int | None,
    min_score: float | None,
    nearest: bool,
    every: bool,
    literal: bool,
    as_json: bool,
    sheet: Path | None,
    open_sheet: bool,
    explain: bool,
    **filters: Any,  # noqa: ANN401
) -> None:
    """Find pictures that show what TEXT says, in English or Russian.

    \b
    imgsearch query "two dogs running in the snow"
    imgsearch query "собака прыгает в воду" --sheet dogs.html
    imgsearch query --image beach.jpg
    imgsearch query "2:dog" "-snow" --image beach.jpg --from 2024-05 --page 2

    The score is the rating that experts would give, 0 (unrelated) to 1 (describes the picture fully).
    Among several texts, a number and a colon in front set the weight; a minus sign excludes what the text describes.
    A single one is read as people write: "street without people", "beach -umbrella", "dog in June 2019".
    """
    if not texts and not image_paths:
        raise click.UsageError("give a text or --image FILE")
    start = perf_counter()
    page_of = {"limit": limit, "offset": _first(page, offset, limit)}
    options = {**page_of, "min_score": min_score, "nearest": nearest, "every": every}
    wanted = _ask(read_parts(texts, image_paths), Filters(**filters), literal, options)
    encoding = encode_ahead(wanted.texts)
    with open_session() as session:
        models = read_models(session)
        session.rollback()
        encoding.join()
        models_ms = (perf_counter() - start) * 1000
        result = search(session, models, wanted, explain=explain)
        echo((_as_json if as_json else _as_text)(result, result.shown))
        if explain:
            echo(_explanation(result, models_ms), err=as_json)
        record_search(session, result)
    _write_sheet(result, result.shown, sheet, open_sheet)


def _ask(parts: list[Part], filters: Filters, literal: bool, options: dict[str, Any]) -> Query:
    """A single wanted text is read as people write; everything else means what its signs say."""
    first = parts[0]
    if len(parts) == 1 and first.text is not None and first.weight == 1:
        return ask(first.text, filters=filters, literal=literal, has_dates=_has_dates, **options)
    return Query(parts, filters=filters, **options)


def _has_dates(filters: Filters) -> bool:
    from imgsearch.queries.dates import read_has_dates

    with open_session() as session, transaction_as(session, SEARCHER_ROLE):
        return read_has_dates(session, filters)


def _first(page: int | None, offset: int | None, limit: int) -> int:
    """Pictures to skip."""
    if page is not None and offset is not None:
        raise click.UsageError("give either --page or --offset")
    return offset or (page - 1 if page is not None else 0) * limit


def _as_text(result: SearchResult, shown: list[Hit]) -> str:
    if result.disclaimer is not None:
        return result.disclaimer
    lines = _understood(result)
    if not result.hits:
        said = NO_MORE if result.offset else NEAREST_ALONE if shown else NOTHING_MATCHES
        lines.append(said[result.language or "en"])
    if shown:
        names = [printable(hit.name) for hit in shown]
        width = max(map(len, names))
        lines.append(f"rank  score  {'picture':<{width}}  caption")
        for hit, name in zip(shown, names, strict=True):
            mark = MARKS[hit.band]
            more = f"(and {hit.more} more like it)" if hit.more else ""
            caption = f"{printable(hit.caption or '')} {more}".strip()
            lines.append(f"{hit.rank:>4} {mark}{hit.score:6.2f}  {name:<{width}}  {caption}".rstrip())
    if any(hit.band == "maybe" for hit in shown):
        lines.append("? perhaps: may show what was asked for")
    if any(not hit.matches for hit in shown):
        lines.append("~ below the threshold: near, but hardly a match")
    return "\n".join(lines)


def _understood(result: SearchResult) -> list[str]:
    """What the search made of the text, where it is not the text itself."""
    language = "ru" if result.language == "ru" else "en"
    names = UNDERSTOOD[language]
    said = [f"{names[each.kind]}: {printable(each.text)}" for each in result.understood.meanings if each.kind in names]
    lines = [f"{', '.join(said)} ({LITERALLY[language]})"] if said else []
    if result.instead is not None:
        instead = INSTEAD[language].format(typed=printable(result.text or ""), instead=printable(result.instead))
        lines.append(instead)
    return lines


def _as_json(result: SearchResult, shown: list[Hit]) -> str:
    return json.dumps(
        {
            "query": result.text,
            "language": result.language,
            "understood": result.understood.as_dict(),
            "instead": result.instead,
            "matched": bool(result.hits),
            "disclaimer": result.disclaimer,
            "offset": result.offset,
            "next_offset": result.next_offset,
            "hits": [{name: value for name, value in hit._asdict().items() if name != "series"} for hit in shown],
        },
        ensure_ascii=False,
        indent=2,
    )


def _explanation(result: SearchResult, models_ms: float) -> str:
    passing = f"more than {EXACT_UP_TO}" if (result.passing or 0) > EXACT_UP_TO else str(result.passing)
    lines = ["", f"pictures that pass the filters: {passing}"]
    lines.append(f"candidates: {result.candidate_count}, {SCANS[result.scan or 'exact']}")
    lines += [
        f"  {printable(hit.name)}  distance {hit.distance:.4f}  score {hit.score:.4f}"
        for hit in (*result.hits, *result.nearest)
    ]
    lines.append("timings, ms:")
    lines += [f"  {step:<12}{spent:8.1f}" for step, spent in {"open": models_ms, **result.timings_ms}.items()]
    lines.append("plan:")
    lines += [f"  {VECTOR.sub('[...]', line)}" for line in result.plan]
    return "\n".join(lines)


def _write_sheet(result: SearchResult, shown: list[Hit], sheet: Path | None, open_sheet: bool) -> None:
    """Where one was asked for."""
    if sheet is None and not open_sheet:
        return
    from imgsearch.shown.sheet import write_sheet

    if not shown:
        echo("no contact sheet: there is nothing to show", err=True)
        return
    target = sheet if sheet is not None else Path(click.get_app_dir("imgsearch")) / "sheet.html"
    write_sheet(target, result.text or "", shown)
    echo(printable(f"contact sheet: {target}"), err=True)
    if open_sheet:
        click.launch(target.resolve().as_uri())
