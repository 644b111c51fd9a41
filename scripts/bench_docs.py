"""Put the figures of benchmarks into the documents, between marks, so that none is typed by hand.

python -m scripts.bench_docs bench.json            # keeps its sections in docs/bench.json and writes all tables
python -m scripts.bench_docs                       # writes the tables again from docs/bench.json

A mark is `<!-- bench:SECTION -->` or `<!-- bench:SECTION/TABLE -->`, and `<!-- end -->` ends what it makes; the table
`goals` has those figures of a section that have a goal. The first table of a section on a page is followed by when and
where it was measured.
"""

from __future__ import annotations

import argparse
import re
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.record import CROSS, Figure, Record, cell, number
from benchmarks.records import keep, read

DOCS = Path(__file__).parents[1] / "docs"
RECORD = DOCS / "bench.json"
MARK = re.compile(
    r"^(?P<indent> *)<!-- bench:(?P<section>[\w-]+)(?:/(?P<table>[\w-]+))? -->\n.*?<!-- end -->",
    re.DOTALL | re.MULTILINE,
)
GOALS = "goals"


def fill(page: str, records: Mapping[str, Record]) -> str:
    """The page with what its marks name.

    Raises:
        SystemExit: a mark names something that no record holds, or has no end.
    """
    seen: set[str] = set()

    def made(match: re.Match[str]) -> str:
        section, table, mark = match["section"], match["table"] or "", match[0].splitlines()[0]
        record = records.get(section)
        figures = [] if record is None else figures_of(record, table)
        if record is None or not figures:
            raise SystemExit(f"no record has {mark.strip()}; run `make bench SECTIONS={section}`")
        lines = layout(record, figures, table)
        if section not in seen:
            lines += ["", *provenance(record)]
        seen.add(section)
        return "\n".join([mark, *(f"{match['indent']}{line}".rstrip() for line in (*lines, "<!-- end -->"))])

    filled = MARK.sub(made, page)
    if {len(re.findall(rf"^ *<!-- {word}", page, re.MULTILINE)) for word in ("bench:", "end ")} != {
        len(MARK.findall(page))
    }:
        raise SystemExit("a mark `<!-- bench:... -->` is not written as such, or lacks its `<!-- end -->`")
    return filled


def figures_of(record: Record, table: str) -> list[Figure]:
    """Of a table; of the table of goals, those that have one."""
    if table == GOALS:
        return [figure for figure in record.figures if figure.goal is not None]
    return [figure for figure in record.figures if figure.table == table]


def layout(record: Record, figures: Sequence[Figure], table: str) -> list[str]:
    """The lines of a Markdown table."""
    if table == GOALS:
        return goals(figures)
    is_grid = all(CROSS in figure.name for figure in figures)
    return (grid if is_grid else listed)(figures, record.headings.get(table, ""))


def goals(figures: Sequence[Figure]) -> list[str]:
    """What was wanted beside what came out."""
    lines = ["| | wanted | came out |", "| --- | --- | --- |"]
    for figure in figures:
        bound = "at most" if figure.better == "lower" else "at least"
        is_ratio, unit = figure.baseline is not None, f" {figure.unit}".rstrip()
        name = ", ".join(figure.name.split(CROSS))
        wanted = f"{bound} {_plain(figure.goal or 0)}" + (" of its baseline" if is_ratio else unit)
        came = number(figure.ratio, 2) if figure.ratio is not None else f"{figure.say()}{unit}"
        lines.append(f"| {name} | {wanted} | {came}{': **missed**' if figure.is_missed else ''} |")
    return lines


def listed(figures: Sequence[Figure], heading: str) -> list[str]:
    """A figure a line; baselines and noise where there are some."""
    rows = [
        [
            figure.name,
            f"{cell(figure)} {figure.unit}".strip(),
            "" if figure.baseline is None else f"{figure.say(figure.baseline)} {figure.unit}".strip(),
            "" if figure.ratio is None else number(figure.ratio, 2),
            f"{len(figure.samples)} (± {figure.noise:.1%})" if figure.noise else "",
        ]
        for figure in figures
    ]
    columns = [heading, "", "baseline of the same run", "ratio", "samples"]
    kept = [place for place in range(len(columns)) if place < 2 or any(row[place] for row in rows)]
    return _markdown([[row[place] for place in kept] for row in (columns, *rows)])


def grid(figures: Sequence[Figure], heading: str) -> list[str]:
    """Rows by columns in the order in which they were measured; units in headers where a column has one."""
    cells = {(row, column): figure for figure in figures for row, _, column in [figure.name.rpartition(CROSS)]}
    rows = list(dict.fromkeys(row for row, _ in cells))
    # A row that lacks columns does not say where they stand.
    fullest = sorted(cells, key=lambda key: -sum(row == key[0] for row, _ in cells))
    columns = list(dict.fromkeys(column for _, column in fullest))
    units = {column: {figure.unit for key, figure in cells.items() if key[1] == column} for column in columns}
    names = [f"{name}, {unit}" if len(units[name]) == 1 and (unit := min(units[name])) else name for name in columns]

    def said(row: str, column: str) -> str:
        figure = cells.get((row, column))
        if figure is None:
            return ""
        return cell(figure) if len(units[column]) == 1 else f"{cell(figure)} {figure.unit}".strip()

    return _markdown([[heading, *names], *([row, *(said(row, column) for column in columns)] for row in rows)])


def provenance(record: Record) -> list[str]:
    """When and where it was measured."""
    machine = record.machine
    place = [machine.get("processor"), f"{machine['cores']} cores" if "cores" in machine else None]
    place += [f"{machine['memory_gb']} GB" if "memory_gb" in machine else None]
    place += [f"Python {machine['python']}" if "python" in machine else None]
    commit = f"commit {record.commit}{' with changes' if record.changed else ''}" if record.commit else None
    load = f"load average {statistics.mean(record.load_average):.1f}" if record.load_average else None
    said = [record.started_at[:10], commit, record.note, ", ".join(filter(None, place)), load]
    return [f"({'; '.join(filter(None, said))}.)"]


def _markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return [lines[0], "| --- " + "| --: " * (len(rows[0]) - 1) + "|", *lines[1:]]


def _plain(value: float) -> str:
    text = f"{value:,.10g}"
    return text.removeprefix("0") if text.startswith("0.") else text


def pages() -> list[Path]:
    """The documents that have marks."""
    return [page for page in sorted(DOCS.glob("*.md")) if "<!-- bench:" in page.read_text(encoding="utf-8")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", type=Path, nargs="?", help="what `make bench` wrote")
    chosen: Path | None = parser.parse_args().record
    if chosen is not None:
        keep(RECORD, read(chosen))
    records = read(RECORD)
    for page in pages():
        page.write_text(fill(page.read_text(encoding="utf-8"), records), encoding="utf-8")


if __name__ == "__main__":
    main()
