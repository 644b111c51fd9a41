"""Records of benchmarks: what is compared, what counts as noise, and which sections run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import choose, command_of, run_all
from benchmarks.compare import compare, compare_all
from benchmarks.findings import keep_figures
from benchmarks.machine import pace
from benchmarks.record import Column, Figure, Record, Spread
from benchmarks.records import keep, read, recording, write
from benchmarks.sections import Section

ROOT = Path(__file__).parents[2]


def record(*figures: Figure, pace_ms: float = 10.0, **values: object) -> Record:
    fields = {"commit": "abc", "changed": False, "started_at": "2026-01-02T03:04:05", "load_average": [0.5]}
    machine = {"processor": "x", "cores": 2, "memory_gb": 24, "python": "3.11"}
    return Record(**fields | {"machine": machine} | values, pace_ms=[pace_ms], figures=list(figures))  # type: ignore[arg-type]


def verdicts(old: Record, new: Record) -> dict[str, str]:
    lines, _ = compare(old, new)
    known = {figure.name for figure in (*old.figures, *new.figures)}
    return {name: line.split()[-1] for line in lines for name in known if line.startswith(f"{name:<68}")}


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


def test_times_of_a_machine_whose_pace_is_unknown_are_not_compared() -> None:
    old = record(Figure("load", 10.0, "s"), Figure("recall", 60.0, "%", "higher"))
    old.pace_ms = []
    lines, is_worse = compare(old, record(Figure("load", 20.0, "s"), Figure("recall", 60.0, "%", "higher")))
    assert "not comparable" in lines[-2]
    assert lines[-1].endswith("same")
    assert not is_worse


def test_sections_are_compared_with_their_own() -> None:
    slow, quick = (record(Figure("load", seconds, "s", table="a")) for seconds in (20.0, 10.0))
    lines, is_worse = compare_all({"one": quick, "two": quick, "gone": quick}, {"one": slow, "two": quick, "new": slow})
    assert is_worse
    assert [line for line in lines if line.startswith("==")] == [
        "== one",
        "== two: the same run",
        "== gone: only in the old one",
        "== new: only in the new one",
    ]
    assert lines[3].startswith("a: load ")
    assert lines[3].endswith("WORSE")
    assert not compare_all({"one": quick}, {"one": record(Figure("load", 10.0, "s", table="b"))})[1]


def test_a_record_comes_back_from_its_file_beside_those_that_were_there(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    for section in ("first", "second", "first"):
        with recording(section, path) as made:
            made.add("search", [3.0, 1.0, 2.0], "ms", baseline=[4.0, 6.0], goal=0.5)
            made.grid("errors", [Column("MSE", "", 4)], "model").row("pixels", Spread(0.5, 0.25, 0.75))
    found = read(path)
    assert found.keys() == {"first", "second"}
    assert found["first"] == made
    search, error = found["first"].figures
    assert (search.value, search.baseline, search.ratio, search.is_missed) == (2.0, 5.0, 0.4, False)
    assert (error.name, error.table, error.low, error.high) == ("pixels | MSE", "errors", 0.25, 0.75)
    assert len(made.pace_ms) == len(made.load_average) == 2
    assert pace() > 0
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(SystemExit, match="is no record of `make bench`"):
        read(tmp_path / "bad.json")


def test_a_section_that_breaks_off_keeps_nothing_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    keep(path, {"first": record(Figure("a", 1.0, "s"))})
    before = path.read_text()
    with pytest.raises(ZeroDivisionError), recording("first", path) as made:
        made.add("a", 1 / 0, "s")
    assert path.read_text() == before
    assert write(read(path)) == before


def test_a_record_of_the_first_kind_is_the_main_section(tmp_path: Path) -> None:
    values = json.loads(write({"x": record(Figure("a", 1.0, "s"))}))["sections"]["x"]
    (tmp_path / "old.json").write_text(json.dumps(values))
    assert [figure.name for figure in read(tmp_path / "old.json")["main"].figures] == ["a"]


def test_the_command_says_what_became_worse(tmp_path: Path) -> None:
    for name, value in (("old", 0.0155), ("new", 0.02)):
        with recording("main", tmp_path / f"{name}.json") as made:
            made.add("mse", value, "")
    command = [sys.executable, "benchmarks/compare.py", str(tmp_path / "old.json"), str(tmp_path / "new.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()[-1]) == (1, "WORSE")


def test_usual_sections_run_as_far_as_their_data_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    rated = {"rated": Path("/rated")}
    chosen = {section.name for section in choose([], rated)}
    assert "main" in chosen
    assert "soak" not in chosen
    assert "copies is left out: it needs --flickr8k DIR" in capsys.readouterr().err
    assert [section.name for section in choose(["soak"], rated)] == ["soak"]
    with pytest.raises(SystemExit, match="retrieval needs --flickr8k DIR --wide DIR"):
        choose(["retrieval"], rated)
    with pytest.raises(SystemExit, match="there is no section x; there are main, copies"):
        choose(["x"], rated)
    (soak,) = choose(["soak"], rated)
    assert command_of(soak, rated, Path("/o.json"))[1:4] == ["-m", "benchmarks.soak", "/rated"]
    assert command_of(soak, rated, Path("/o.json"))[-2:] == ["--record", "/o.json"]


def test_a_section_that_fails_is_told_and_the_others_are_measured(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    writes = f"-c \"import sys; open('{tmp_path}/' + sys.argv[1], 'w').close()\""
    sections = [
        Section("good", f"{writes} good", 1, "a.md"),
        Section("bad", '-c "raise SystemExit(3)"', 1, "a.md"),
        Section("after", f"{writes} after", 1, "a.md"),
    ]
    failed = run_all(sections, {}, out)
    assert list(failed) == ["bad"]
    assert failed["bad"].endswith("ended with 3")
    assert {path.name for path in tmp_path.iterdir()} == {"good", "after"}


def test_findings_are_those_of_the_evaluation() -> None:
    def figure(split: str, model: str, metric: str, value: float) -> dict[str, object]:
        return {"split": split, "model": model, "metric": metric, "value": value, "low": 0.014, "high": 0.016}

    rule = "nothing matches, pixels, 10% may be lost"
    made = record()
    keep_figures(
        made,
        [
            figure("picture", "captions", "mse", 0.0152),
            figure("caption", "pixels_multilingual", "mse", 0.5),  # no row
            figure("picture", "pixels_multilingual", "mae", 0.121),
            figure("searches", rule, "threshold", 0.32),
            figure("searches", rule, "absent_answered_nothing", 0.09),
            figure("searches", rule, "present_lost", 0.1),
        ],
    )
    assert [(each.table, each.name, each.value, each.low) for each in made.figures] == [
        ("", "**own captions**, by picture | MSE", 0.0152, 0.014),
        ("", "pixels only, query not English | MAE", 0.121, None),
        ("nothing", "pixels, 10% may be lost | threshold", 0.32, None),
        ("nothing", "pixels, 10% may be lost | absent: answered with nothing", 9.0, None),
        ("nothing", "pixels, 10% may be lost | present: match lost", 10.0, None),
    ]
