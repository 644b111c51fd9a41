"""Secrets that the environment names: where they are read from, and that nobody sees them by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from imgsearch.errors import BadInput
from imgsearch.settings import (
    OIDC_SECRET,
    OIDC_SECRET_FILE,
    PASSWORD_FILE,
    URL,
    URL_FILE,
    Settings,
    read_database_url,
    read_oidc_secret,
)


@pytest.fixture
def secret(tmp_path: Path) -> str:
    """A file with a secret of letters that a URL has to quote."""
    (tmp_path / "secret").write_text("p@ss/w:rd é\r\n", encoding="utf-8")
    return str(tmp_path / "secret")


def test_settings_in_a_traceback_do_not_show_the_database_url(tmp_path: Path) -> None:
    shown = repr(Settings("postgresql://me:secret@host/db", tmp_path))
    assert shown == f"Settings(data_dir={tmp_path!r}, max_pixels=None)"


def test_a_provider_of_logins_is_told_what_the_environment_or_its_file_says(secret: str) -> None:
    assert read_oidc_secret({OIDC_SECRET: "plain"}, None) == "plain"
    assert read_oidc_secret({}, secret) == "p@ss/w:rd é"
    assert read_oidc_secret({OIDC_SECRET: ""}, secret) == "p@ss/w:rd é"
    assert read_oidc_secret({OIDC_SECRET: ""}, None) is None
    assert read_oidc_secret({}, "") is None


def test_a_secret_in_two_places_or_in_none_that_can_be_read_is_refused(secret: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=f"^{OIDC_SECRET} and {OIDC_SECRET_FILE} are both set"):
        read_oidc_secret({OIDC_SECRET: "plain"}, secret)
    with pytest.raises(BadInput, match=f"^{OIDC_SECRET_FILE} names .*/none, which cannot be read: No such file"):
        read_oidc_secret({}, str(tmp_path / "none"))
    with pytest.raises(BadInput, match=f"^{URL} and {URL_FILE} are both set"):
        read_database_url({URL: "postgresql://host/db", URL_FILE: secret})


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe"])
def test_a_file_without_a_secret_is_refused_without_its_bytes(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(BadInput, match=rf"^{URL_FILE} names .*, which is (empty|no text in UTF-8)") as refused:
        read_database_url({URL_FILE: str(tmp_path / "secret")})
    assert "xff" not in str(refused.value)


def test_a_password_from_a_file_is_quoted_into_the_url(secret: str) -> None:
    url = "postgresql+psycopg://me@host:5432/db?sslmode=require"
    expected = "postgresql+psycopg://me:p%40ss%2Fw%3Ard%20%C3%A9@host:5432/db?sslmode=require"
    assert read_database_url({URL: url, PASSWORD_FILE: secret}) == expected
    assert read_database_url({URL: url}) == url
    assert read_database_url({URL: ""}) is None


@pytest.mark.parametrize("url", [None, "", "postgresql://host/db", "postgresql://me:word@host/db"])
def test_a_password_from_a_file_needs_a_url_with_a_user_and_no_password(secret: str, url: str | None) -> None:
    with pytest.raises(BadInput, match=f"^{PASSWORD_FILE} needs a database URL that names the user"):
        read_database_url({PASSWORD_FILE: secret} | ({} if url is None else {URL: url}))
