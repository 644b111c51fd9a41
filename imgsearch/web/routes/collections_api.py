"""Collections by the API: for programs that act for an account, and for whoever has a link."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import ConfigDict, Field

from imgsearch.db.roles import SEARCHER_ROLE, WEB_ROLE
from imgsearch.web.answers import PROBLEMS, Described
from imgsearch.web.collections import (
    LINK_HEADERS,
    MOST_DAYS,
    SHARE_DAYS,
    Listed,
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
from imgsearch.web.fields import only_parameters
from imgsearch.web.numbers import DIGITS_ALONE, LARGEST_ID
from imgsearch.web.site import ImageId, require_own_request, require_user, site_of, visitor_of

REFUSALS: dict[int | str, dict[str, Any]] = {code: PROBLEMS[code] for code in (400, 401, 404)}
router = APIRouter(prefix="/api", tags=["collections"], responses=REFUSALS | {422: PROBLEMS[422]})
CollectionId = Annotated[int, Path(ge=1, le=2**31 - 1), DIGITS_ALONE]
Days = Annotated[int, Query(ge=1, le=MOST_DAYS, description="For which the link is good."), DIGITS_ALONE]
user = [Depends(require_user), Depends(only_parameters)]
writer = [Depends(require_user), Depends(require_own_request), Depends(only_parameters)]


class Member(Described):
    """A picture of a collection."""

    image_id: int
    name: str
    width: int
    height: int
    taken_at: datetime | None
    thumbnail: str


class OneCollection(Described):
    """A collection."""

    id: int
    name: str
    pictures: int
    """That may be shown."""
    shared_until: datetime | None
    """None where it is not shared."""


class OpenCollection(OneCollection):
    """A collection with its pictures, in the order in which they were put there."""

    members: list[Member]


class Addition(Described):
    """Pictures for the collection of a name, which is made where there is none."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    images: list[Annotated[int, Field(ge=1, le=LARGEST_ID, strict=True)]] = Field(default=[], max_length=1000)


class Shared(Described):
    """A link, told once."""

    token: str
    path: str
    """Of the page that anybody who has it sees."""
    shared_until: datetime


@router.get("/collections", name="list_collections", dependencies=user)
def collections(request: Request) -> list[OneCollection]:
    """The account's collections."""
    with site_of(request).database.acting_as(WEB_ROLE) as session:
        return [OneCollection(**each._asdict()) for each in list_collections(session, _account_id(request))]


@router.post("/collections", name="add_to_collection", dependencies=writer)
def add(request: Request, addition: Addition) -> OneCollection:
    """Put pictures into the collection of a name."""
    database, account_id = site_of(request).database, _account_id(request)
    with database.acting_as(SEARCHER_ROLE) as session:
        shown = read_shown(session, addition.images)
    with database.acting_as(WEB_ROLE) as session:
        collection_id = find_collection(session, account_id, addition.name)
        add_pictures(session, collection_id, shown)
        return OneCollection(**read_collection(session, account_id, collection_id)._asdict())


@router.get("/collections/{collection_id}", name="read_collection", dependencies=user)
def collection(request: Request, collection_id: CollectionId) -> OpenCollection:
    """One collection with its pictures."""
    with site_of(request).database.acting_as(WEB_ROLE) as session:
        listed = read_collection(session, _account_id(request), collection_id)
        ids = read_member_ids(session, collection_id)
    return _open(request, listed, ids, "/thumbnail")


@router.delete("/collections/{collection_id}", name="remove_collection", status_code=204, dependencies=writer)
def remove(request: Request, collection_id: CollectionId) -> None:
    """Remove a collection; its pictures stay in the gallery."""
    with site_of(request).database.acting_as(WEB_ROLE) as session:
        read_collection(session, _account_id(request), collection_id)
        remove_collection(session, collection_id)


@router.delete(
    "/collections/{collection_id}/pictures/{image_id}",
    name="take_from_collection",
    status_code=204,
    dependencies=writer,
)
def take(request: Request, collection_id: CollectionId, image_id: ImageId) -> None:
    """Take a picture out of a collection."""
    with site_of(request).database.acting_as(WEB_ROLE) as session:
        read_collection(session, _account_id(request), collection_id)
        take_picture(session, collection_id, image_id)


@router.post("/collections/{collection_id}/share", name="share_collection", dependencies=writer)
def share_it(request: Request, collection_id: CollectionId, days: Days = SHARE_DAYS) -> Shared:
    """Make a link, which ends the one before."""
    account_id = _account_id(request)
    with site_of(request).database.acting_as(WEB_ROLE) as session:
        read_collection(session, account_id, collection_id)
        token = share(session, collection_id, days=days)
        until = read_collection(session, account_id, collection_id).shared_until
    assert until is not None
    return Shared(token=token, path=f"/shared/{token}", shared_until=until)


@router.delete("/collections/{collection_id}/share", name="unshare_collection", status_code=204, dependencies=writer)
def unshare(request: Request, collection_id: CollectionId) -> None:
    """End the link of a collection."""
    with site_of(request).database.acting_as(WEB_ROLE) as session:
        read_collection(session, _account_id(request), collection_id)
        end_share(session, collection_id)


@router.get("/shared/{token}", name="read_shared_collection", dependencies=[Depends(only_parameters)])
def shared(request: Request, response: Response, token: str) -> OpenCollection:
    """A collection by its link; needs no account."""
    response.headers.update(LINK_HEADERS)
    with site_of(request).database.acting_as(WEB_ROLE) as session:
        listed = read_shared(session, token)
        ids = read_member_ids(session, listed.id)
    return _open(request, listed, ids, f"/shared/{token}")


def _open(request: Request, listed: Listed, ids: list[int], folder: str) -> OpenCollection:
    with site_of(request).database.acting_as(SEARCHER_ROLE) as session:
        rows = read_members(session, ids)
    members = [Member(thumbnail=f"{folder}/{row.image_id}.webp", **row._asdict()) for row in rows]
    return OpenCollection(members=members, **listed._asdict() | {"pictures": len(members)})


def _account_id(request: Request) -> int:
    user = visitor_of(request).user
    assert user is not None
    return user.id
