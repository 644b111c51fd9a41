"""Whatever a program sends, the API keeps what its description promises."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy import Engine

from imgsearch.search import SearchModels
from imgsearch.web.app import create_app

from .conftest import CONFIG, AddPicture


def _unwrap(result: Any) -> Any:  # noqa: ANN401 (schemathesis's own types are not public)
    return result.ok()


@pytest.mark.parametrize(("path", "usual"), [("/api/search", 200), ("/api/search/image", 400)])
def test_the_api_keeps_its_description(
    engine: Engine, models: SearchModels, add_picture: AddPicture, path: str, usual: int
) -> None:
    add_picture("r.png")
    description = schemathesis.openapi.from_asgi("/api/openapi.json", create_app(engine, CONFIG, models))
    (operation,) = [found for found in map(_unwrap, description.get_all_operations()) if found.path == path]
    statuses: set[int] = set()

    # A date that is none and a file that is no picture fit the description and are answered with 400.
    @given(case=operation.as_strategy())
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def check(case: Any) -> None:  # noqa: ANN401
        statuses.add(case.call_and_validate(excluded_checks=[positive_data_acceptance]).status_code)

    check()
    assert usual in statuses
