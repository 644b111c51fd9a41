"""What every part of the page needs of the application, and rendering."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from fastapi import Path, Request, Response
from fastapi.routing import iter_route_contexts
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from imgsearch.asking.meaning import say_any
from imgsearch.minors.sources import SOURCES
from imgsearch.queries.filters import FILTERS
from imgsearch.search.facets import can_be_written
from imgsearch.search.written import written_as
from imgsearch.tracing import span
from imgsearch.undated import say_none_such
from imgsearch.web.bodies import ARCHIVED, SEARCHED
from imgsearch.web.config import WebConfig
from imgsearch.web.database import Database
from imgsearch.web.departures import Departures
from imgsearch.web.finding import Finder
from imgsearch.web.language import LANGUAGES, say, say_count, say_day, say_moment, say_score, say_total
from imgsearch.web.limits import Limits
from imgsearch.web.numbers import DIGITS_ALONE, LARGEST_ID
from imgsearch.web.visitor import Sessions, Visitor

if TYPE_CHECKING:
    from imgsearch.web.id_tokens import IdTokens
    from imgsearch.web.provider import Provider

HERE = FilePath(__file__).parent
STATIC = HERE / "static"
#: The justified grid knows so many shapes of tiles, so that no tile needs a style of its own, which the CSP forbids.
RATIO_STEPS = 20
NARROWEST, WIDEST = 10, 60
ImageId = Annotated[int, Path(ge=1, le=LARGEST_ID), DIGITS_ALONE]
LOCAL_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x1f]*")


@dataclass(frozen=True)
class Site:
    """The running application's parts."""

    config: WebConfig
    database: Database
    finder: Finder
    sessions: Sessions
    limits: Limits
    templates: Jinja2Templates
    departures: Departures
    provider: Provider | None = None
    """Of logins; None where passwords are the only way."""
    id_tokens: IdTokens | None = None
    """Of sessions that began there; None without a provider."""

    def render(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
        """A template in the visitor's language; gives a new visitor a session to bind forms to."""
        visitor = visitor_of(request)
        response = self._fill(request, visitor, template, status, values)
        self.sessions.write(response, visitor)
        return response

    def render_bare(self, request: Request, template: str, *, status: int, **values: Any) -> Response:  # noqa: ANN401
        """The same without the database, which may be what fails; the visitor's session stays as it is."""
        return self._fill(request, self.sessions.unknown(request), template, status, values)

    def _fill(
        self, request: Request, visitor: Visitor, template: str, status: int, values: Mapping[str, Any]
    ) -> Response:
        context = {
            "visitor": visitor,
            "language": visitor.language,
            "language_index": LANGUAGES.index(visitor.language),
            "other_language": next(name for name in LANGUAGES if name != visitor.language),
            "t": partial(say, visitor.language),
            "say_count": partial(say_count, visitor.language),
            "say_total": partial(say_total, visitor.language),
            "say_day": partial(say_day, visitor.language),
            "say_moment": partial(say_moment, visitor.language),
            "say_score": partial(say_score, visitor.language),
            "say_any": partial(say_any, visitor.language),
            "say_none_such": partial(say_none_such, visitor.language),
            "provider": self.provider.name if self.provider is not None else None,
            "csrf": self.sessions.csrf_token(visitor),
            "here": return_address(request),
            "largest_upload": self.config.max_upload_bytes >> 20,
            **values,
        }
        with span("render", {"imgsearch.template": template}):
            return self.templates.TemplateResponse(request, template, context, status_code=status)


def site_of(request: Request) -> Site:
    """The application's parts."""
    page = request.app.state.site
    assert isinstance(page, Site)
    return page


def visitor_of(request: Request) -> Visitor:
    """Who asks; found out once for each request."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = site_of(request).sessions.identify(request)
    visitor = request.state.visitor
    assert isinstance(visitor, Visitor)
    return visitor


def require_search_right(request: Request) -> Visitor:
    """Refuse visitors without an account where searching needs one."""
    visitor = visitor_of(request)
    if site_of(request).config.login_required and visitor.user is None:
        raise HTTPException(401)
    return visitor


def require_user(request: Request) -> Visitor:
    """Refuse visitors without an account."""
    visitor = visitor_of(request)
    if visitor.user is None:
        raise HTTPException(401)
    return visitor


def require_editor(request: Request) -> Visitor:
    """Refuse everybody but editors and admins."""
    visitor = require_user(request)
    if visitor.user is None or not visitor.user.is_editor:
        raise HTTPException(403)
    return visitor


def check_body(request: Request) -> None:
    """Refuse whoever may not send what the address takes, before any of it is read."""
    path = request.url.path
    if path in SEARCHED:
        require_search_right(request)
        count_search(request)
    elif path == ARCHIVED or path.startswith(f"{ARCHIVED}/"):
        require_editor(request)
        require_own_request(request)
        if path == ARCHIVED:
            uploads_of(request)
    elif path.split("/")[1] == "rate":
        require_user(request)
    elif path.split("/")[1] == "review":
        require_editor(request)


def count_search(request: Request) -> None:
    """Count a search, once for each request, and refuse one too many."""
    if getattr(request.state, "is_counted", False):
        return
    request.state.is_counted = True
    limits, visitor = site_of(request).limits, visitor_of(request)
    if not limits.may_search(visitor):
        said = "too many searches in a minute; wait a little, or send an API token"
        headers = {"Retry-After": str(limits.seconds_to_search(visitor))}
        raise HTTPException(429, said if request.url.path.startswith("/api/") else "too_many_searches", headers)


def check_form(request: Request, token: str) -> None:
    """Refuse a form that another site made."""
    if not site_of(request).sessions.is_own_form(visitor_of(request), token):
        raise HTTPException(400, "bad_form")


def check_visitors_form(request: Request, token: str) -> None:
    """The same of what anybody may send: it is not lost where the session has ended since, if a page here sent it."""
    if request.headers.get("sec-fetch-site") != "same-origin":
        check_form(request, token)


def require_own_request(request: Request) -> None:
    """Refuse a program's request that a browser may have been made to send: a token is proof, a cookie is none."""
    visitor = visitor_of(request)
    token = request.headers.get("x-csrf-token", "")
    if not visitor.by_token and not site_of(request).sessions.is_own_form(visitor, token):
        raise HTTPException(400, "send an API token, or the session's form token in the header X-CSRF-Token")


def uploads_of(request: Request) -> FilePath:
    """The folder into which uploads go; refuses them where there is none."""
    folder = site_of(request).config.uploads
    if folder is None:
        raise HTTPException(503, "uploads are closed; `imgsearch serve --uploads DIR` opens them")
    if not folder.is_dir():
        raise HTTPException(503, "the folder of uploads is not there; its disk may not be mounted")
    return folder


def allowed_methods(request: Request, path: str | None = None) -> list[str]:
    """All that an address answers, by default the one that is asked for; HEAD wherever GET is answered."""
    path = request.url.path if path is None else path
    found: set[str] = set()
    for each in iter_route_contexts(request.app.routes):
        if each.methods and compile_path(str(each.path))[0].match(path):
            found |= each.methods
    return sorted(found | ({"HEAD"} if "GET" in found else set()))


def return_address(request: Request) -> str:
    """Where links lead back to: the page that is asked for, or where its form stood, since forms cannot be opened."""
    if request.method in ("GET", "HEAD"):
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    try:
        sent_by = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    if sent_by.netloc != request.url.netloc or "GET" not in allowed_methods(request, sent_by.path):
        return "/"
    return local_path(sent_by.path + (f"?{sent_by.query}" if sent_by.query else ""))


def local_path(address: str) -> str:
    """Where to go on this site; anything else becomes the first page."""
    return address if LOCAL_PATH.fullmatch(address) else "/"


def ratio_class(width: int, height: int) -> str:
    """Class of the tile with a picture's shape."""
    return f"r{min(max(round(width / height * RATIO_STEPS), NARROWEST), WIDEST)}"


def make_templates() -> Jinja2Templates:
    """Templates with the functions that they call."""
    templates = Jinja2Templates(directory=HERE / "templates")
    version = sha256(b"".join(file.read_bytes() for file in sorted(STATIC.iterdir()))).hexdigest()[:12]
    templates.env.globals |= {
        "ratio_class": ratio_class,
        "asset_version": version,
        "filters": FILTERS,
        "sources": SOURCES,
        "can_be_written": can_be_written,
        "written_as": written_as,
    }
    templates.env.trim_blocks = templates.env.lstrip_blocks = True
    return templates
