"""What documents point to is there: documents, headings, files and tests."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.docs.markdown import DOCUMENTS, FENCED, ROOT, code_lines, in_backticks, inline_code, read, table

LINK = re.compile(r"\]\((?!\w+://)(?P<path>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)")
#: A file or folder of the project, in code or not.
PATH = re.compile(r"(?<![\w./~-])(?:docs|tests|imgsearch|loaders|scripts|benchmarks|migrations)/[\w./*-]*\w")
TEST_FILE = re.compile(r"(?<!/)\btest_\w+\.py\b")
#: A sentence, unlike test_images and test_query.
TEST = re.compile(r"\btest(?:_[a-z]+){3,}\b(?!\.py)")


def anchor(heading: str) -> str:
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(document: str) -> set[str]:
    return {anchor(heading) for heading in re.findall(r"^#+ (.*)$", FENCED.sub("", read(document)), re.MULTILINE)}


@cache
def known_tests() -> tuple[frozenset[str], frozenset[str]]:
    """Names of all files with tests, and of all tests in them."""
    files = list((ROOT / "tests").rglob("test_*.py"))
    names = re.findall(r"^(?:async )?def (test_\w+)", "\n".join(map(type(ROOT).read_text, files)), re.MULTILINE)
    return frozenset(file.name for file in files), frozenset(names)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_relative_link_leads_to_a_document_and_a_heading(document: str) -> None:
    broken = []
    for match in LINK.finditer(FENCED.sub("", read(document))):
        target = (ROOT / document).parent / match["path"] if match["path"] else ROOT / document
        if not target.exists() or (match["anchor"] and match["anchor"] not in anchors(str(target.relative_to(ROOT)))):
            broken.append(match[0])
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_and_test_that_a_document_names_exists(document: str) -> None:
    text = read(document)
    missing = [path for path in PATH.findall(text) if not list(ROOT.glob(path))]
    files, names = known_tests()
    missing += sorted(set(TEST_FILE.findall(text)) - files) + sorted(set(TEST.findall(text)) - names)
    assert missing == []


def test_links_and_paths_are_found() -> None:
    """So that the tests above check something."""
    assert sum(len(LINK.findall(read(document))) for document in DOCUMENTS) > 30
    assert sum(len(PATH.findall(read(document))) for document in DOCUMENTS) > 40


def test_every_document_is_linked_from_the_readme() -> None:
    assert set(re.findall(r"\]\((docs/[\w-]+\.md)\)", read("README.md"))) == {
        name for name in DOCUMENTS if name.startswith("docs/")
    }


def test_every_threat_names_a_test() -> None:
    for threat, _defence, held_by in table("docs/security.md", "| threat | defence | test |"):
        assert PATH.findall(held_by) or TEST.findall(held_by), threat


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_variable_of_the_environment_in_a_document_is_read_somewhere(document: str) -> None:
    sources = _sources()
    code = "\n".join([*code_lines(read(document)), *inline_code(read(document)), *in_backticks(read(document))])
    assert {name for name in re.findall(r"\bIMGSEARCH_[A-Z_]*[A-Z]\b", code) if name not in sources} == set()


@cache
def _sources() -> str:
    folders = ("imgsearch", "loaders", "migrations", "tests", "benchmarks", "scripts")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if path.parent.name != "docs"]
    return "\n".join(path.read_text(encoding="utf-8") for path in [*files, ROOT / "docker-compose.yml"])
