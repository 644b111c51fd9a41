"""How passwords and tokens are kept and checked."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

import pytest
from argon2 import Parameters, PasswordHasher, Type, extract_parameters
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.tables import Account, ApiToken
from imgsearch.web import accounts as module
from imgsearch.web.accounts import add_account, check_password, make_token, read_token, set_password

from .conftest import PASSWORD, log_in

#: The second recommended option of RFC 9106, section 4; above OWASP's minimum of 19 MiB and 2 passes. Memory in KiB.
RECOMMENDED = Parameters(
    type=Type.ID, version=19, salt_len=16, hash_len=32, time_cost=3, memory_cost=64 * 1024, parallelism=4
)


class Recorder(PasswordHasher):
    """Quick, and remembers which hashes it has checked passwords against."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64, parallelism=1)
        self.checked: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.checked.append(str(hash))
        return super().verify(hash, password)


def stored(session: Session, name: str) -> str:
    return str(session.scalars(select(Account.password_hash).where(Account.name == name)).one())


def test_passwords_are_hashed_as_rfc_9106_recommends(session: Session) -> None:
    add_account(session, "ann", "searcher", PASSWORD)
    first = stored(session, "ann")
    set_password(session, "ann", PASSWORD)
    assert [extract_parameters(kept) for kept in (first, stored(session, "ann"))] == [RECOMMENDED, RECOMMENDED]
    assert stored(session, "ann") != first  # another salt


def test_the_hash_for_names_that_do_not_exist_costs_as_much() -> None:
    module._nobodys_hash.cache_clear()
    assert extract_parameters(module._nobodys_hash()) == RECOMMENDED
    module._nobodys_hash.cache_clear()


def test_an_unknown_name_costs_one_hash_like_a_known_one(
    client: TestClient, session: Session, accounts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder()
    monkeypatch.setattr(module, "_hasher", recorder)
    module._nobodys_hash.cache_clear()
    for name, password in (("eve", "wrong password"), ("eve", PASSWORD), ("nobody", PASSWORD)):
        recorder.checked.clear()
        assert log_in(client, name, password) == (303 if (name, password) == ("eve", PASSWORD) else 401)
        assert recorder.checked == [stored(session, "eve") if name == "eve" else module._nobodys_hash()]
    module._nobodys_hash.cache_clear()


def test_the_whole_password_counts(session: Session, accounts: None) -> None:
    assert check_password(session, "eve", PASSWORD) is not None
    for wrong in (PASSWORD[:-1], PASSWORD + "x", PASSWORD.upper(), PASSWORD[:10], "", "\0"):
        assert check_password(session, "eve", wrong) is None, wrong


def test_a_name_is_the_same_in_capitals_and_with_blanks_around_it(session: Session, accounts: None) -> None:
    found = check_password(session, " EVE ", PASSWORD)
    assert found is not None
    assert (found.name, found.role) == ("eve", "editor")
    with pytest.raises(BadInput, match="there is an account 'eve' already"):
        add_account(session, "Eve", "admin", PASSWORD)


def test_passwords_have_10_to_500_characters(session: Session, accounts: None) -> None:
    for length in (9, 501):
        with pytest.raises(BadInput, match="10 to 500 characters"):
            add_account(session, "ann", "searcher", "x" * length)
        with pytest.raises(BadInput, match="10 to 500 characters"):
            set_password(session, "eve", "x" * length)
    for length in (10, 500):
        set_password(session, "eve", "x" * length)
        assert check_password(session, "eve", "x" * length) is not None


def test_odd_names_are_refused(session: Session, accounts: None) -> None:
    add_account(session, "a" * 64, "searcher", PASSWORD)
    for name in ("", "-ann", "a b", "a" * 65, "анна", "a\x00", "a/b", "<b>"):
        with pytest.raises(BadInput, match="must be 1 to 64 of a-z"):
            add_account(session, name, "searcher", PASSWORD)


def test_a_token_is_random_and_kept_as_a_digest(session: Session, accounts: None) -> None:
    one, other = make_token(session, "eve", "a"), make_token(session, "eve", "b")
    assert one != other
    assert all(len(token) == len("imgs_") + 43 and token.startswith("imgs_") for token in (one, other))
    kept = session.scalars(select(ApiToken.token_sha256).order_by(ApiToken.id)).all()
    assert kept == [sha256(token.encode()).digest() for token in (one, other)]
    user = read_token(session, one)
    assert user is not None
    assert user.name == "eve"
    assert read_token(session, one[:-1]) is None
    with pytest.raises(BadInput, match="no account 'nobody'"):
        make_token(session, "nobody", "c")
