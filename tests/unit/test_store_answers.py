"""What a store of objects answers, as one line with the remedy that fits, or as a file that is not there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from aiohttp import ClientPayloadError
from botocore.exceptions import ClientError

from imgsearch.files import StoreUnavailable
from imgsearch.files.objects import Objects, _again_if_cut, _translate

AGAIN = "run the command again, it resumes"
CHECK = "check the address (AWS_ENDPOINT_URL), the region and the credentials"


def refuses(error: BaseException) -> Callable[..., None]:
    def ask(*_asked: object, **_how: object) -> None:
        raise error

    return ask


def answer(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "signed by AKIA"}}, "GetObject")


@pytest.mark.parametrize(
    ("error", "code", "remedy"),
    [
        (answer("SlowDown"), "SlowDown", AGAIN),
        (answer("InvalidAccessKeyId"), "InvalidAccessKeyId", CHECK),
        (ClientPayloadError("Response payload is not completed"), "ClientPayloadError", AGAIN),
        (RecursionError("redirected for ever"), "RecursionError", CHECK),
    ],
)
def test_a_store_that_cannot_be_read_is_one_line(error: BaseException, code: str, remedy: str) -> None:
    with pytest.raises(StoreUnavailable) as told:
        _translate("photos", refuses(error))
    assert str(told.value) == f"bucket photos cannot be read ({code}); {remedy}"


@pytest.mark.parametrize(
    ("code", "why"),
    [("InvalidObjectState", "it is archived"), ("KMS.DisabledException", "the store may not use the key")],
)
def test_what_is_said_of_one_object_stops_no_other(code: str, why: str) -> None:
    with pytest.raises(PermissionError) as told:
        _translate("photos", refuses(answer(code)))
    assert str(told.value.strerror).startswith(why)


@pytest.mark.parametrize("paths", [["s3://photos/a/1.jpg"], ["s3://photos/a/1.jpg", "s3://photos/a/2.jpg"]])
def test_what_may_not_be_looked_at_may_be_there(monkeypatch: pytest.MonkeyPatch, paths: list[str]) -> None:
    store = Objects()
    monkeypatch.setattr(store, "_call", refuses(PermissionError(13, "no")))
    assert store.find_existing(paths) == set(paths)


def test_an_object_that_went_after_it_was_listed_is_a_file_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError) as told:
        _translate("photos", refuses(FileNotFoundError("signed by AKIA")))
    assert told.value.strerror == "No such file or directory"


def test_what_broke_off_is_fetched_again() -> None:
    left = [ClientPayloadError(), ClientPayloadError()]

    def fetch() -> str:
        if left:
            raise left.pop()
        return "whole"

    assert _again_if_cut(fetch) == "whole"
