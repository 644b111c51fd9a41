"""An OpenID Connect provider for tests, in a process of its own: real code flow and signed tokens, and lies on demand.

    python -W ignore tests/web/provider.py

It prints its port. PUT /users/SUBJECT with a JSON object sets what is claimed of somebody. PUT /lie with a JSON object
changes what follows, and with an empty one ends that: `claims` and `header` of ID tokens (null takes one away), `key`
that signs them (`foreign`, `none`, `public as a secret`), `metadata`, `userinfo`, seconds of `delay`, and `new_key`.
"""

# mypy: disallow-subclassing-any=False, disallow-untyped-decorators=False, warn-return-any=False
from __future__ import annotations

import dataclasses
import hmac
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import flask
import oidc_provider_mock
from authlib.oauth2.rfc7636 import CodeChallenge
from joserfc import jws
from joserfc.jwk import RSAKey
from oidc_provider_mock import _app as parts
from werkzeug.serving import make_server

lie: dict[str, Any] = {}
FOREIGN = RSAKey.generate_key(2048)


@dataclasses.dataclass(kw_only=True, frozen=True)
class Code(parts.AuthorizationCode):
    """A code that is bound to a challenge; the package's own leaves PKCE out."""

    code_challenge: str | None
    code_challenge_method: str | None


class Grant(parts.AuthorizationCodeGrant):
    def save_authorization_code(self, code: str, request: object) -> None:
        super().save_authorization_code(code, request)
        kept = parts.storage.get_authorization_code(code)
        asked = {name: self.request.payload.data.get(name) for name in ("code_challenge", "code_challenge_method")}
        parts.storage.store_authorization_code(Code(**vars(kept), **asked))


class Challenge(CodeChallenge):
    """Wants a challenge of every client, those that have a secret too."""

    def validate_code_challenge(self, grant: Grant, redirect_uri: str) -> None:
        if grant.request.payload.data.get("code_challenge_method") != "S256":
            raise parts.authlib.oauth2.rfc6749.InvalidRequestError("send an S256 challenge", redirect_uri=redirect_uri)
        super().validate_code_challenge(grant, redirect_uri)


def part(text: str) -> dict[str, Any]:
    return dict(json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4))))


def encoded(value: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def told(token: str) -> str:
    """The ID token with the lie in it, signed as the lie says."""
    header, claims = (
        {**part(text), **lie.get(name, {})} for text, name in zip(token.split("."), ("header", "claims"), strict=False)
    )
    claims = {name: value for name, value in claims.items() if value is not None}
    if lie.get("key") == "none":
        return f"{encoded({'alg': 'none'})}.{encoded(claims)}."
    own = parts.storage.jwk.as_dict(is_private=True)
    if lie.get("key") == "public as a secret":
        signed = f"{encoded({'alg': 'HS256'})}.{encoded(claims)}"
        mac = hmac.digest(RSAKey.import_key(own).as_pem(private=False), signed.encode(), "sha256")
        return f"{signed}.{urlsafe_b64encode(mac).decode().rstrip('=')}"
    key = FOREIGN if lie.get("key") == "foreign" else RSAKey.import_key(own)
    return str(jws.serialize_compact(header, json.dumps(claims), key, ["RS256"]))


def end_session() -> Any:  # noqa: ANN401
    """As the standard says: whoever sends an ID token of the session's is asked nothing and led back."""
    hint = flask.request.args.get("id_token_hint")
    if flask.request.path != "/oauth2/end_session" or hint is None:
        return None
    jws.deserialize_compact(hint, RSAKey.import_key(parts.storage.jwk.as_dict(is_private=True)), ["RS256"])
    return flask.redirect(flask.request.args["post_logout_redirect_uri"])


def make_app() -> flask.Flask:
    """The provider; it has one client, and asks for its secret."""
    app = oidc_provider_mock.app(require_client_registration=True, require_nonce=True)
    app.before_request(end_session)

    @app.before_request
    def prepare() -> None:
        server = flask.g._authlib_authorization_server
        if server._authorization_grants[0][0] is not Grant:
            server._authorization_grants.clear()
            server._token_grants.clear()
            code = parts.OpenIDCode(True, flask.g.oidc_provider_mock_config.access_token_max_age)
            server.register_grant(Grant, [code, Challenge(required=True)])
            parts.storage.store_client(
                parts.Client(
                    id="imgsearch",
                    secret="the client's secret",
                    redirect_uris=["https://pictures.example.org/login/oidc/callback"],
                    allowed_scopes=parts.Client.SCOPES_SUPPORTED,
                    token_endpoint_auth_method="client_secret_basic",
                )
            )

    @app.put("/lie")
    def set_lie() -> str:
        lie.clear()
        lie.update(flask.request.get_json())
        if lie.pop("new_key", False):
            parts.storage.jwk = parts.jose.RSAKey.generate_key(is_private=True)
        return ""

    @app.after_request
    def change(answer: flask.Response) -> flask.Response:
        time.sleep(lie.get("delay", 0) if flask.request.path != "/lie" else 0)
        said: Any = answer.get_json(silent=True)
        if lie.get("metadata") and flask.request.path.startswith("/.well-known/"):
            answer.set_data(json.dumps({**said, **lie["metadata"]}))
        elif lie.get("userinfo") and flask.request.path == "/userinfo":
            answer.set_data(json.dumps({**said, **lie["userinfo"]}))
        elif lie and flask.request.path == "/oauth2/token" and "id_token" in said:
            answer.set_data(json.dumps({**said, "id_token": told(said["id_token"])}))
        return answer

    return app


if __name__ == "__main__":
    provider = make_server("127.0.0.1", 0, make_app(), threaded=True)
    print(provider.server_port, flush=True)
    provider.serve_forever()
