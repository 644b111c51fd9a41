"""What is answered where a request fails: a page to people, JSON to programs."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from imgsearch.errors import BadInput, NoSuchPicture, UnreadableImage
from imgsearch.web.collections import NoSuchCollection
from imgsearch.web.finding import TIMED_OUT
from imgsearch.web.site import Site, allowed_methods, check_body, local_path, return_address
from imgsearch.web.texts import TEXTS

log = structlog.get_logger("imgsearch.web")
#: What the framework says of an error -> what programs are told.
TOLD = {
    "There was an error parsing the body": "the body is no JSON in UTF-8, or nested too deeply",
    HTTPStatus.UNAUTHORIZED.phrase: "log in, or send an API token: Authorization: Bearer TOKEN; "
    "`imgsearch user token` makes one",
    "reads_only": "this page reads a replica; report pictures where it is written",
}
TOOK_TOO_LONG = (
    "it took too long and was given up; nothing was changed. Try again; of a change another transaction may hold the "
    "same rows, and who runs the database can end that"
)
#: Whoever opens the address of a form has one where no page is.
MESSAGES = {401: "log_in_again", 403: "forbidden", 404: "not_found", 405: "not_found"}


def check_before_body(request: Request) -> Response | None:
    """Ask for the login, and count a search, before a body is read."""
    try:
        check_body(request)
    except HTTPException as exc:
        return answer_http_error(request, exc)
    except OperationalError as exc:
        return answer_no_database(request, exc)
    return None


def refuse_body(request: Request, status: int, message: str, detail: str) -> Response:
    """Why a body is not read."""
    try:
        return _answer(request, status, message, detail)
    except OperationalError as exc:
        return answer_no_database(request, exc)


def _is_program(request: Request) -> bool:
    return request.url.path.startswith("/api/") and request.url.path != "/api/docs"


def _answer(
    request: Request, status: int, message: str, detail: str, headers: Mapping[str, str] = MappingProxyType({})
) -> Response:
    if _is_program(request):
        who = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
        return JSONResponse({"detail": detail}, status, {**who, **headers})
    page: Site = request.app.state.site
    answer = page.render(request, "message.html", status=status, message=message, detail=detail)
    answer.headers.update(headers)
    return answer


def answer_http_error(request: Request, exc: Exception) -> Response:
    """What a route, or the framework, refuses."""
    assert isinstance(exc, HTTPException)
    if exc.status_code == 401 and not _is_program(request) and request.method == "GET":
        return RedirectResponse(f"/login?next={quote(local_path(return_address(request)), safe='')}", 303)
    if exc.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        exc.headers = {"Allow": ", ".join(allowed_methods(request))}
    # Whoever asks need not know what the operator has to mend.
    if exc.status_code == 404 and isinstance(exc.__cause__, UnreadableImage):
        log.warning("picture", error=str(exc.__cause__), request_id=request.state.request_id)
    has_text = exc.detail in TEXTS
    message = exc.detail if has_text else MESSAGES.get(exc.status_code, "error")
    # Programs are told what people are, never the name of a text.
    detail = TOLD.get(exc.detail) or (TEXTS[exc.detail][0] if has_text else exc.detail)
    return _answer(request, exc.status_code, message, detail, exc.headers or {})


def answer_bad_request(request: Request, exc: Exception) -> Response:
    """A parameter or a field is not what it has to be."""
    assert isinstance(exc, RequestValidationError)
    said = "; ".join(map(_tell, exc.errors()))
    # An address that cannot be, such as a letter for a number, is one where nothing is.
    in_path = any(error["loc"][0] == "path" for error in exc.errors())
    status = 404 if in_path else 422 if _is_program(request) else 400
    return _answer(request, status, "not_found" if in_path else "bad_address", said)


def _tell(error: Mapping[str, Any]) -> str:
    """What is wrong with a parameter, a field or the whole body, and what to send instead."""
    where = ".".join(map(str, error["loc"][1:]))
    if error["type"] == "json_invalid":
        return f"the body is no JSON: {error['ctx']['error']} at character {where}"
    if not where:
        return "the body has to be a JSON object, sent with Content-Type: application/json"
    if "UploadFile" in error["msg"]:
        return f"{where}: it has to be a file, sent as multipart/form-data with a file name"
    return f"{where}: {error['msg']}"


def answer_bad_input(request: Request, exc: Exception) -> Response:
    """Something that was asked for is not there, or cannot be."""
    assert isinstance(exc, BadInput)
    is_missing = isinstance(exc, NoSuchPicture | NoSuchCollection)
    return _answer(request, 404 if is_missing else 400, "not_found" if is_missing else "bad_address", str(exc))


def answer_own_error(request: Request, exc: Exception) -> Response:
    """Something that the operator has to mend."""
    log.error("error", error=str(exc), request_id=request.state.request_id)
    return _answer(request, 503, "error", "the service is not ready")


def answer_no_text(request: Request, exc: Exception) -> Response:
    """What was sent is nothing that a column could hold, such as a NUL character."""
    log.warning("data", error=str(exc).splitlines()[0], request_id=request.state.request_id)
    return _answer(request, 400, "bad_address", "the request contains invalid characters (NUL or broken UTF-8)")


def answer_no_database(request: Request, exc: Exception) -> Response:
    """The database is away, or took too long."""
    log.error("database", error=str(exc).splitlines()[0], request_id=request.state.request_id)
    if getattr(getattr(exc, "orig", None), "sqlstate", None) == TIMED_OUT:
        # It does answer, so that there may be a page.
        with suppress(OperationalError):
            return _answer(request, 503, "took_too_long", TOOK_TOO_LONG)
    return _answer_bare(request, 503, "no_database", {"detail": "the database does not answer"})


def answer_fault(request: Request) -> Response:
    """No more than the id under which the log has the fault."""
    told = {"detail": "something went wrong", "request_id": request.state.request_id}
    return _answer_bare(request, 500, "error", told)


def _answer_bare(request: Request, status: int, message: str, told: Mapping[str, str]) -> Response:
    """An answer that needs no database: to people too, who would else see JSON."""
    if _is_program(request):
        return JSONResponse(told, status)
    page: Site = request.app.state.site
    return page.render_bare(request, "message.html", status=status, message=message, told=told)
