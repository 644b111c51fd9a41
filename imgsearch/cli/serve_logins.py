"""Options of `imgsearch serve` by which people log in at an OpenID Connect provider, or a proxy says who they are."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click
from click import UsageError

from imgsearch.extras import require
from imgsearch.settings import OIDC_SECRET_FILE, read_oidc_secret

if TYPE_CHECKING:
    from click.decorators import FC

    from imgsearch.web.accounts import Role
    from imgsearch.web.config import OidcConfig, ProxyConfig, Roles

#: An address without a path.
ADDRESS = re.compile(r"https?://([a-zA-Z0-9.-]+|\[[0-9a-fA-F:]+\])(:\d+)?/?")
HEADER = re.compile(r"[A-Za-z0-9-]+")
#: What a proxy hands on, or what the page reads for another purpose.
TAKEN = frozenset(
    ("authorization", "content-length", "content-type", "cookie", "host", "x-csrf-token", "x-forwarded-for")
)
ROLE = click.Choice(["searcher", "editor", "admin"])
REFUSE = "refuse"


def setting(flag: str, variable: str, text: str, **settings: Any) -> Callable[[FC], FC]:  # noqa: ANN401 (Click's own)
    """An option that the environment may set too."""
    return click.option(flag, help=text, envvar=variable, show_envvar=True, **settings)


class Mapped(click.ParamType[tuple[str, str]]):
    """What is said of somebody, and the role that it gives."""

    name = "mapping"
    envvar_list_splitter = ";"  # names of groups have blanks

    def convert(
        self,
        value: Any,  # noqa: ANN401 (Click's own)
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, str]:
        """The two, of VALUE=ROLE; a value may hold = itself."""
        said, _, role = str(value).strip().rpartition("=")
        if not said:
            self.fail(f"{value!r} is no VALUE=ROLE, such as photo-editors=editor", param, ctx)
        return said, ROLE.convert(role, param, ctx)


class Network(click.ParamType[IPv4Network | IPv6Network]):
    """Addresses of a proxy."""

    name = "network"

    def convert(
        self,
        value: Any,  # noqa: ANN401 (Click's own)
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> IPv4Network | IPv6Network:
        """The network, of an address or CIDR; never every address there is."""
        try:
            network = ip_network(value)
        except ValueError as exc:
            self.fail(f"{exc}; write an address or a network, such as 10.0.0.0/8", param, ctx)
        if network.prefixlen == 0:
            self.fail(f"{value} is every address, so that anybody could say who they are; name the proxy's", param, ctx)
        return network


_OPTIONS = (
    setting(
        "--public-url",
        "IMGSEARCH_PUBLIC_URL",
        "Where browsers reach the page; for logins at a provider.",
        metavar="URL",
    ),
    setting(
        "--oidc-issuer", "IMGSEARCH_OIDC_ISSUER", "OpenID Connect provider where people may log in.", metavar="URL"
    ),
    setting("--oidc-client-id", "IMGSEARCH_OIDC_CLIENT_ID", "What the provider knows this page as.", metavar="ID"),
    setting(
        "--oidc-client-secret-file",
        OIDC_SECRET_FILE,
        "File with the client's secret; else IMGSEARCH_OIDC_CLIENT_SECRET, else none.",
        metavar="FILE",
    ),
    setting(
        "--oidc-scopes",
        "IMGSEARCH_OIDC_SCOPES",
        "What to ask the provider for.",
        default="openid profile email",
        show_default=True,
    ),
    setting(
        "--oidc-roles-claim",
        "IMGSEARCH_OIDC_ROLES_CLAIM",
        "Claim that roles follow from; realm_access.roles is one in another.",
        default="groups",
        show_default=True,
        metavar="CLAIM",
    ),
    setting(
        "--oidc-email-domain",
        "IMGSEARCH_OIDC_EMAIL_DOMAIN",
        "Let only people with a verified address of this domain in; may be repeated.",
        multiple=True,
        metavar="DOMAIN",
    ),
    setting(
        "--map-role",
        "IMGSEARCH_MAP_ROLE",
        "Role of whoever the provider or proxy says VALUE of; may be repeated, in the environment with ; between.",
        multiple=True,
        type=Mapped(),
        metavar="VALUE=ROLE",
    ),
    setting(
        "--without-role",
        "IMGSEARCH_WITHOUT_ROLE",
        "What becomes of people to whom no --map-role applies.",
        default=REFUSE,
        show_default=True,
        type=click.Choice([REFUSE, "searcher"]),
    ),
    setting(
        "--trusted-user-header",
        "IMGSEARCH_TRUSTED_USER_HEADER",
        "Header in which a proxy says who asks, such as X-Remote-User.",
        metavar="NAME",
    ),
    setting(
        "--trusted-roles-header",
        "IMGSEARCH_TRUSTED_ROLES_HEADER",
        "Header in which it says what roles follow from, with commas between.",
        metavar="NAME",
    ),
    setting(
        "--trusted-proxy",
        "IMGSEARCH_TRUSTED_PROXY",
        "Address or network of that proxy, which alone is believed; may be repeated.",
        multiple=True,
        type=Network(),
        metavar="CIDR",
    ),
)


def login_options(command: FC) -> FC:
    """The options of this module."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_logins(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of WebConfig that tell how people log in without a password.

    Args:
        given: option -> value.

    Raises:
        UsageError: an option cannot be so, or not without another.
    """
    oidc, trusted = _read_oidc(given), _read_proxy(given)
    roles = _read_roles(given)
    if oidc is not None or trusted is not None:
        if not roles.mapped and roles.without is None:
            raise UsageError("nobody could log in: give roles with --map-role VALUE=ROLE or --without-role searcher")
    elif roles.mapped:
        raise UsageError("--map-role needs --oidc-issuer or --trusted-user-header, which say something of people")
    return {"oidc": oidc, "trusted": trusted, "roles": roles}


def _read_roles(given: Mapping[str, Any]) -> Roles:
    from imgsearch.web.config import Roles

    mapped: dict[str, Role] = {}
    for value, role in given["map_role"]:
        if mapped.setdefault(value, role) != role:
            raise UsageError(f"--map-role gives {value!r} two roles; leave one")
    return Roles(mapped, None if given["without_role"] == REFUSE else given["without_role"])


def _read_oidc(given: Mapping[str, Any]) -> OidcConfig | None:
    issuer, client_id, public_url = (given[name] for name in ("oidc_issuer", "oidc_client_id", "public_url"))
    if public_url and not ADDRESS.fullmatch(public_url):
        raise UsageError(f"--public-url is {public_url!r}; write it like https://pictures.example.org, without a path")
    if not issuer:
        if client_id or given["oidc_client_secret_file"] or given["oidc_email_domain"]:
            raise UsageError("--oidc-issuer is missing: the address of the provider, such as https://login.example.org")
        return None
    require("oidc")
    from imgsearch.web.addresses import is_loopback
    from imgsearch.web.config import OidcConfig

    for option, value in (("--oidc-client-id", client_id), ("--public-url", public_url)):
        if not value:
            raise UsageError(f"--oidc-issuer needs {option} too")
    host = urlsplit(issuer).hostname or ""
    is_own = host == "localhost" or is_loopback(host)
    if (
        not host
        or not issuer.startswith(("https://", "http://") if is_own else "https://")
        or "#" in issuer
        or "?" in issuer
    ):
        raise UsageError(
            f"--oidc-issuer is {issuer!r}; write it as the provider does, such as https://login.example.org"
        )
    if "openid" not in given["oidc_scopes"].split():
        raise UsageError(f"--oidc-scopes is {given['oidc_scopes']!r}; openid has to be among them")
    return OidcConfig(
        issuer=issuer,
        client_id=client_id,
        client_secret=read_oidc_secret(os.environ, given["oidc_client_secret_file"]),
        public_url=public_url.rstrip("/"),
        scopes=given["oidc_scopes"],
        roles_claim=given["oidc_roles_claim"],
        email_domains=frozenset(domain.lower().lstrip("@") for domain in given["oidc_email_domain"]),
    )


def _read_proxy(given: Mapping[str, Any]) -> ProxyConfig | None:
    user, roles, networks = (given[f"trusted_{name}"] for name in ("user_header", "roles_header", "proxy"))
    if not user:
        if roles or networks:
            raise UsageError("--trusted-user-header is missing: the header in which the proxy says who asks")
        return None
    if not networks:
        raise UsageError("--trusted-user-header needs --trusted-proxy too: whose header is believed, such as 10.0.0.7")
    for header in (user, *((roles,) if roles else ())):
        if not HEADER.fullmatch(header) or header.lower() in TAKEN:
            raise UsageError(f"{header!r} cannot be the header of a proxy; name one of its own, such as X-Remote-User")
    from imgsearch.web.config import ProxyConfig

    return ProxyConfig(networks, user, roles or None)
