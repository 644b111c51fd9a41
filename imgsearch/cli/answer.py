"""What `imgsearch query` prints: hits as text or JSON, and how they were found."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

from imgsearch.asking.meaning import say_any
from imgsearch.cli.echo import printable
from imgsearch.moment import is_year_alone
from imgsearch.pictures.palette import RUSSIAN
from imgsearch.queries.session import EXACT_UP_TO
from imgsearch.search import Hit, SearchResult
from imgsearch.search.result import MARKS
from imgsearch.undated import say_why_nothing

#: A vector in a plan: five hundred numbers that say nothing to a reader.
VECTOR = re.compile(r"\[-?[\d.e+-]+(,-?[\d.e+-]+)+\]")
SCANS = {
    "exact": "all pictures that pass the filters compared",
    "index": "from the vector index",
    "index, then exact": "from the vector index, which gave up early, then all the others compared",
}
#: Kind of what was understood -> what it is called.
UNDERSTOOD = {
    "en": {
        "either": "either",
        "without": "without",
        "taken": "taken",
        "only": "only",
        "order": "order",
        "by": "by",
        "request": "left out",
    },
    "ru": {
        "either": "что-то одно",
        "without": "без",
        "taken": "снято",
        "only": "только",
        "order": "порядок",
        "by": "автор",
        "request": "пропущено",
    },
}
#: A colour that was understood narrows nothing by itself.
COLOUR = {"en": "colour", "ru": "цвет"}
#: Small pictures are called by their names, whatever the text is taken for.
NAMED = {"en": "read as", "ru": "понято как"}
LITERALLY = {"en": "--literal takes the text as it is", "ru": "--literal ищет текст как он есть"}
INSTEAD = {
    "en": "Searched for, instead of {typed}: {instead}",
    "ru": "Вместо {typed} найдено по запросу: {instead}",
}
MEANT = {"en": "Did you mean:", "ru": "Возможно, вы имели в виду:"}
NOTHING_MATCHES = {
    "en": "Nothing matches. Use --nearest to see the nearest pictures anyway.",
    "ru": "Ничего не найдено. --nearest покажет ближайшие изображения.",
}
NEAREST_ALONE = {
    "en": "Nothing matches. These are the nearest pictures.",
    "ru": "Ничего не найдено. Вот ближайшие изображения.",
}
#: (Total that is exact, total that is not).
TOTAL = {"en": ("{} matches", "at least {} matches"), "ru": ("Найдено: {}", "Найдено не меньше {}")}
ONE = "1 match"
#: How many of them only may match.
PERHAPS = {"en": " ({} perhaps)", "ru": ", под вопросом: {}"}
MORE = {"en": "(and {} more like it)", "ru": "(и ещё {} таких же)"}
MAYBE = {"en": "? perhaps: may show what was asked for", "ru": "? возможно, это"}
BELOW = {
    "en": "~ below the threshold: near, but hardly a match",
    "ru": "~ ниже порога: похоже, но вряд ли соответствует",
}
#: Characters; a longer name pushes its own caption aside, and no other.
WIDEST_NAME = 60
#: A caption may be a page of text; --json and --csv give all of it.
LONGEST_CAPTION = 200


def as_text(result: SearchResult) -> str:
    """Hits in columns, what was understood, and how many there are."""
    shown, language = result.shown, _language(result)
    why = why_nothing(result)
    if result.disclaimer is not None:
        return result.disclaimer
    lines = [*_understood(result), *([] if why is None else [why])]
    if shown:
        names = [printable(hit.name) for hit in shown]
        width = min(max(map(len, ["picture", *names])), WIDEST_NAME)
        lines.append(f"rank  {'taken     ' if result.is_browsing else 'score'}  {'picture':<{width}}  caption")
        for hit, name in zip(shown, names, strict=True):
            mark = MARKS[hit.band]
            more = MORE[language].format(hit.more) if hit.more else ""
            caption = f"{_cut(printable(hit.caption or ''))} {more}".strip()
            score = f"{mark}{hit.score:5.2f}" if not result.is_browsing else f" {_date(hit)}"
            lines.append(f"{hit.rank:>4} {score}  {name:<{width}}  {caption}".rstrip())
    if any(hit.band == "maybe" for hit in shown):
        lines.append(MAYBE[language])
    if any(not hit.matches for hit in shown):
        lines.append(BELOW[language])
    if result.total:
        lines.append(_total(result))
    return "\n".join(lines)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CAPTION else f"{text[: LONGEST_CAPTION - 1].rstrip()}…"


def _language(result: SearchResult) -> str:
    return "ru" if result.language == "ru" else "en"


def why_nothing(result: SearchResult) -> str | None:
    """The disclaimer, that nothing is from a time, or that nothing matches; None where something does."""
    return say_why_nothing(result, NEAREST_ALONE if result.shown else NOTHING_MATCHES)


def _understood(result: SearchResult) -> list[str]:
    """What the search made of the text, where it is not the text itself."""
    language = _language(result)
    names = UNDERSTOOD[language]
    meanings = [each for each in result.understood.meanings if each.kind in names]
    said = [f"{names[each.kind]}: {printable(say_any(language, each.text))}" for each in meanings]
    lines = [f"{', '.join(said)} ({LITERALLY[language]})"] if said else []
    lines += [f"{NAMED[language]}: {name}" for name in result.understood.of("named")]
    narrowing = {count.value for count in result.facets.get("colours", ())}
    colours = [name for name in result.understood.of("colour") if name in narrowing]
    called = [RUSSIAN[name] if language == "ru" else name for name in colours]
    lines += [f"{COLOUR[language]}: {name} (--colour {shlex.quote(name)})" for name in called]
    if result.instead is not None:
        instead = INSTEAD[language].format(typed=printable(result.text or ""), instead=printable(result.instead))
        lines.append(instead)
    if result.suggestions:
        lines.append(f"{MEANT[language]} {printable(', '.join(result.suggestions))}")
    return lines


def as_json(result: SearchResult) -> str:
    """The answer with all fields of its hits."""
    return json.dumps(
        {
            "query": result.text,
            "language": result.language,
            "understood": result.understood.as_dict(),
            "instead": result.instead,
            "suggestions": list(result.suggestions),
            "matched": bool(result.hits),
            "disclaimer": result.disclaimer,
            "offset": result.offset,
            "next_offset": result.next_offset,
            "total": result.total,
            "total_maybe": result.total_maybe,
            "total_is_exact": result.total_is_exact,
            "hits": [_hit(result, hit) for hit in result.shown],
        },
        ensure_ascii=False,
        indent=2,
    )


def _hit(result: SearchResult, hit: Hit) -> dict[str, Any]:
    fields = {name: value for name, value in hit._asdict().items() if name not in ("series", "sha256")}
    fields["taken_at"] = hit.taken_at.isoformat() if hit.taken_at is not None else None
    return fields | ({"score": None, "distance": None} if result.is_browsing else {})


def _date(hit: Hit) -> str:
    if hit.taken_at is None:
        said = ""
    elif is_year_alone(hit.taken_at):
        said = f"{hit.taken_at.year:04}"
    else:
        said = hit.taken_at.date().isoformat()
    return f"{said:<{len('2024-05-31')}}"


def _total(result: SearchResult) -> str:
    language = _language(result)
    perhaps = PERHAPS[language].format(f"{result.total_maybe:,}") if result.total_maybe else ""
    if result.total == 1 and language == "en":
        return (ONE if result.total_is_exact else f"at least {ONE}") + perhaps
    return TOTAL[language][0 if result.total_is_exact else 1].format(f"{result.total:,}") + perhaps


def explanation(result: SearchResult, models_ms: float) -> str:
    """Candidates, timings and the plan."""
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
