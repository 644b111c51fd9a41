"""Records of benchmarks: what is compared, what counts as noise, and the tables in docs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.compare import compare
from benchmarks.record import Figure, Record, begin, pace, read
from scripts.bench_docs import BEGIN, END, insert, tables

ROOT = Path(__file__).parents[2]


def record(*figures: Figure, pace_ms: float = 10.0, **values: object) -> Record:
    fields = {"commit": "abc", "changed": False, "started_at": "2026-01-02T03:04:05", "load_average": [0.5]}
    machine = {"processor": "x", "cores": 2, "memory_gb": 24, "python": "3.11"}
    return Record(**fields | {"machine": machine} | values, pace_ms=[pace_ms], figures=list(figures))  # type: ignore[arg-type]


def verdicts(old: Record, new: Record) -> dict[str, str]:
    lines, _ = compare(old, new)
    known = {figure.name for figure in (*old.figures, *new.figures)}
    return {name: line.split()[-1] for line in lines for name in known if line.startswith(f"{name:<44}")}


def test_ratios_are_compared_where_there_is_a_baseline() -> None:
    old = record(Figure("cold", 1.0, "s", baseline=2.0))
    # The machine is half as fast, and so is the baseline; with it the figure has become slower by a half.
    slower = record(Figure("cold", 3.0, "s", baseline=4.0), pace_ms=10.0)
    assert verdicts(old, slower) == {"cold": "WORSE"}
    assert verdicts(old, record(Figure("cold", 2.0, "s", baseline=4.0))) == {"cold": "same"}
    assert compare(old, slower)[1]
    assert not compare(old, old)[1]


def test_other_times_are_taken_at_the_machine_s_pace() -> None:
    old = record(Figure("load", 10.0, "s"), pace_ms=10.0)
    assert verdicts(old, record(Figure("load", 20.0, "s"), pace_ms=20.0)) == {"load": "same"}
    assert verdicts(old, record(Figure("load", 20.0, "s"), pace_ms=10.0)) == {"load": "WORSE"}
    assert verdicts(old, record(Figure("load", 5.0, "s"), pace_ms=10.0)) == {"load": "better"}


def test_noise_excuses_a_change() -> None:
    quiet = [1.0, 1.0, 1.01, 0.99, 1.0]
    loud = [1.0, 3.0, 0.3, 0.5, 2.0]
    old = record(Figure("search", 1.0, "ms", samples=quiet))
    assert verdicts(old, record(Figure("search", 1.2, "ms", samples=[1.2 * x for x in quiet]))) == {"search": "WORSE"}
    assert verdicts(old, record(Figure("search", 1.2, "ms", samples=[1.2 * x for x in loud]))) == {"search": "same"}
    # Measured once, a tenth may be chance; an error is the same on every machine.
    assert verdicts(record(Figure("load", 10.0, "s")), record(Figure("load", 10.9, "s"))) == {"load": "same"}
    assert verdicts(record(Figure("mse", 0.0155, "")), record(Figure("mse", 0.0160, ""))) == {"mse": "WORSE"}
    higher = Figure("recall", 60.0, "%", "higher")
    assert verdicts(record(higher), record(Figure("recall", 55.0, "%", "higher"))) == {"recall": "WORSE"}


def test_what_is_new_or_gone_is_said() -> None:
    found = verdicts(record(Figure("gone by now", 1.0, "s")), record(Figure("new by now", 1.0, "s")))
    assert found == {"gone by now": "gone", "new by now": "new"}


def test_a_record_comes_back_from_its_file(tmp_path: Path) -> None:
    made = begin()
    made.add("search", [3.0, 1.0, 2.0], "ms", baseline=[4.0, 6.0])
    made.write(tmp_path / "bench.json")
    found = read(tmp_path / "bench.json")
    assert (found.figures, found.commit, found.machine) == (made.figures, made.commit, made.machine)
    (figure,) = found.figures
    assert (figure.value, figure.baseline, figure.ratio) == (2.0, 5.0, 0.4)
    assert len(found.pace_ms) == len(found.load_average) == 2
    assert pace() > 0
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(SystemExit, match="is no record of `make bench`"):
        read(tmp_path / "bad.json")


def test_the_command_says_what_became_worse(tmp_path: Path) -> None:
    for name, value in (("old", 0.0155), ("new", 0.02)):
        made = begin()
        made.add("mse", value, "")
        made.write(tmp_path / f"{name}.json")
    command = [sys.executable, "benchmarks/compare.py", str(tmp_path / "old.json"), str(tmp_path / "new.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()[-1]) == (1, "WORSE")


def test_docs_have_the_tables_of_a_record() -> None:
    figures = (Figure("a", 1.5, "s", samples=[1.4, 1.5, 1.6], baseline=3.0), Figure("b", 0.01551, ""))
    lines = tables(record(*figures)).splitlines()
    assert insert(f"before\n{BEGIN}\nold\n{END}\nafter\n", record(*figures)).splitlines()[-4:] == [
        *lines[-2:],
        END,
        "after",
    ]
    assert lines[-2:] == ["| a | 1.50 s | 3.00 s | 0.50 | 3 (± 4.8%) |", "| b | 0.0155 |  |  |  |"]
