"""Options of `imgsearch serve` about logins: what a page is made with, and what is refused before it listens."""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from imgsearch.cli import main
from imgsearch.cli.serve import serve
from imgsearch.cli.serve_logins import read_logins
from imgsearch.web.config import OidcConfig, ProxyConfig, Roles

SECRET = "not for anybody's eyes"
ISSUER = ("--oidc-issuer", "https://login.example.org", "--oidc-client-id", "imgsearch")
PROVIDER = (*ISSUER, "--public-url", "https://pictures.example.org/", "--without-role", "searcher")
PROXY = ("--trusted-user-header", "X-Remote-User", "--trusted-proxy", "10.0.0.7")


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("IMGSEARCH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("IMGSEARCH_DATA_DIR", str(tmp_path / "data"))


def read(*words: str) -> dict[str, Any]:
    """What the page would be made with."""
    given = serve.make_context("serve", list(words)).params
    return read_logins(given)


def refused(*words: str) -> Result:
    done = CliRunner().invoke(main, ["serve", *words])
    assert done.exit_code in (1, 2)
    assert "Traceback" not in done.output
    return done


def test_without_any_of_them_passwords_are_the_only_way() -> None:
    assert read() == {"oidc": None, "trusted": None, "roles": Roles()}


def test_a_provider_is_named_by_flags_and_its_secret_by_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    found = read(
        *PROVIDER, "--oidc-client-secret-file", str(file), "--oidc-roles-claim", "realm_access.roles",
        "--oidc-email-domain", "Example.org", "--oidc-email-domain", "@example.net",
        "--map-role", "CN=staff,O=a=editor",
    )  # fmt: skip
    assert found["oidc"] == OidcConfig(
        issuer="https://login.example.org",
        client_id="imgsearch",
        client_secret=SECRET,
        public_url="https://pictures.example.org",
        roles_claim="realm_access.roles",
        email_domains=frozenset(["example.org", "example.net"]),
    )
    assert found["oidc"].callback == "https://pictures.example.org/login/oidc/callback"
    assert found["roles"] == Roles({"CN=staff,O=a": "editor"}, "searcher")
    assert SECRET not in repr(found)


def test_the_environment_names_them_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {
        "OIDC_ISSUER": "http://127.0.0.1:8080/realms/a", "OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": SECRET,
        "PUBLIC_URL": "http://localhost:8000", "MAP_ROLE": "photo editors=editor; admins=admin",
        "TRUSTED_USER_HEADER": "X-Remote-User", "TRUSTED_ROLES_HEADER": "X-Remote-Groups",
        "TRUSTED_PROXY": "10.0.0.0/8 fd00::7", "OIDC_EMAIL_DOMAIN": "a.example b.example",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(f"IMGSEARCH_{name}", value)
    found = read()
    assert (found["oidc"].client_secret, found["oidc"].issuer) == (SECRET, "http://127.0.0.1:8080/realms/a")
    assert found["oidc"].email_domains == {"a.example", "b.example"}
    assert found["roles"] == Roles({"photo editors": "editor", "admins": "admin"})
    networks = (ip_network("10.0.0.0/8"), ip_network("fd00::7"))
    assert found["trusted"] == ProxyConfig(networks, "X-Remote-User", "X-Remote-Groups")
    shown = CliRunner().invoke(main, ["config", "show"])
    lines = {line.split()[0]: line.split()[1:] for line in shown.stdout.splitlines()}
    assert lines["IMGSEARCH_OIDC_CLIENT_SECRET"] == ["***", "environment"]
    assert lines["IMGSEARCH_OIDC_ISSUER"] == ["http://127.0.0.1:8080/realms/a", "environment"]
    assert lines["IMGSEARCH_OIDC_SCOPES"] == ["openid", "profile", "email", "default"]
    assert lines["IMGSEARCH_WITHOUT_ROLE"] == ["refuse", "default"]
    assert {f"IMGSEARCH_{name}" for name in settings} < set(lines)
    assert SECRET not in shown.output
    assert "no setting of imgsearch" not in shown.output


def test_every_option_is_shown_with_the_others() -> None:
    shown = CliRunner().invoke(main, ["config", "show"]).stdout.split()
    variables = {option.envvar for option in serve.params if isinstance(option, click.Option)} - {None}
    assert len(variables) > 20
    assert variables <= set(shown)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (ISSUER, "--oidc-issuer needs --public-url too"),
        ((*ISSUER[:2], "--public-url", "https://x.example"), "--oidc-issuer needs --oidc-client-id too"),
        (("--oidc-client-id", "imgsearch"), "--oidc-issuer is missing"),
        (("--public-url", "foo"), "--public-url is 'foo'; write it like https://pictures.example.org, without a path"),
        (PROVIDER[:-2], "nobody could log in: give roles with --map-role VALUE=ROLE or --without-role searcher"),
        ((*PROVIDER, "--oidc-issuer", "http://login.example.org"), "issuer is 'http://login.example.org'; write it"),
        ((*PROVIDER, "--oidc-issuer", "login.example.org"), "--oidc-issuer is 'login.example.org'; write it as"),
        ((*PROVIDER, "--oidc-issuer", "https://login.example.org/?a"), "--oidc-issuer is"),
        ((*PROVIDER, "--public-url", "https://x.example/page"), "like https://pictures.example.org, without a path"),
        ((*PROVIDER, "--oidc-scopes", "profile"), "openid has to be among them"),
        ((*PROVIDER, "--oidc-client-secret-file", "/nowhere"), "SECRET_FILE names /nowhere, which cannot be read"),
        ((*PROVIDER, "--map-role", "a=editor", "--map-role", "a=admin"), "--map-role gives 'a' two roles; leave one"),
        ((*PROVIDER, "--map-role", "editor"), "'editor' is no VALUE=ROLE, such as photo-editors=editor"),
        ((*PROVIDER, "--map-role", "a=owner"), "'owner' is not one of 'searcher', 'editor', 'admin'"),
        ((*PROVIDER, "--without-role", "admin"), "'admin' is not one of 'refuse', 'searcher'"),
        (("--map-role", "a=editor"), "--map-role needs --oidc-issuer or --trusted-user-header"),
        (PROXY, "nobody could log in"),
        (PROXY[:2], "--trusted-user-header needs --trusted-proxy too"),
        (PROXY[2:], "--trusted-user-header is missing"),
        ((*PROXY, "--trusted-user-header", "Cookie"), "'Cookie' cannot be the header of a proxy"),
        ((*PROXY, "--trusted-user-header", "X Remote"), "'X Remote' cannot be the header of a proxy"),
        ((*PROXY, "--trusted-proxy", "0.0.0.0/0"), "is every address, so that anybody could say who they are"),
        ((*PROXY, "--trusted-proxy", "::/0"), "::/0 is every address"),
        ((*PROXY, "--trusted-proxy", "10.0.0.7/8"), "has host bits set; write an address or a network"),
        ((*PROXY, "--trusted-proxy", "proxy.example"), "write an address or a network, such as 10.0.0.0/8"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_line(words: tuple[str, ...], said: str) -> None:
    assert said in " ".join(refused(*words).output.split())


def test_a_secret_in_two_places_is_refused_and_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    monkeypatch.setenv("IMGSEARCH_OIDC_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("IMGSEARCH_OIDC_CLIENT_SECRET_FILE", str(file))
    done = refused(*PROVIDER)
    assert "IMGSEARCH_OIDC_CLIENT_SECRET and IMGSEARCH_OIDC_CLIENT_SECRET_FILE are both set" in done.output
    assert SECRET not in done.output
