"""Put the figures of `make bench` into docs/benchmarks.md, between its two marks, so that none is typed by hand.

python -m scripts.bench_docs bench.json            # keeps the record as docs/bench.json and writes the tables
python -m scripts.bench_docs                       # writes the tables again from docs/bench.json
"""

from __future__ import annotations

import argparse
import shutil
import statistics
from pathlib import Path

from benchmarks.record import Figure, Record, read

DOCS = Path(__file__).parents[1] / "docs"
RECORD = DOCS / "bench.json"
PAGE = DOCS / "benchmarks.md"
BEGIN, END = "<!-- made by scripts/bench_docs.py -->", "<!-- end -->"


def tables(record: Record) -> str:
    """The record as Markdown."""
    machine = record.machine
    pace, load = statistics.mean(record.pace_ms), statistics.mean(record.load_average)
    state = ", with changes" if record.changed else ""
    lines = [
        f"Commit {record.commit}{state}, {record.started_at[:10]}; {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, Python {machine['python']}; pace {pace:.1f} ms, load average {load:.1f}.",
        "",
        "| figure | | baseline of the same run | ratio | samples |",
        "| --- | --- | --- | --- | --- |",
        *map(_line, record.figures),
    ]
    return "\n".join(lines)


def _line(figure: Figure) -> str:
    baseline = "" if figure.baseline is None else _value(figure.baseline, figure.unit)
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    count = f"{len(figure.samples)} (± {figure.noise:.1%})" if figure.noise else ""
    return f"| {figure.name} | {_value(figure.value, figure.unit)} | {baseline} | {ratio} | {count} |"


def _value(value: float, unit: str) -> str:
    digits = {"s": 2, "ms": 1, "%": 1}.get(unit, 4)
    return f"{value:.{digits}f} {unit}".strip()


def insert(page: str, record: Record) -> str:
    """The page with the record's tables between the marks."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{PAGE} lacks {BEGIN} or {END}")
    return f"{before}{BEGIN}\n{tables(record)}\n{END}{after}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", type=Path, nargs="?", help="what `make bench` wrote")
    chosen: Path | None = parser.parse_args().record
    if chosen is not None:
        read(chosen)
        shutil.copyfile(chosen, RECORD)
    PAGE.write_text(insert(PAGE.read_text(), read(RECORD)))


if __name__ == "__main__":
    main()
