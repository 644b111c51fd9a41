"""docs/architecture.md against the packages."""

from __future__ import annotations

import re

from tests.docs.markdown import ROOT, in_backticks, read, table

PACKAGES = {f"imgsearch/{path.parent.name}" for path in ROOT.glob("imgsearch/*/__init__.py")}
ROWS = {
    in_backticks(row[0])[0]: in_backticks(row[2])
    for row in table("docs/architecture.md", "| package | what it does | where to start |")
}


def test_the_map_has_every_package_and_no_other() -> None:
    assert {name for name in ROWS if (ROOT / name / "__init__.py").is_file()} == PACKAGES | {"loaders"}
    assert set(ROWS) == PACKAGES | {"loaders", "imgsearch/*.py", "migrations"}


def test_the_modules_where_to_start_exist() -> None:
    started = [(name.removesuffix("*.py"), module) for name, modules in ROWS.items() for module in modules]
    assert len(started) > len(PACKAGES)
    assert [place for place in started if not (ROOT / place[0] / place[1]).is_file()] == []


def test_the_modules_that_the_journeys_name_exist() -> None:
    journeys = read("docs/architecture.md").partition("## The journey of a query")[2]
    modules = re.findall(r"`([a-z_]+(?:/[a-z_]+)*\.py)`", journeys)
    assert len(modules) > 15
    packages = [ROOT / "imgsearch", *ROOT.glob("imgsearch/*/")]
    assert [name for name in modules if not any((place / name).is_file() for place in [ROOT, *packages])] == []
