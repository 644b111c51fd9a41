"""The OpenID Connect provider: its description, its keys, and what it says of whoever comes back with a code."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from imgsearch.web.bounded import ANSWER_SECONDS, bound
from imgsearch.web.config import OidcConfig
from imgsearch.web.departures import Departure
from imgsearch.web.id_token import check_id_token, lacks_claims, merge_claims, read_claims
from imgsearch.web.vouched import NotVouched, ProviderUnavailable, Vouched

#: For which its description and keys are kept, and for which it is left alone when it did not answer.
KEPT_SECONDS, LEFT_ALONE_SECONDS = 3600, 10
#: Requests that may wait for the provider at once, half of those that may work at once; others go soon, so that a
#: provider that hangs leaves threads for all that do not need it.
ASKING, WAIT_SECONDS = 4, 0.5
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
#: Of what went wrong, in a log.
SHOWN_CHARACTERS = 200


class Redeemed(NamedTuple):
    """What a code was good for."""

    vouched: Vouched
    id_token: str | None
    """To be sent back when its session ends; None where the provider announces no logout."""


class Provider:
    """The provider that the operator names; several threads may ask it.

    Args:
        config: the operator's settings.
    """

    def __init__(self, config: OidcConfig) -> None:
        self._config = config
        self._places = BoundedSemaphore(ASKING)
        self._tls = httpx2.create_ssl_context()  # costs more than all else of a client
        self._known: tuple[float, dict[str, Any]] = (0, {})
        self._keys: tuple[float, KeySet] | None = None
        self._failed: tuple[float, str] = (0, "")

    @property
    def issuer(self) -> str:
        """Its address."""
        return self._config.issuer

    @property
    def name(self) -> str:
        """What visitors know it by: its host."""
        return urlsplit(self._config.issuer).hostname or self._config.issuer

    def login_address(self, departure: Departure) -> str:
        """Where somebody logs in.

        Raises:
            ProviderUnavailable: it does not answer.
        """
        with self._asking() as client:
            address, _state = client.create_authorization_url(
                self._describe(client)["authorization_endpoint"],
                state=departure.state,
                nonce=departure.nonce,
                code_verifier=departure.verifier,
            )
        return str(address)

    def logout_address(self, id_token: str | None) -> str | None:
        """Where somebody logs out at the provider too (RP-initiated logout); None where it announces no such address.

        Args:
            id_token: of their session; without one it has to ask them whether they mean it.

        Raises:
            ProviderUnavailable: it does not answer.
        """
        with self._asking() as client:
            endpoint = self._describe(client).get("end_session_endpoint")
        if endpoint is None:
            return None
        asked = {"client_id": self._config.client_id, "post_logout_redirect_uri": f"{self._config.public_url}/"}
        if id_token is not None:
            asked["id_token_hint"] = id_token
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def redeem(self, code: str, departure: Departure, said_issuer: str | None) -> Redeemed:
        """Who it is that came back with a code.

        Args:
            code: works once.
            departure: whose state has come back with it.
            said_issuer: `iss` of the way back (RFC 9207), where there was one.

        Raises:
            ProviderUnavailable: the provider does not answer.
            NotVouched: the code, the ID token or what it says is not to be believed.
            NotAdmitted: they have no e-mail address of a domain that is allowed.
        """
        with self._asking() as client:
            about = self._describe(client)
            must_say = about.get("authorization_response_iss_parameter_supported") is True
            if said_issuer != self.issuer and (must_say or said_issuer is not None):
                raise NotVouched(f"the answer to the login says that it is from {said_issuer}, not from {self.issuer}")
            methods = about.get("token_endpoint_auth_methods_supported") or ()
            if self._config.client_secret and "client_secret_post" in methods and "client_secret_basic" not in methods:
                client.token_endpoint_auth_method = "client_secret_post"
            token = client.fetch_token(about["token_endpoint"], code=code, code_verifier=departure.verifier)
            try:
                claims = check_id_token(token, self._read_keys(client), self._config, departure.nonce)
            except (InvalidKeyIdError, BadSignatureError):  # it may have signed with a new one
                claims = check_id_token(token, self._read_keys(client, anew=True), self._config, departure.nonce)
            if lacks_claims(claims, self._config) and "userinfo_endpoint" in about:
                more = _read_object(client.get(about["userinfo_endpoint"]))
                if more.get("sub") != claims["sub"]:
                    raise NotVouched("the provider's userinfo is of another person than its ID token")
                claims = merge_claims(claims, more)
        hint = None if about.get("end_session_endpoint") is None else str(token["id_token"])
        return Redeemed(read_claims(claims, self._config), hint)

    @contextmanager
    def _asking(self) -> Iterator[OAuth2Client]:
        """A client of the provider, whose faults become errors of ours."""
        if not self._places.acquire(timeout=WAIT_SECONDS):
            raise ProviderUnavailable(f"too many logins wait for {self.issuer}")
        try:
            with OAuth2Client(
                self._config.client_id,
                self._config.client_secret,
                scope=self._config.scopes,
                redirect_uri=self._config.callback,
                code_challenge_method="S256",
                timeout=ANSWER_SECONDS,
                verify=self._tls,
                event_hooks={"response": [bound]},
            ) as client:
                yield client
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as exc:
            raise ProviderUnavailable(f"{self.issuer} does not answer as it should: {_shown(exc)}") from exc
        except (AuthlibBaseError, JoseError) as exc:
            raise NotVouched(f"what {self.issuer} says is not to be believed: {_shown(exc)}") from exc
        finally:
            self._places.release()

    def _describe(self, client: OAuth2Client) -> dict[str, Any]:
        """What the provider says of itself.

        Raises:
            ProviderUnavailable: it did not answer a moment ago, or is another, or sends people where it must not.
        """
        now = time.monotonic()
        if now < self._known[0]:
            return self._known[1]
        if now < self._failed[0]:
            raise ProviderUnavailable(self._failed[1])
        try:
            address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
            about = _read_object(client.request("GET", address, withhold_token=True))
            self._check_description(about)
        except (httpx2.HTTPError, ValueError, ProviderUnavailable) as exc:
            self._failed = (time.monotonic() + LEFT_ALONE_SECONDS, f"{self.issuer} cannot be used: {_shown(exc)}")
            raise ProviderUnavailable(self._failed[1]) from exc
        self._known = (time.monotonic() + KEPT_SECONDS, about)
        return about

    def _check_description(self, about: dict[str, Any]) -> None:
        if about.get("issuer") != self.issuer:
            raise ProviderUnavailable(f"it calls itself {about.get('issuer')}; name it so by --oidc-issuer")
        scheme = urlsplit(self.issuer).scheme
        for name in (*ENDPOINTS, "userinfo_endpoint", "end_session_endpoint"):
            address = about.get(name)
            if address is None and name not in ENDPOINTS:
                continue
            if not isinstance(address, str) or urlsplit(address).scheme not in ("https", scheme):
                raise ProviderUnavailable(f"its description names no {name} that is an address of https")
        methods = about.get("code_challenge_methods_supported")
        if isinstance(methods, list) and "S256" not in methods:
            raise ProviderUnavailable("it knows no PKCE with S256")

    def _read_keys(self, client: OAuth2Client, *, anew: bool = False) -> KeySet:
        """The keys that the provider signs with."""
        if self._keys is None or anew or time.monotonic() > self._keys[0]:
            read = _read_object(client.request("GET", self._describe(client)["jwks_uri"], withhold_token=True))
            try:
                keys = KeySet.import_key_set({"keys": read["keys"]})
            except (KeyError, TypeError) as exc:
                raise ProviderUnavailable(f"{self.issuer} cannot be used: its keys are none") from exc
            self._keys = (time.monotonic() + KEPT_SECONDS, keys)
        return self._keys[1]


def _read_object(answer: httpx2.Response) -> dict[str, Any]:
    """The JSON object of an answer.

    Raises:
        HTTPError: the answer is an error.
        ValueError: it is no object.
    """
    answer.raise_for_status()
    read = answer.json()
    if not isinstance(read, dict):
        raise ValueError("the answer is no JSON object")
    return read


def _shown(exc: Exception) -> str:
    return " ".join(str(exc).split())[:SHOWN_CHARACTERS]
