"""Collections on the page: an account's own, and those that somebody shares by a link."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from imgsearch.db.roles import SEARCHER_ROLE, WEB_ROLE
from imgsearch.errors import BadInput
from imgsearch.web.collections import (
    LINK_HEADERS,
    SHARE_DAYS,
    Listed,
    NoSuchCollection,
    add_pictures,
    end_share,
    find_collection,
    list_collections,
    read_collection,
    read_member_ids,
    read_members,
    read_shared,
    read_shown,
    remove_collection,
    share,
    take_picture,
)
from imgsearch.web.numbers import LARGEST_ID, Digits
from imgsearch.web.responses import thumbnail_response
from imgsearch.web.site import ImageId, check_form, local_path, require_user, site_of, visitor_of

router = APIRouter(include_in_schema=False)
CollectionId = Annotated[Digits, Path(ge=1, le=2**31 - 1)]
Csrf = Annotated[str, Form()]
own = APIRouter(prefix="/collections", include_in_schema=False, dependencies=[Depends(require_user)])


@own.get("")
def collections_page(request: Request) -> Response:
    """The account's collections."""
    return _page(request, None)


@own.post("")
def put(
    request: Request,
    name: Annotated[str, Form()] = "",
    image: Annotated[list[Digits], Form(max_length=1000)] = [],  # noqa: B006 (FastAPI copies it)
    back: Annotated[str, Form()] = "",
    csrf: Csrf = "",
) -> Response:
    """Put pictures into the collection of a name, which is made where there is none.

    Of a page of pictures some may have been hidden since it was shown: the others are put in, and it is said.
    """
    check_form(request, csrf)
    database, account_id = site_of(request).database, _account_id(request)
    ids = [image_id for image_id in image if 0 < image_id <= LARGEST_ID]
    try:
        with database.acting_as(SEARCHER_ROLE) as session:
            shown = [row.image_id for row in read_members(session, ids)] or read_shown(session, ids)
        with database.acting_as(WEB_ROLE) as session:
            collection_id = find_collection(session, account_id, name)
            count = add_pictures(session, collection_id, shown)
    except BadInput as exc:
        return _page(request, None, error=exc.said(visitor_of(request).language), status=400)
    said = "collected-rest" if count < len(set(ids)) else "collected"
    return RedirectResponse(f"{local_path(back)}#{said}" if back else f"/collections/{collection_id}", 303)


@own.get("/{collection_id}")
def collection_page(request: Request, collection_id: CollectionId) -> Response:
    """The pictures of one collection."""
    return _page(request, collection_id)


@own.post("/{collection_id}/take")
def take(
    request: Request, collection_id: CollectionId, image: Annotated[Digits, Form(ge=1, le=LARGEST_ID)], csrf: Csrf = ""
) -> Response:
    """Take a picture out."""
    check_form(request, csrf)
    with site_of(request).database.acting_as(WEB_ROLE) as session:
        read_collection(session, _account_id(request), collection_id)
        take_picture(session, collection_id, image)
    return RedirectResponse(f"/collections/{collection_id}", 303)


@own.post("/{collection_id}/share")
def share_it(
    request: Request,
    collection_id: CollectionId,
    days: Annotated[Digits, Form()] = SHARE_DAYS,
    form: Annotated[str, Form(max_length=64)] = "",
    csrf: Csrf = "",
) -> Response:
    """Make a link; it is shown this once, and the same link where the browser sends the same form again."""
    check_form(request, csrf)
    token = site_of(request).sessions.link_token(collection_id, form) if form else None
    try:
        with site_of(request).database.acting_as(WEB_ROLE) as session:
            read_collection(session, _account_id(request), collection_id)
            token = share(session, collection_id, days=days, token=token)
    except NoSuchCollection:
        raise
    except BadInput as exc:
        return _page(request, collection_id, error=exc.said(visitor_of(request).language), status=400)
    provider = site_of(request).config.oidc
    # As visitors know it, where that was told; else as whoever asks writes it.
    site = provider.public_url if provider is not None else str(request.base_url).rstrip("/")
    return _page(request, collection_id, shared_at=f"{site}/shared/{token}")


@own.get("/{collection_id}/share")
def shared_before(collection_id: CollectionId) -> Response:
    """Whoever opens the address under which a link was shown comes to the collection."""
    return RedirectResponse(f"/collections/{collection_id}", 303)


@own.post("/{collection_id}/unshare")
def unshare(request: Request, collection_id: CollectionId, csrf: Csrf = "") -> Response:
    """End the link."""
    check_form(request, csrf)
    with site_of(request).database.acting_as(WEB_ROLE) as session:
        read_collection(session, _account_id(request), collection_id)
        end_share(session, collection_id)
    return RedirectResponse(f"/collections/{collection_id}", 303)


@own.post("/{collection_id}/remove")
def remove(request: Request, collection_id: CollectionId, csrf: Csrf = "") -> Response:
    """Remove the collection."""
    check_form(request, csrf)
    with site_of(request).database.acting_as(WEB_ROLE) as session:
        read_collection(session, _account_id(request), collection_id)
        remove_collection(session, collection_id)
    return RedirectResponse("/collections", 303)


@router.get("/shared/{token}")
def shared_page(request: Request, token: str) -> Response:
    """A collection as whoever has its link sees it, with or without an account."""
    listed, ids = _shared(request, token)
    with site_of(request).database.acting_as(SEARCHER_ROLE) as session:
        pictures = read_members(session, ids)
    answer = site_of(request).render(request, "shared.html", collection=listed, pictures=pictures, token=token)
    answer.headers.update(LINK_HEADERS)
    return answer


@router.get("/shared/{token}/{image_id}.webp")
def shared_thumbnail(request: Request, token: str, image_id: ImageId) -> Response:
    """A small copy of one of its pictures."""
    _, ids = _shared(request, token)
    if image_id not in ids:
        raise HTTPException(404)
    answer = thumbnail_response(request, site_of(request).database, SEARCHER_ROLE, image_id)
    answer.headers.update(LINK_HEADERS)
    return answer


def _shared(request: Request, token: str) -> tuple[Listed, list[int]]:
    with site_of(request).database.acting_as(WEB_ROLE) as session:
        try:
            listed = read_shared(session, token)
        except NoSuchCollection as exc:
            raise HTTPException(404, "link_ended") from exc
        return listed, read_member_ids(session, listed.id)


def _account_id(request: Request) -> int:
    user = visitor_of(request).user
    assert user is not None
    return user.id


def _page(
    request: Request, collection_id: int | None, *, error: str = "", shared_at: str = "", status: int = 200
) -> Response:
    """All collections of the account, or one with its pictures."""
    site = site_of(request)
    with site.database.acting_as(WEB_ROLE) as session:
        listed = list_collections(session, _account_id(request))
        chosen = read_collection(session, _account_id(request), collection_id) if collection_id is not None else None
        ids = read_member_ids(session, collection_id) if collection_id is not None else []
    with site.database.acting_as(SEARCHER_ROLE) as session:
        pictures = read_members(session, ids)
    here = "/collections" if collection_id is None else f"/collections/{collection_id}"
    values = {"collections": listed, "collection": chosen, "pictures": pictures, "days": SHARE_DAYS, "error": error}
    # By which "Reload" makes the link that was made.
    values["form"] = token_urlsafe(16)
    return site.render(request, "collections.html", status=status, shared_at=shared_at, here=here, **values)


router.include_router(own)
