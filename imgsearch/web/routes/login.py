"""Logging in and out, and the choice of language."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from imgsearch.db.roles import WEB_ROLE
from imgsearch.web.accounts import check_password, end_sessions
from imgsearch.web.language import LANGUAGES
from imgsearch.web.routes.oidc import logout_address, read_id_token
from imgsearch.web.site import check_form, local_path, site_of, visitor_of
from imgsearch.web.visitor import Visitor

router = APIRouter(include_in_schema=False)


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:
    """The form."""
    return site_of(request).render(request, "login.html", next=local_path(next))


@router.post("/login")
def log_in(
    request: Request,
    name: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=1000)],
    csrf: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Check a password; the session that follows is a new one."""
    site, visitor = site_of(request), visitor_of(request)
    if visitor.user is not None and not site.sessions.is_own_form(visitor, csrf):
        return RedirectResponse(local_path(next), status_code=303)  # logged in meanwhile, in another window
    check_form(request, csrf)
    # In another language the form still leads on to where it was asked for.
    form = {"next": local_path(next), "name": name, "here": f"/login?{urlencode({'next': local_path(next)})}"}
    if not site.limits.may_log_in(visitor, name):
        refused = site.render(request, "login.html", status=429, **form, message="too_many")
        refused.headers["Retry-After"] = str(site.limits.seconds_to_wait(visitor, name))
        return refused
    with site.database.acting_as(WEB_ROLE) as session:
        user = check_password(session, name, password)
    if user is None:
        return site.render(request, "login.html", status=401, **form, message="wrong_password")
    site.limits.remember(visitor, name)
    response = RedirectResponse(local_path(next), status_code=303)
    site.sessions.write(response, Visitor.new(user, visitor.language, visitor.address))
    return response


@router.post("/logout")
def log_out(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
    """End the account's sessions, here and in every other browser, and lead on to the provider that vouches for it."""
    site, visitor = site_of(request), visitor_of(request)
    if visitor.user is None and not site.sessions.is_own_form(visitor, csrf):
        return RedirectResponse("/", status_code=303)  # logged out meanwhile, in another window
    check_form(request, csrf)
    id_token = read_id_token(site, visitor)
    if visitor.user is not None:
        with site.database.acting_as(WEB_ROLE) as session:
            end_sessions(session, visitor.user.id)
    request.state.visitor = Visitor.new(None, visitor.language, visitor.address)
    address = logout_address(request, visitor.user, id_token)
    if address is not None:
        # Not by a redirect: the page's policy lets no form end on another site.
        return site.render(request, "logged_out.html", address=address)
    response = RedirectResponse("/", status_code=303)
    site.sessions.write(response, request.state.visitor)
    return response


@router.get("/language/{language}")
def switch_language(request: Request, language: str, next: str = "/") -> Response:
    """Remember a language and go back."""
    for known in LANGUAGES:
        if language == known:
            response = RedirectResponse(local_path(next), status_code=303)
            site_of(request).sessions.write_language(response, known)
            return response
    raise HTTPException(404)
