"""docs/page.md and docs/serving.md against the page; what documents say of the demo and of a test."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import imgsearch.web
from imgsearch.web.accounts import Role
from imgsearch.web.routes import api, archive, login, oidc, pictures, rate, review, search, state
from tests.docs.markdown import ROOT, found, in_backticks, numbers, read, table

WEB = Path(imgsearch.web.__file__).parent
KEY = re.compile(r'data-key="([^"]+)"')


def keys(template: str) -> set[str]:
    return set(KEY.findall((WEB / "templates" / template).read_text(encoding="utf-8")))


def test_the_table_of_accounts_has_every_role() -> None:
    assert [row[0] for row in table("docs/serving.md", "| role | may |")] == ["nobody", *get_args(Role)]


def test_the_table_of_keys_has_every_key() -> None:
    does = {tuple(in_backticks(row[0])): row[1] for row in table("docs/page.md", "| key | does |")}
    reviewing = next(pressed for pressed, what in does.items() if what.startswith("on the review page:"))
    assert set(reviewing) == keys("review_grid.html")
    one = next(pressed for pressed, what in does.items() if what.startswith("on the review page of one picture:"))
    assert set(one) == keys("review.html")
    (first, last, later) = next(pressed for pressed, what in does.items() if what.startswith("on the rating page"))
    assert (first, last) == ("1", "4")
    assert keys("rate.html") == {"{{ rating }}", later}
    assert keys("picture.html") == {"m"}
    script = (WEB / "static" / "page.js").read_text(encoding="utf-8")
    assert all(f'(key === "{key}"' in script for key in ("/", "m"))
    assert {("/",), ("m",)} <= set(does)


def test_every_address_that_the_document_names_is_a_route() -> None:
    routers = (search, pictures, login, oidc, review, rate, api, archive, state)
    paths = {getattr(route, "path", "") for module in routers for route in module.router.routes}
    paths |= {"/api/openapi.json"}
    named = {
        code.partition("?")[0]
        for code in in_backticks(read("docs/page.md") + read("docs/serving.md"))
        if re.match(r"/\w", code)
    }
    assert {"/healthz", "/metrics", "/rate", "/api/docs"} <= named
    assert named <= paths


def test_the_demo_in_the_documents_is_that_of_the_makefile() -> None:
    made = re.findall(r"^\t-?\$\(BIN\)/(imgsearch .*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    shown = re.findall(r"^    (imgsearch (?:load|query) .*)$", read("docs/install.md"), re.MULTILINE)
    assert shown == [line.replace("$(DIR)", "demo/pictures") for line in made]
    number = "zero one two three four five six".split()[sum("query" in line for line in made)]
    assert found("README.md", r"thirty real photographs, (\w+) searches") == [number]
    assert found("docs/install.md", r"thirty real photographs and runs (\w+) searches") == [number]


def test_the_readme_shows_a_part_of_the_demo_and_a_small_picture() -> None:
    searched = re.findall(r"^    imgsearch query .*\n(?:    .*\n)+", read("README.md"), re.MULTILINE)
    assert len(searched) == 1
    assert searched[0] in read("docs/install.md")
    (picture,) = re.findall(r"!\[[^\]]+\]\((docs/images/[\w-]+\.(?:png|jpg))\)", read("README.md"))
    assert (ROOT / picture).stat().st_size <= 200_000


def test_the_faults_document_tells_the_size_and_the_number_of_the_kills() -> None:
    source = (ROOT / "tests" / "integration" / "loaders" / "test_killed.py").read_text(encoding="utf-8")
    pictures_loaded, seed = re.findall(r"^(?:PICTURES|SEED) = (\d+)$", source, re.MULTILINE)[::-1]
    assert numbers("docs/faults.md", r"Each loads (\d+) pictures") == [float(pictures_loaded)]
    assert numbers("docs/faults.md", r"at a random moment \(seed (\d+)\)") == [float(seed)]
    (unless_told,) = found("docs/faults.md", r"The tests do (\d+) kills unless told")
    assert f'os.environ.get("IMGSEARCH_KILLS", "{unless_told}")' in source
