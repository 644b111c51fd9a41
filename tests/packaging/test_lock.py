"""What is installed is pinned, down to the bytes of each file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from imgsearch.extras import EXTRAS
from scripts import lock
from scripts.lock import CUDA, LOCKS, Pin, normalize, read_constraints, read_pins, without_cuda
from scripts.sbom import find_needed, restrict

ROOT = Path(__file__).parents[2]
CORE, SERVICE, MAIN, CPU, FOR_CUDA = (read_pins(file.read_text(encoding="utf-8")) for file in LOCKS)
#: What every machine gets.
LOCKED = {pin.name: pin for pin in (*CORE, *SERVICE, *MAIN, CPU[1])}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKED_EXTRAS = ("build", "dev", *EXTRAS)
NEEDED = [
    line
    for lines in (PROJECT["dependencies"], *(PROJECT["optional-dependencies"][extra] for extra in LOCKED_EXTRAS))
    for line in lines
    if not line.startswith(f"{PROJECT['name']}[")  # its own extras
]
A, B, C = ("a" * 64, "b" * 64, "c" * 64)


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.name)
def test_every_line_of_a_lock_is_a_pin_with_hashes(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    pins = read_pins(text)
    assert len(pins) > 1
    assert [pin.name for pin in pins if not pin.hashes] == []
    # Nothing else stands there: no address, no option.
    assert text == lock.HEADER + "".join(map(str, pins))


@pytest.mark.parametrize("line", NEEDED)
def test_what_the_project_and_its_tests_need_is_locked(line: str) -> None:
    requirement = Requirement(line)
    pin = LOCKED[normalize(requirement.name)]
    assert requirement.specifier.contains(pin.version, prereleases=True)


@pytest.mark.parametrize("line", [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["build"]])
def test_the_lock_of_the_demo_has_what_loading_and_searching_need(line: str) -> None:
    assert normalize(Requirement(line).name) in {pin.name for pin in CORE}


def test_the_lock_of_the_demo_has_nothing_of_an_extra() -> None:
    brought = {normalize(Requirement(line).name) for extra in EXTRAS for line in _extra(extra)}
    # But for one that tokenizers brings along.
    assert [pin.name for pin in CORE if pin.name in brought] == ["httpx2"]


def test_the_lock_of_the_image_has_what_its_extras_need_and_nothing_twice() -> None:
    for extra in lock.SERVICE_EXTRAS:
        needed = {normalize(Requirement(line).name) for line in _extra(extra)}
        assert needed <= {pin.name for pin in (*CORE, *SERVICE)}, extra
    parts = [set(pins) for pins in (CORE, SERVICE, MAIN)]
    assert sum(map(len, parts)) == len(set.union(*parts))


def test_lock_and_constraints_agree() -> None:
    constraints = {name: version for name, (_, version) in read_constraints().items()}
    assert {name: pin.version for name, pin in LOCKED.items()} == {name: constraints[name] for name in LOCKED}
    further = {normalize(Requirement(line).name) for extra in ("bench", "fuzz") for line in _extra(extra)}
    assert constraints.keys() - LOCKED.keys() <= further


def _extra(name: str) -> list[str]:
    found: list[str] = PROJECT["optional-dependencies"][name]
    return found


def test_either_torch_is_locked_with_all_that_it_needs() -> None:
    version = LOCKED["torch"].version
    assert [(pin.name, pin.version, pin.marker) for pin in CPU] == [
        ("torch", f"{version}+cpu", lock.LINUX),
        ("torch", version, lock.MACOS),
    ]
    assert FOR_CUDA[0] == CPU[1]._replace(marker=lock.LINUX)
    assert all(CUDA.match(pin.name) and lock.LINUX in pin.marker for pin in FOR_CUDA[1:])
    assert len(FOR_CUDA) > 10
    assert [pin.name for pin in (*CORE, *SERVICE, *MAIN) if CUDA.match(pin.name)] == []


@pytest.mark.parametrize("python", ["311", "312", "313"])
@pytest.mark.parametrize("platform", ["x86_64", "aarch64"])
def test_torch_without_cuda_is_locked_for_every_linux(python: str, platform: str) -> None:
    lines = [line.split() for line in lock.TORCH_CPU.read_text(encoding="utf-8").splitlines()]
    file = f"torch-{CPU[0].version}-cp{python}-cp{python}-manylinux_2_28_{platform}.whl"
    assert [digest for digest, name in lines if name == file and digest in CPU[0].hashes]


def test_setup_takes_no_file_without_its_hash() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert makefile.count("pip install ") == 1
    installs = re.findall(r"\$\(INSTALL\) (.*)", makefile)
    assert len(installs) == 5
    assert all(line.startswith(("--require-hashes ", "--no-index ")) for line in installs)
    assert not re.search(r"pip install|uv pip", (ROOT / ".ci" / "run").read_text(encoding="utf-8"))


def test_documents_name_what_make_does() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (verbs,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert {"lock", "sbom"} <= set(verbs.split())
    texts = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md")))
    assert [verb for verb in verbs.split() if not re.search(rf"\bmake {verb}\b", texts)] == []


def test_a_lock_is_read_as_it_was_written() -> None:
    pins = [Pin("a-b", "1.0", "sys_platform == 'linux'", (A, B)), Pin("c", "2", "", (C,))]
    assert read_pins(lock.HEADER + "".join(map(str, pins))) == pins


def test_hashes_of_another_torch_are_refused() -> None:
    torch = Pin("torch", "2.0", "", (B,))
    own = f"{A}  torch-2.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl\n"
    assert [pin.hashes for pin in without_cuda(torch, own)] == [(A,), (B,)]
    for listing in ("", own.replace("2.0", "2.1"), own + own.replace("2.0", "2.1")):
        with pytest.raises(SystemExit, match=r"not of torch 2\.0: write its hashes there"):
            without_cuda(torch, listing)


def test_constraints_keep_names_and_comments_and_follow_the_lock(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "constraints.txt"
    file.write_text("# Why.\nJinja2==3.0\ngone==1\n")
    monkeypatch.setattr(lock, "CONSTRAINTS", file)
    lock.write_constraints([Pin("new", "2", "", ()), Pin("jinja2", "3.0", "", ()), Pin("nvidia-x", "1", "", ())])
    assert file.read_text() == "# Why.\nJinja2==3.0\nnew==2\n"


def test_an_sbom_lists_what_runs_with_the_hashes_of_its_files() -> None:
    needed = find_needed("imgsearch-pgvector")
    assert {"numpy", "psycopg-binary", "torch", "sympy"} <= needed
    assert needed & {"pytest", "mypy", "uv"} == set()
    part = {"name": "Click", "version": "8", "bom-ref": "click==8", "purl": "pkg:pypi/click@8"}
    document = {
        "metadata": {"component": {"bom-ref": "root"}},
        "components": [part, {"name": "pytest", "bom-ref": "pytest==1"}],
        "dependencies": [{"ref": "root", "dependsOn": ["click==8", "pytest==1"]}, {"ref": "pytest==1"}],
    }
    found = restrict(document, {"click"}, [Pin("click", "8", "", (A,)), Pin("click", "9", "", (B,))])
    assert [one["name"] for one in found["components"]] == ["Click"]
    assert found["components"][0]["externalReferences"][0]["hashes"] == [{"alg": "SHA-256", "content": A}]
    assert found["dependencies"] == [{"ref": "root", "dependsOn": ["click==8"]}]
