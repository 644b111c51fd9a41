from __future__ import annotations

from pathlib import Path

import pytest

from scripts.mutation.campaign import Campaign, Plan, choose_mutants
from scripts.mutation.changed import changed_lines, git, recent_base
from scripts.mutation.equivalents import HEADING, find_stale, format_row, read_equivalents
from scripts.mutation.mutants import make_mutants
from scripts.mutation.packages import Package, read_packages, select_packages
from scripts.mutation.report import Score, table, too_low, total
from scripts.mutation.worker import Baseline, Worker

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "testing.md"
PROGRAM = '''"""A program."""


def is_large(number: int) -> bool:
    """Whether it is."""
    return number > 10
'''
TESTS = """from tiny.size import is_large


def test_large_and_small() -> None:
    assert is_large(20)
    assert not is_large(5)
"""
AT_LIMIT = ("tiny/size.py", "is_large", "return number > 10 => return number >= 10")
TINY = Package("tiny", ("tiny",), ("tests",), database=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """One function, and a test that does not look at the limit."""
    for name, content in {"tiny/size.py": PROGRAM, "tests/test_size.py": TESTS}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(content)
    return tmp_path


def mutations(tmp_path: Path, source: str) -> list[str]:
    (tmp_path / "some.py").write_text(source)
    return [mutant.mutation for mutant in make_mutants(tmp_path, Path("some.py"))]


def test_what_no_test_sees_survives_and_what_a_test_sees_is_killed(project: Path) -> None:
    lines: list[str] = []
    mutants = choose_mutants(TINY, project, Plan())
    score = Campaign(project, Plan(workers=1), [], lines.append).run(TINY, mutants)
    assert {mutant.key for mutant in score.survivors} == {
        AT_LIMIT,
        ("tiny/size.py", "is_large", "return number > 10 => return number > 11"),
    }
    assert (score.mutants, score.killed) == (3, 1)
    assert f"survived, 1 tests run it: tiny/size.py:6 in is_large: {AT_LIMIT[2]}" in lines
    assert (project / "tiny" / "size.py").read_text() == PROGRAM


def test_what_a_fixture_of_several_tests_runs_each_of_them_runs(project: Path) -> None:
    (project / "tests" / "test_size.py").write_text(
        "import pytest\nfrom tiny.size import is_large\n\n\n"
        "@pytest.fixture(scope='session')\ndef found() -> list[bool]:\n"
        "    return [is_large(11), is_large(10)]\n\n\n"
        "def test_first(found: list[bool]) -> None:\n    assert len(found) == 2\n\n\n"
        "def test_second(found: list[bool]) -> None:\n    assert found == [True, False]\n"
    )
    score = Campaign(project, Plan(workers=1), [], print).run(TINY, choose_mutants(TINY, project, Plan()))
    assert (score.mutants, score.killed) == (3, 3)


def test_a_constant_of_a_file_that_a_test_imports_is_answered_for_by_all_tests_of_the_file(project: Path) -> None:
    source, tests = project / "tiny" / "size.py", project / "tests" / "test_size.py"
    source.write_text("LEAST = 10\n\n\ndef is_large(number):\n    return number > LEAST\n")
    imported = "    from tiny.size import is_large\n"
    tests.write_text(
        f"def test_first():\n{imported}    assert is_large(20)\n\n\n"
        f"def test_second():\n{imported}    assert [is_large(11), is_large(10)] == [True, False]\n"
    )
    score = Campaign(project, Plan(workers=1), [], print).run(TINY, choose_mutants(TINY, project, Plan()))
    assert (score.mutants, score.killed) == (3, 3)


def test_what_a_function_remembers_is_answered_for_by_all_tests_of_the_file(project: Path) -> None:
    (project / "tiny" / "size.py").write_text(
        "from functools import lru_cache\n\n\n@lru_cache(maxsize=1)\ndef least():\n    return int('10')\n\n\n"
        "def is_large(number):\n    return number > least()\n"
    )
    (project / "tests" / "test_size.py").write_text(
        "from tiny.size import is_large\n\n\ndef test_first():\n    assert is_large(20)\n\n\n"
        "def test_second():\n    assert [is_large(11), is_large(10)] == [True, False]\n"
    )
    mutants = [mutant for mutant in choose_mutants(TINY, project, Plan()) if mutant.function == "least"]
    lines = {6: ["first"], 10: ["first", "second"]}
    baseline = Baseline({"first": 1, "second": 2}, [], False, {"tiny/size.py": lines}, [])
    assert {mutant.is_remembered for mutant in mutants} == {True}
    assert baseline.tests_of(mutants[0], 10) == ["first", "second"]
    (other,) = [mutant for mutant in make_mutants(project, Path("tiny/size.py")) if ">=" in mutant.mutation]
    assert not other.is_remembered
    assert Campaign(project, Plan(workers=1), [], print).run(TINY, mutants).survived == 0


@pytest.mark.parametrize(("seconds", "outcome"), [(11, "timed out"), (12, "survived")])
def test_a_run_that_is_cut_because_its_tests_are_slow_kills_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, outcome: str
) -> None:
    monkeypatch.setattr(Worker, "_order", lambda *_arguments, **_order: {"code": -1, "seconds": 120.0})
    worker = object.__new__(Worker)
    worker.copy, worker._kills = project, {}
    (mutant, *_) = make_mutants(project, Path("tiny/size.py"))
    baseline = Baseline({"test": seconds}, [], False, {mutant.file: {mutant.line: ["test"]}}, [])
    assert worker.run(mutant, baseline, 20).outcome == outcome


def test_every_package_of_the_table_has_files_and_tests() -> None:
    for package in read_packages():
        assert package.sources(ROOT), package.name
        assert package.test_files(ROOT), package.name
        missing = [name for name in (*package.leave, *package.skip) if not (ROOT / name).exists()]
        assert not missing, package.name


@pytest.mark.parametrize("wanted", ["search", "imgsearch/search", "imgsearch/search/rank.py", "imgsearch/search/"])
def test_a_package_is_found_by_its_name_and_by_its_paths(wanted: str) -> None:
    assert [package.name for package in select_packages(read_packages(), wanted)] == ["search"]


def test_an_unknown_package_is_named() -> None:
    with pytest.raises(LookupError, match="no package is called serach"):
        select_packages(read_packages(), "rescoring,serach")


def test_the_kept_list_names_mutants_that_there_are() -> None:
    assert find_stale(read_equivalents(DOCUMENT), ROOT) == []


def test_the_list_of_equivalents_is_read_as_it_is_written(tmp_path: Path) -> None:
    key = ("a.py", "C.f", "x = a | b => x = a & b")
    document = tmp_path / "testing.md"
    row = format_row(key, "both are 0 or 1")
    document.write_text(f"# T\n\n{HEADING}\n\n| file | function |\n| --- | --- |\n{row}\n\n## Next\n\n| not | one |\n")
    assert [(found.key, found.reason) for found in read_equivalents(document)] == [(key, "both are 0 or 1")]


def test_a_row_without_a_reason_is_refused(tmp_path: Path) -> None:
    document = tmp_path / "testing.md"
    document.write_text(f"{HEADING}\n{format_row(AT_LIMIT, '')}\n")
    with pytest.raises(ValueError, match="not file, function, mutation, reason"):
        read_equivalents(document)


def test_a_row_stays_good_when_lines_move_and_is_stale_when_its_line_is_gone(project: Path) -> None:
    document = project / "testing.md"
    document.write_text(f"{HEADING}\n{format_row(AT_LIMIT, 'nobody is 10')}\n")
    rows = read_equivalents(document)
    source = project / "tiny" / "size.py"
    source.write_text(PROGRAM.replace("def ", "LIMIT = 1\n\n\ndef "))
    assert find_stale(rows, project) == []
    source.write_text(PROGRAM.replace("> 10", "> 12"))
    assert find_stale(rows, project) == rows


def test_shares_leave_out_equivalents_and_count_what_never_ended(project: Path) -> None:
    mutants = make_mutants(project, Path("tiny/size.py"))
    score = Score("tiny")
    for mutant, outcome in zip(mutants, ["killed", "timed out", "survived"], strict=True):
        score.add(mutant, outcome, 2.0, [])
    assert score.share == pytest.approx(2 / 3)
    score.add(mutants[0], "survived", 2.0, [mutants[0].key])
    assert (score.mutants, score.equivalent) == (4, 1)
    assert score.share == pytest.approx(2 / 3)
    assert "| tiny | 4 | 1 | 1 | 1 | 1 | 66.7 % | 2.0 |" in table([score])
    assert total([score, score]).survived == 2
    assert too_low([score], 0.6) == []
    assert too_low([score], 0.7) == ["tiny"]
    assert too_low([score], 0.7, fewest=10) == []


@pytest.mark.parametrize(
    "source",
    [
        '"""Text."""\n',
        "def f(a: int = max(1, 2)) -> int: ...\n",
        "def f():\n    assert a == b\n",
        "def f():\n    log.info('x', a=1 + 1)\n",
        "def f():\n    raise ValueError('wrong')\n",
        "def f():\n    raise ValueError(f'{a + b} is wrong')\n",
        "class A(Base):\n    name: Mapped[str] = mapped_column(String(10), index=True)\n",
        "if TYPE_CHECKING:\n    x = 1\n",
        "def f():\n    def __repr__(self): return 'a'\n",
    ],
)
def test_what_no_test_should_look_at_is_left_alone(tmp_path: Path, source: str) -> None:
    assert mutations(tmp_path, source) == []


def test_the_status_of_an_error_is_no_wording(tmp_path: Path) -> None:
    assert mutations(tmp_path, "def f():\n    raise HTTPException(404, 'not here')\n") == [
        "raise HTTPException(404, 'not here') => raise HTTPException(405, 'not here')"
    ]


def test_checks_and_conditions_are_taken_out(tmp_path: Path) -> None:
    found = mutations(tmp_path, "def f():\n    check(a)\n    q = q.where(a, b)\n    if c:\n        return d\n")
    assert {
        "check(a) => pass",
        "q = q.where(a, b) => q = q.where(b)",
        "if c: => if not c:",
        "return d => return None",
    } <= set(found)


def test_a_decorated_function_is_mutated_and_its_decorator_is_not(tmp_path: Path) -> None:
    assert mutations(tmp_path, "@get('/x')\ndef f():\n    return a\n") == ["return a => return None"]


def test_a_sample_follows_from_its_seed(project: Path) -> None:
    (project / "tiny" / "sums.py").write_text("".join(f"def f{n}(a):\n    return a + {n}\n" for n in range(20)))
    one, same, other = (choose_mutants(TINY, project, Plan(sample=9, seed=seed)) for seed in ("a", "a", "b"))
    assert one == same
    assert one != other
    assert len(one) == 9


def test_only_lines_that_changed_are_mutated(project: Path) -> None:
    source = project / "tiny" / "size.py"
    source.write_text(PROGRAM + "\n\ndef is_small(number: int) -> bool:\n    return number < 3\n")
    assert recent_base(project) == ""
    for arguments in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"],
    ):
        git(project, *arguments)
    assert choose_mutants(TINY, project, Plan(since="HEAD")) == []
    source.write_text(source.read_text().replace("< 3", "< 4"))
    assert changed_lines(project, "HEAD", [Path("tiny/size.py")]) == {"tiny/size.py": {10}}
    assert {mutant.function for mutant in choose_mutants(TINY, project, Plan(since="HEAD"))} == {"is_small"}
