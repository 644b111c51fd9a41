from __future__ import annotations

import json

from fastapi.testclient import TestClient

from tests.web.conftest import BLUE, RED, AddPicture, jpeg


def test_the_api_answers_like_the_command(client: TestClient, add_picture: AddPicture) -> None:
    red, blue = add_picture("r.jpg", RED), add_picture("b.jpg", BLUE, minor=False)
    add_picture("hidden.jpg", RED, minor=True)
    answer = client.get("/api/search?q=red&nearest=true").json()
    assert {key: answer[key] for key in ("query", "language", "matched", "disclaimer")} == {
        "query": "red",
        "language": "en",
        "matched": False,
        "disclaimer": None,
    }
    assert [hit["image_id"] for hit in answer["hits"]] == [red, blue]
    first = answer["hits"][0]
    assert (first["rank"], first["name"], first["thumbnail"]) == (1, "r.jpg", f"/thumbnail/{red}.webp")
    assert "path" not in first
    assert [hit["image_id"] for hit in client.get("/api/search?q=red&min_score=0.5").json()["hits"]] == [red]


def test_the_api_refuses_queries_for_minors(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("r.jpg")
    answer = client.get("/api/search", params={"q": "маленькая девочка", "nearest": True}).json()
    assert answer["hits"] == []
    assert answer["disclaimer"].startswith("Это изображение недоступно")


def test_the_api_searches_by_picture(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("r.jpg", RED)
    blue = add_picture("b.jpg", BLUE)
    answer = client.post("/api/search/image?limit=1", files={"picture": ("x.jpg", jpeg(BLUE))})
    assert [hit["image_id"] for hit in answer.json()["hits"]] == [blue]
    refused = client.post("/api/search/image", files={"picture": ("x.jpg", b"no picture")})
    assert refused.status_code == 400
    assert "not a picture" in refused.json()["detail"]


def test_mistakes_are_told_as_json(client: TestClient) -> None:
    for path, status in (("/api/search", 422), ("/api/search?q=red&limit=0", 422), ("/api/search?q=red", 404)):
        answer = client.get(path)
        assert answer.status_code == status
        assert answer.json()["detail"]


def test_the_documentation_names_every_operation(client: TestClient) -> None:
    spec = client.get("/api/openapi.json").json()
    page = client.get("/api/docs").text
    assert sorted(spec["paths"]) == ["/api/search", "/api/search/image"]
    for path in spec["paths"]:
        assert path in page
    assert json.dumps(spec)
