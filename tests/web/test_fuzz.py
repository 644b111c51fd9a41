"""Whatever a browser or a program sends: an answer, or a refusal that says why; never a fault of the server."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
import structlog
from fastapi.testclient import TestClient
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzzing import damaged, small_pictures, trying
from tests.page_logs import page_logs
from tests.web.conftest import AddPicture, csrf_of, log_in

ANY_TEXT = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["\x00", "red\x00", "\ud800", "2:", "-", "nan:red", "1e309:red", "\x1b[2J", "x" * 3000, "' OR 1=1 --"]
    ),
)
NAMES = st.sampled_from(
    "q gallery photographer tags taken_from taken_to min_score limit offset nearest like page orientation back search "
    "text image next".split()
)
PICTURES = small_pictures()


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def encode(values: dict[str, str]) -> str:
    """As an address or a form has them; a program may send what is no UTF-8."""
    return urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in values.items()})


@pytest.mark.parametrize("path", ["/api/search", "/", "/rate", "/login", "/picture/1", "/language/en"])
def test_no_address_makes_the_server_fail(
    client: TestClient, add_picture: AddPicture, accounts: None, path: str
) -> None:
    add_picture("r.png")
    log_in(client, "eve")

    @trying(12)
    @given(st.dictionaries(NAMES, ANY_TEXT, max_size=4), ANY_TEXT)
    def check(values: dict[str, str], q: str) -> None:
        answer = client.get(f"{path}?{encode({'q': q, **values})}")
        assert answer.status_code < 500, answer.text
        if path.startswith("/api"):
            assert isinstance(json.loads(answer.text), dict)

    check()


def test_a_query_as_long_as_an_address_can_be_is_refused(client: TestClient, add_picture: AddPicture) -> None:
    """The server that runs the page ends connections that send lines of more than 64 kB."""
    add_picture("r.png")
    for path in ("/api/search", "/"):
        assert client.get(path, params={"q": "собака" * 1_600}).status_code in (400, 422)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/login", ("name", "password", "next")),
        ("/rate", ("text", "image", "rating")),
        ("/review", ("seen", "verdict")),
    ],
)
def test_no_form_makes_the_server_fail(
    client: TestClient, add_picture: AddPicture, accounts: None, path: str, fields: tuple[str, ...]
) -> None:
    image_id = add_picture("r.png")
    log_in(client, "eve")
    csrf = csrf_of(client.get("/review").text)
    usual = {"image": str(image_id), "rating": "4", "verdict": "clear", "name": "r.png", "text": "red", "password": "x"}
    usual["seen"] = f"{image_id}-{'0' * 64}-{'0' * 16}"

    @trying(10)
    @given(st.dictionaries(st.sampled_from(fields), ANY_TEXT))
    @example({fields[0]: "\x00"})
    def check(values: dict[str, str]) -> None:
        form = {name: usual.get(name, "x") for name in fields} | values | {"csrf": csrf}
        answer = client.post(path, content=encode(form), headers=FORM)
        assert answer.status_code < 500, answer.text
        seen.add(answer.status_code)

    seen: set[int] = set()
    check()
    assert seen & {303, 401, 404}  # some have got past the check of the form itself


@pytest.mark.filterwarnings("ignore")  # of metadata that make no sense
def test_no_picture_that_is_sent_makes_the_server_fail(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("r.png")

    @trying(25)
    @given(damaged(PICTURES), st.one_of(st.just("x.jpg"), st.text(max_size=20)))
    def check(data: bytes, name: str) -> None:
        answer = client.post("/api/search/image", files={"picture": (name.encode("utf-8", "replace").decode(), data)})
        assert answer.status_code in (200, 400, 422), answer.text

    check()


def test_control_characters_of_a_query_do_not_reach_the_log_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    with page_logs():
        structlog.get_logger("imgsearch.web.test").info("request", query="\x1b[2J\x9b5mсобака\u202e")
    line = capsys.readouterr().err
    assert "собака" in line
    assert json.loads(line)["query"] == "\x1b[2J\x9b5mсобака\u202e"
    assert not set("\x1b\x9b\u202e") & set(line)
