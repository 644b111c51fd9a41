"""What the API's description, and the page made of it, tell of values."""

from __future__ import annotations

import json
import re

from fastapi.testclient import TestClient


def test_the_description_bounds_numbers_as_json_schema_does(client: TestClient) -> None:
    spec = client.get("/api/openapi.json").json()
    schemas = {each["name"]: each["schema"] for each in spec["paths"]["/api/search"]["get"]["parameters"]}
    assert (schemas["limit"]["minimum"], schemas["limit"]["maximum"]) == (1, 1000)
    assert (schemas["offset"]["minimum"], schemas["offset"]["exclusiveMaximum"]) == (0, 10_000)
    assert schemas["like"]["items"]["minimum"] == 1
    assert not re.findall(r'"(?:ge|le|gt|lt)":', json.dumps(spec))


def test_the_documentation_says_what_a_value_may_be(client: TestClient) -> None:
    text = " ".join(re.sub(r"<[^>]+>", " ", client.get("/api/docs").text).split())
    for said in (
        "landscape | portrait | square",
        "integer, 1–1000, = 10",
        "integer, 0–9999, = 0",
        "kind * It may show",
        "picture * Of any format that loads read. file",
    ):
        assert said in text


def test_operations_have_names_that_a_generated_client_can_call_its_methods(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"].values()
    names = sorted(said["operationId"] for methods in paths for said in methods.values())
    assert names == [
        "add_to_collection", "list_collections", "read_collection", "read_shared_collection", "remove_collection",
        "remove_picture", "report_picture", "search", "search_by_image", "share_collection", "take_from_collection",
        "unshare_collection", "upload_picture",
    ]  # fmt: skip


def test_generators_of_clients_are_told_which_fields_are_files_and_of_tokens(client: TestClient) -> None:
    spec = client.get("/api/openapi.json").json()
    schemas = spec["components"]["schemas"]
    files = [
        (name, field)
        for name, schema in schemas.items()
        for field, said in schema.get("properties", {}).items()
        if said.get("items", said).get("format") == "binary"
    ]
    assert sorted(files) == [("Body_search_by_image", "picture"), ("Body_upload_picture", "picture")]
    (scheme,) = spec["components"]["securitySchemes"].items()
    assert (scheme[1]["type"], scheme[1]["scheme"]) == ("http", "bearer")
    assert spec["security"] == [{scheme[0]: []}, {}]
