"""Logging in at an OpenID Connect provider: the way there, the way back, and the way out."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from imgsearch.db.roles import WEB_ROLE
from imgsearch.errors import ImgsearchError
from imgsearch.web.accounts import User
from imgsearch.web.site import Site, local_path, site_of, visitor_of
from imgsearch.web.visitor import Visitor
from imgsearch.web.vouched import NotAdmitted, NotVouched, ProviderUnavailable, admit

if TYPE_CHECKING:
    from imgsearch.web.provider import Provider

router = APIRouter(include_in_schema=False)
log = structlog.get_logger("imgsearch.web")


@router.get("/login/oidc")
def leave(request: Request, next: str = "/") -> Response:
    """Go to the provider."""
    site, provider = site_of(request), _provider_of(request)
    departure = site.departures.begin(local_path(next))
    try:
        response = RedirectResponse(provider.login_address(departure), 303)
    except ProviderUnavailable as exc:
        return _refuse(request, 503, "provider_down", departure.next, exc)
    site.departures.write(response, departure)
    return response


@router.get("/login/oidc/callback")
def come_back(
    request: Request, state: str = "", code: str = "", error: str | None = None, iss: str | None = None
) -> Response:
    """Begin a session for whoever comes back as the one that left; it is a new one, as after a password."""
    site, visitor, provider = site_of(request), visitor_of(request), _provider_of(request)
    departure = site.departures.read(request)
    next_path = departure.next if departure is not None else "/"
    # First: a page elsewhere that sends visitors here must not use up their logins.
    if departure is None or not hmac.compare_digest(departure.state.encode(), state.encode()):
        return _refuse(request, 400, "login_expired", next_path)
    if not site.limits.may_come_back(visitor):
        refused = _refuse(request, 429, "too_many", next_path)
        refused.headers["Retry-After"] = str(site.limits.seconds_to_come_back(visitor))
        return refused
    if not site.limits.is_first_return(departure.id):
        return _refuse(request, 400, "login_expired", next_path)
    if error is not None:
        if error == "access_denied":
            return _refuse(request, 403, "login_cancelled", next_path)
        return _refuse(request, 403, "provider_refused", next_path, NotVouched(f"it answers {error[:100]!r}"))
    try:
        vouched, id_token = provider.redeem(code, departure, iss)
        with site.database.acting_as(WEB_ROLE) as session:
            user = admit(session, vouched, site.config.roles)
    except ProviderUnavailable as exc:
        return _refuse(request, 503, "provider_down", next_path, exc)
    except NotVouched as exc:
        return _refuse(request, 403, "provider_refused", next_path, exc)
    except NotAdmitted as exc:
        return _refuse(request, 403, "no_access", next_path, exc)
    if user is None:
        cause = NotAdmitted(f"no --map-role is for {', '.join(vouched.groups)[:200] or 'somebody without groups'}")
        return _refuse(request, 403, "no_access", next_path, cause)
    response = RedirectResponse(local_path(next_path), 303)
    site.departures.forget(response)
    visitor = Visitor.new(user, visitor.language, visitor.address)
    if id_token is not None and site.id_tokens is not None:
        site.id_tokens.keep(visitor, id_token)
    site.sessions.write(response, visitor)
    return response


def read_id_token(site: Site, visitor: Visitor) -> str | None:
    """What the provider said of whoever has this session; None where it has said nothing, or it is not kept."""
    return site.id_tokens.read(visitor) if site.id_tokens is not None else None


def logout_address(request: Request, user: User | None, id_token: str | None) -> str | None:
    """Where somebody who has logged out here does so at the provider; None where it has not vouched for them."""
    provider = site_of(request).provider
    if user is None or provider is None or user.issuer != provider.issuer:
        return None
    try:
        return provider.logout_address(id_token)
    except ProviderUnavailable as exc:
        log.error("oidc", error=str(exc), request_id=request.state.request_id)
        return None


def _provider_of(request: Request) -> Provider:
    provider = site_of(request).provider
    if provider is None:
        raise HTTPException(404)
    return provider


def _refuse(
    request: Request, status: int, message: str, next_path: str, cause: ImgsearchError | None = None
) -> Response:
    """The login page with what went wrong; why is for the log."""
    if cause is not None:
        log.error("oidc", error=str(cause), request_id=request.state.request_id)
    site = site_of(request)
    return site.render(request, "login.html", status=status, next=local_path(next_path), message=message)
