"""Whatever a program sends, the API keeps what its description promises."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from imgsearch.search import SearchModels
from imgsearch.web.accounts import make_token
from imgsearch.web.app import create_app

from .conftest import CONFIG, AddPicture


def _unwrap(result: Any) -> Any:  # noqa: ANN401 (schemathesis's own types are not public)
    return result.ok()


def _describe(engine: Engine, models: SearchModels) -> Any:  # noqa: ANN401
    return schemathesis.openapi.from_asgi("/api/openapi.json", create_app(engine, CONFIG, models))


@pytest.mark.parametrize(("path", "usual"), [("/api/search", 200), ("/api/search/image", 400)])
def test_the_api_keeps_its_description(
    engine: Engine, models: SearchModels, add_picture: AddPicture, path: str, usual: int
) -> None:
    add_picture("r.png")
    description = _describe(engine, models)
    (operation,) = [found for found in map(_unwrap, description.get_all_operations()) if found.path == path]
    statuses: set[int] = set()

    # A date that is none and a file that is no picture fit the description and are answered with 400.
    @given(case=operation.as_strategy())
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def check(case: Any) -> None:  # noqa: ANN401
        statuses.add(case.call_and_validate(excluded_checks=[positive_data_acceptance]).status_code)

    check()
    assert usual in statuses


#: (method, path, path's parameters, query, body, status): each kind of answer once.
ASKED: list[tuple[str, str, dict[str, Any], dict[str, Any], Any, int]] = [
    ("GET", "/api/search", {}, {"q": ["red"], "nearest": True}, None, 200),
    ("GET", "/api/search", {}, {}, None, 200),
    ("GET", "/api/search", {}, {"q": ["a little girl"]}, None, 200),
    ("GET", "/api/search", {}, {"q": ["red"], "nearest": True, "format": "csv"}, None, 200),
    ("GET", "/api/search", {}, {"q": ["-red"], "sort": "score"}, None, 400),
    ("GET", "/api/search", {}, {"like": [999]}, None, 404),
    ("GET", "/api/search", {}, {"limit": 5000}, None, 422),
    ("POST", "/api/reports", {}, {}, {"image_id": 1, "kind": "other"}, 202),
    ("POST", "/api/reports", {}, {}, {"image_id": 999, "kind": "other"}, 404),
    ("GET", "/api/collections", {}, {}, None, 200),
    ("POST", "/api/collections", {}, {}, {"name": "Red", "images": [1]}, 200),
    ("POST", "/api/collections", {}, {}, {"name": "Red", "images": [999]}, 404),
    ("GET", "/api/collections/{collection_id}", {"collection_id": 1}, {}, None, 200),
    ("POST", "/api/collections/{collection_id}/share", {"collection_id": 1}, {"days": 3}, None, 200),
    ("DELETE", "/api/collections/{collection_id}/share", {"collection_id": 1}, {}, None, 204),
    ("GET", "/api/shared/{token}", {"token": "x" * 32}, {}, None, 404),
    ("DELETE", "/api/collections/{collection_id}", {"collection_id": 1}, {}, None, 204),
    ("GET", "/api/collections/{collection_id}", {"collection_id": 1}, {}, None, 404),
]


@pytest.mark.usefixtures("accounts")
def test_a_client_made_of_the_description_reads_every_answer(
    engine: Engine, models: SearchModels, add_picture: AddPicture, session: Session
) -> None:
    add_picture("r.jpg")
    headers = {"Authorization": f"Bearer {make_token(session, 'sam', 'test')}"}
    session.commit()
    description = _describe(engine, models)
    for method, path, place, query, body, status in ASKED:
        values: dict[str, Any] = {"path_parameters": place, "query": query, "headers": headers}
        if body is not None:
            values |= {"body": body, "media_type": "application/json"}
        case = description[path][method].Case(**values)
        answer = case.call()
        assert answer.status_code == status, (method, path, query, answer.text)
        case.validate_response(answer, excluded_checks=[positive_data_acceptance])


def test_the_description_tells_what_fields_of_an_answer_mean(client: TestClient) -> None:
    schemas = client.get("/api/openapi.json").json()["components"]["schemas"]
    assert "`colour`" in schemas["Answer"]["properties"]["understood"]["description"]
    assert "after the last hit" in schemas["Answer"]["properties"]["next_offset"]["description"]
    assert "`maybe`" in schemas["FoundPicture"]["properties"]["band"]["description"]
