"""What an ID token says of somebody, once it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from imgsearch.web.config import OidcConfig
from imgsearch.web.vouched import NotAdmitted, NotVouched, Vouched

#: Signatures by keys that the provider alone has: neither "none" nor HMAC with something that others know.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
#: By which clocks may differ, s.
LEEWAY_SECONDS = 30


def check_id_token(token: Mapping[str, Any], keys: KeySet, config: OidcConfig, nonce: str) -> dict[str, Any]:
    """The claims of an ID token that the provider signed, for this page and this login, and that has not ended.

    Args:
        token: the answer to a code.
        keys: the provider's.
        config: names issuer and audience.
        nonce: of the login.

    Raises:
        NotVouched: there is none.
        JoseError: it is none of that; InvalidKeyIdError or BadSignatureError where the provider may have a new key.
    """
    signed = token.get("id_token")
    if not isinstance(signed, str):
        raise NotVouched("the provider sent no ID token; the scopes need openid")
    decoded = jwt.decode(signed, keys, registry=JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False))
    expected = {"iss": config.issuer, "aud": config.client_id}
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        {name: {"essential": True, "value": value} for name, value in expected.items()},
        {"nonce": nonce, "client_id": config.client_id, "access_token": token.get("access_token")},
    )
    claims.validate(leeway=LEEWAY_SECONDS)
    return dict(claims)


def lacks_claims(claims: Mapping[str, Any], config: OidcConfig) -> bool:
    """Whether something that decides about somebody is not there, as where it is left to the provider's userinfo."""
    wanted = {config.roles_claim, *(("email", "email_verified") if config.email_domains else ())}
    return any(find_claim(claims, name) is None for name in wanted)


def merge_claims(claims: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """The claims of an ID token, and what userinfo adds; an e-mail address and whether it was verified are of one."""
    said = claims if "email_verified" in claims else more
    emails = {name: said[name] for name in ("email", "email_verified") if name in said}
    return {
        name: value for name, value in {**more, **claims}.items() if name not in ("email", "email_verified")
    } | emails


def read_claims(claims: Mapping[str, Any], config: OidcConfig) -> Vouched:
    """Whom claims tell of.

    Raises:
        NotAdmitted: only some e-mail domains are allowed, and none of them is theirs.
    """
    email = claims.get("email")
    if config.email_domains:
        if not isinstance(email, str) or claims.get("email_verified") is not True:
            raise NotAdmitted("the provider tells no verified e-mail address, and only some domains are allowed")
        if email.rpartition("@")[2].lower() not in config.email_domains:
            raise NotAdmitted("the e-mail address is of no domain that is allowed")
    wishes = (claims.get(name) for name in ("preferred_username", "email", "name"))
    wish = next((text for text in wishes if isinstance(text, str) and text), "")
    return Vouched(config.issuer, claims["sub"], wish, list_values(find_claim(claims, config.roles_claim)))


def find_claim(claims: Mapping[str, Any], name: str) -> object:
    """A claim by its name, or by the way to it in others, such as `realm_access.roles`; None where it is not there."""
    if name in claims or "." not in name:
        return claims.get(name)
    first, _, rest = name.partition(".")
    inner = claims.get(first)
    return find_claim(inner, rest) if isinstance(inner, Mapping) else None


def list_values(claim: object) -> tuple[str, ...]:
    """The texts of a claim: itself, its entries, or the keys of an object."""
    if isinstance(claim, str):
        return (claim,)
    return tuple(value for value in claim if isinstance(value, str)) if isinstance(claim, list | dict) else ()
