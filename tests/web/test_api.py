from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from imgsearch.web.accounts import make_token
from tests.web.conftest import BLUE, RED, AddPicture, OpenSite, jpeg


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


@pytest.mark.parametrize(
    ("query", "disclaimer"),
    [
        ("маленькая девочка", "Это изображение недоступно"),
        ("une petite fille", "Cette image n’est pas disponible"),
        ("b0y", "This image is unavailable"),
    ],
)
def test_the_api_refuses_queries_for_minors(
    client: TestClient, add_picture: AddPicture, query: str, disclaimer: str
) -> None:
    add_picture("r.jpg")
    answer = client.get("/api/search", params={"q": query, "nearest": True}).json()
    assert answer["hits"] == []
    assert answer["disclaimer"].startswith(disclaimer)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({"q": "b0y"}, "This image is unavailable"),
        ({"q": "маленькая девочка"}, "Это изображение недоступно"),
        ({"q": "green", "min_score": 1}, "Nothing matches; nearest=true gives the nearest pictures anyway."),
        ({"q": "green", "min_score": 1, "offset": 10}, "No further pictures match."),
        ({"q": "red", "min_score": 0}, None),
        ({"sort": "newest"}, None),
    ],
)
def test_a_file_says_in_a_header_why_nothing_is_in_it(
    client: TestClient, add_picture: AddPicture, query: dict[str, Any], why: str | None
) -> None:
    add_picture("r.jpg")
    answer = client.get("/api/search", params=query | {"format": "csv"})
    assert answer.status_code == 200
    told = answer.headers.get("X-Why-Nothing")
    assert (told is None) == (why is None)
    assert unquote(told or "").startswith(why or ""), told


@pytest.mark.parametrize("name", ["tag", "colour", "from", "page", "min-score", "Q", "utm", "gclids"])
def test_a_parameter_that_nobody_reads_is_told(client: TestClient, add_picture: AddPicture, name: str) -> None:
    add_picture("r.jpg")
    answers = [
        client.get("/api/search", params={"q": "red", name: "2"}),
        client.post("/api/search/image", params={name: "2"}, files={"picture": ("x.jpg", jpeg(BLUE))}),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert answer.json()["detail"].startswith(f"the address has no parameter {name}, only ")
        assert " tags," in answer.json()["detail"]


def test_the_api_searches_by_picture(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("r.jpg", RED)
    blue = add_picture("b.jpg", BLUE)
    answer = client.post("/api/search/image?limit=1", files={"picture": ("x.jpg", jpeg(BLUE))})
    assert [hit["image_id"] for hit in answer.json()["hits"]] == [blue]
    refused = client.post("/api/search/image", files={"picture": ("x.jpg", b"no picture")})
    assert refused.status_code == 400
    assert "not a picture" in refused.json()["detail"]


def test_mistakes_are_told_as_json(client: TestClient) -> None:
    for path, status in (
        ("/api/search?q=", 422),
        ("/api/search", 404),
        ("/api/search?q=red&limit=0", 422),
        ("/api/search?q=red", 404),
    ):
        answer = client.get(path)
        assert answer.status_code == status
        assert answer.json()["detail"]


FILTERS = (
    "gallery taken_from taken_to not_taken month photographer tags places people colours not_colours orientation"
).split()
OPTIONS = ["min_score", "sort", "format", "nearest", "all", "limit", "offset"]
OPERATIONS = {
    ("/api/search", "get"): ["q", "like", "literal", *FILTERS, *OPTIONS],
    ("/api/search/image", "post"): ["q", "like", *FILTERS, *OPTIONS],
    ("/api/reports", "post"): [],
    ("/api/collections", "get"): [],
    ("/api/collections", "post"): [],
    ("/api/collections/{collection_id}", "get"): ["collection_id"],
    ("/api/collections/{collection_id}", "delete"): ["collection_id"],
    ("/api/collections/{collection_id}/pictures/{image_id}", "delete"): ["collection_id", "image_id"],
    ("/api/collections/{collection_id}/share", "post"): ["collection_id", "days"],
    ("/api/collections/{collection_id}/share", "delete"): ["collection_id"],
    ("/api/shared/{token}", "get"): ["token"],
    ("/api/pictures/{image_id}", "delete"): ["image_id", "reason", "forever"],
    ("/api/pictures", "post"): [],
}
FIELDS = {
    "/api/search/image": ["picture"],
    "/api/reports": ["image_id", "kind", "reason"],
    "/api/collections": ["name", "images"],
    "/api/pictures": ["picture", "path", "caption", "language", "title", "tags", "place", "photographer"],
}
SEARCHES = {key for key in OPERATIONS if "search" in key[0]}
STATUSES = {"200", "400", "401", "404", "411", "413", "422", "429"}
ANSWER = {
    "query",
    "language",
    "understood",
    "instead",
    "suggestions",
    "total",
    "total_maybe",
    "total_is_exact",
    "matched",
    "disclaimer",
    "offset",
    "next_offset",
    "hits",
    "facets",
}
HIT = {
    "rank", "score", "matches", "image_id", "name", "caption", "distance", "taken_at", "width", "height", "more",
    "band", "thumbnail", "page",
}  # fmt: skip


def test_the_description_has_every_operation_with_its_answers(client: TestClient) -> None:
    spec = client.get("/api/openapi.json").json()
    assert (spec["openapi"][:2], spec["info"]["title"]) == ("3.", "imgsearch")
    found = {(path, method): said for path, methods in spec["paths"].items() for method, said in methods.items()}
    names = {key: sorted(each["name"] for each in said.get("parameters", [])) for key, said in found.items()}
    assert names == {key: sorted(expected) for key, expected in OPERATIONS.items()}
    removes, uploads = found["/api/pictures/{image_id}", "delete"], found["/api/pictures", "post"]
    assert set(removes["responses"]) == {"200", "400", "401", "403", "404", "413", "422", "503"}
    assert set(uploads["responses"]) == {"200", "202", "400", "401", "403", "409", "411", "413", "422", "503"}
    for said in (found[key] for key in SEARCHES):
        assert set(said["responses"]) == STATUSES
        schemas = {
            status: answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            for status, answer in said["responses"].items()
        }
        problems = dict.fromkeys(STATUSES, "Problem") | {"200": "Answer"}
        assert schemas == problems
        assert "security" not in said  # an account is wanted only where the page is started so
    assert list(found["/api/search/image", "post"]["requestBody"]["content"]) == ["multipart/form-data"]
    assert set(found["/api/search", "get"]["responses"]["200"]["content"]) >= {"text/csv", "application/json"}
    assert found["/api/search", "get"]["responses"]["429"]["headers"]["Retry-After"]["required"]
    required = [each["name"] for each in found["/api/search", "get"]["parameters"] if each["required"]]
    assert required == []  # nothing at all browses


def test_the_description_has_every_field_of_an_answer(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("r.jpg")
    schemas = client.get("/api/openapi.json").json()["components"]["schemas"]
    answer = client.get("/api/search?q=red&nearest=1").json()
    for name, expected, given in (("Answer", ANSWER, answer), ("FoundPicture", HIT, answer["hits"][0])):
        assert set(schemas[name]["properties"]) == set(schemas[name]["required"]) == set(given) == expected
    assert list(schemas["Problem"]["properties"]) == ["detail"]


def test_the_documentation_shows_every_operation_parameter_and_field(client: TestClient) -> None:
    page = client.get("/api/docs").text
    for (path, method), names in OPERATIONS.items():
        (section,) = [part for part in page.split("<section>") if f"<h2><code>{method.upper()} {path}</code>" in part]
        shown = re.findall(r'<th scope="row"><code>(\w+)</code>', section)
        assert sorted(shown) == sorted([*names, *(FIELDS.get(path, []) if method == "post" else [])])
    assert set(re.findall(r"<code>(\w+)</code>", page.split("<code>hits[]</code>")[1])) == HIT


def test_pages_of_an_answer_follow_one_another(client: TestClient, add_picture: AddPicture) -> None:
    ids = [add_picture(f"{n}.jpg", (200, 0, 30 * n)) for n in range(5)]
    asked: tuple[Callable[[int], Any], ...] = (
        lambda offset: client.get(f"/api/search?q=red&nearest=1&limit=2&offset={offset}"),
        lambda offset: client.post(f"/api/search/image?limit=2&offset={offset}", files={"picture": ("x", jpeg())}),
    )
    for ask in asked:
        answers = [ask(offset).json() for offset in (0, 2, 4)]
        assert [(answer["offset"], answer["next_offset"]) for answer in answers] == [(0, 2), (2, 4), (4, None)]
        seen = [(hit["rank"], hit["image_id"]) for answer in answers for hit in answer["hits"]]
        assert sorted(image_id for _rank, image_id in seen) == ids
        assert [rank for rank, _image_id in seen] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [("orientation=portrait", ["tall.png"]), ("orientation=Portrait", ["tall.png"]), ("gallery=other", ["wide.png"]),
     ("gallery=nowhere", 404), ("month=Июнь", 404), ("colours=mauve", 400), ("orientation=round", 422),
     ("taken_from=never", 400), ("taken_from=2024&taken_to=2023", 400)],
)  # fmt: skip
def test_filters_narrow_both_searches(
    client: TestClient, add_picture: AddPicture, filters: str, expected: list[str] | int
) -> None:
    add_picture("tall.png", size=(40, 60))
    add_picture("wide.png", gallery="other")
    for answer in (
        client.get(f"/api/search?q=red&nearest=1&{filters}"),
        client.post(f"/api/search/image?{filters}", files={"picture": ("x", jpeg())}),
    ):
        if isinstance(expected, int):
            assert answer.status_code == expected
            assert answer.json()["detail"]
        else:
            assert [hit["name"] for hit in answer.json()["hits"]] == expected


def test_a_program_without_an_account_is_told_how_to_send_one(open_site: OpenSite) -> None:
    answer = open_site(login_required=True).get("/api/search?q=red")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.headers["content-type"] == "application/json"


def test_a_token_counts_only_as_a_bearers(
    open_site: OpenSite, add_picture: AddPicture, accounts: None, session: Session
) -> None:
    add_picture("r.jpg")
    token = make_token(session, "sam", "")
    session.commit()
    site = open_site(login_required=True)
    sent = (f"Bearer {token}", f"bearer  {token} ", f"Basic {token}", token, f"Token {token}", "Bearer", "Bearer x")
    statuses = [site.get("/api/search?q=red", headers={"Authorization": said}).status_code for said in sent]
    assert statuses == [200, 200, 401, 401, 401, 401, 401]
