"""docs/grafana-dashboard.json against what /metrics has after a few requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from tests.docs.markdown import ROOT

from .conftest import PASSWORD, AddPicture, OpenSite, csrf_of, log_in

DASHBOARD = json.loads((ROOT / "docs" / "grafana-dashboard.json").read_text(encoding="utf-8"))
#: Labels that Prometheus adds itself.
SCRAPED = {"instance", "job"}
METRIC = re.compile(r"\b(imgsearch_\w+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)\s*(=~|=)\s*"([^"]*)"')
GROUPED = re.compile(r"\bby \(([^)]*)\)")
LEGEND = re.compile(r"\{\{(\w+)\}\}")

Series = dict[str, list[dict[str, str]]]


def targets() -> Iterator[tuple[str, dict[str, Any]]]:
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target


@pytest.fixture
def exposed(open_site: OpenSite, add_picture: AddPicture, accounts: None) -> Series:
    """Metric -> the labels of each of its series."""
    add_picture("r.png")
    site = open_site("127.0.0.1", metrics=True, slow_search_ms=1)
    for path in ("/", "/?q=red", "/api/search?q=red", "/api/search?q=red&min_score=0", "/api/search?q=a+child"):
        assert site.get(path).status_code == 200
    assert site.get("/api/search?sort=newest").status_code == 200
    assert site.get("/review").status_code == 303
    assert site.get("/api/collections").status_code == 401
    assert wrong_password(site) == 401
    assert log_in(site, "sam") == 303
    found: Series = {}
    for family in text_string_to_metric_families(site.get("/metrics").text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample.labels)
    return found


def wrong_password(site: TestClient) -> int:
    form = {"name": "sam", "password": f"not {PASSWORD}", "csrf": csrf_of(site.get("/login").text)}
    return site.post("/login", data=form).status_code


def test_every_metric_and_label_of_the_dashboard_is_exposed(exposed: Series) -> None:
    asked = 0
    for title, target in targets():
        labels: set[str] = set()
        for name, matchers in METRIC.findall(target["expr"]):
            assert name in exposed, (title, name)
            labels |= {label for series in exposed[name] for label in series}
            for label, _operator, _value in MATCHER.findall(matchers):
                assert label in labels | SCRAPED, (title, label)
            asked += 1
        grouped = {label.strip() for group in GROUPED.findall(target["expr"]) for label in group.split(",")}
        assert grouped <= labels, (title, grouped - labels)
        assert set(LEGEND.findall(target["legendFormat"])) <= grouped, title
    assert asked > 10


def test_routes_methods_and_outcomes_that_the_dashboard_names_are_there(exposed: Series) -> None:
    for title, target in targets():
        for name, matchers in METRIC.findall(target["expr"]):
            for label, operator, value in MATCHER.findall(matchers):
                if label in ("route", "method"):
                    values = value.split("|") if operator == "=~" else [value]
                    assert set(values) <= {series.get(label) for series in exposed[name]}, title
    assert {series["outcome"] for series in exposed["imgsearch_searches_total"]} == {"found", "nothing", "refused"}
    phases = {series["phase"] for series in exposed["imgsearch_search_seconds_count"]}
    assert phases == {"encode", "set up", "candidates", "rescore", "browse"}


def test_every_metric_is_on_the_dashboard(exposed: Series) -> None:
    def of(name: str) -> str:
        return re.sub(r"_(total|created|bucket|count|sum)$", "", name)

    shown = {of(name) for _title, target in targets() for name, _matchers in METRIC.findall(target["expr"])}
    assert {of(name) for name in exposed} == shown


def test_the_dashboard_asks_the_source_and_the_instances_that_are_chosen() -> None:
    variables = {variable["name"] for variable in DASHBOARD["templating"]["list"]}
    assert variables == {"source", "instance"}
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(places)
    for _title, target in targets():
        assert target["datasource"]["uid"] == "${source}"
        assert all('instance=~"$instance"' in matchers for _name, matchers in METRIC.findall(target["expr"]))


def test_a_share_of_what_never_happened_is_nothing_and_not_unknown() -> None:
    shares = [target["expr"] for _title, target in targets() if " / " in target["expr"]]
    assert shares
    for share in shares:
        assert " or vector(0)) / " in share
