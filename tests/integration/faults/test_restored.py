"""What was taken back since a dump was made: it stays so after the dump is restored, and nothing else is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.db.backup import back_up, restore
from imgsearch.tables import Account, Image, Removal
from imgsearch.web.accounts import (
    add_account,
    check_password,
    end_sessions,
    find_account,
    make_token,
    read_token,
    remove_account,
    revoke_tokens,
    set_password,
)
from imgsearch.web.collections import (
    NoSuchCollection,
    end_share,
    find_collection,
    read_shared,
    remove_collection,
    share,
)
from loaders.removing import allow_pictures, find_pictures, remove_pictures, withdrawn_bytes
from tests.builders import add_pictures

OLD, NEW = "correct horse battery", "another horse battery"


@pytest.fixture
def other(clone_database: Callable[[], URL]) -> Iterator[Engine]:
    """Another database."""
    made = make_engine(clone_database())
    yield made
    made.dispose()


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsearch.web.accounts._hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


def remove(engine: Engine, *names: str, for_good: bool = True) -> None:
    with Session(engine) as session:
        remove_pictures(session, find_pictures(session, names), by="ann", reason="asked", stays_out=for_good)
        session.commit()


def allow(engine: Engine, name: str) -> None:
    with Session(engine) as session:
        allow_pictures(session, [name], by="ann")
        session.commit()


def pictures(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(Image.name).order_by(Image.name)))


def kept_out(engine: Engine) -> set[bytes]:
    with Session(engine) as session:
        return set(withdrawn_bytes(session, {bytes([n]) * 32 for n in range(9)}))


def test_pictures_that_were_removed_for_good_since_the_dump_stay_out(engine: Engine, tmp_path: Path) -> None:
    old, new = tmp_path / "old.dump", tmp_path / "new.dump"
    with Session(engine) as session:
        add_pictures(session, 0, 6)
        session.execute(text("UPDATE image SET sha256 = (SELECT sha256 FROM image WHERE name = '0.jpg') WHERE id = 2"))
        session.commit()
    remove(engine, "5.jpg")
    back_up(engine, old)
    remove(engine, "0.jpg", "3.jpg")  # 1.jpg is a copy
    remove(engine, "2.jpg", for_good=False)
    remove(engine, "4.jpg")
    allow(engine, "4.jpg")
    back_up(engine, new)
    with Session(engine) as session:
        said = session.execute(select(Removal.sha256, Removal.name, Removal.removed_by, Removal.removed_at)).all()
    for _ in range(2):  # what is in the dump by now is not said twice
        assert restore(engine, old, replace=True).pictures == 2
        assert pictures(engine) == ["2.jpg", "4.jpg"]
        assert kept_out(engine) == {bytes([n]) * 32 for n in (0, 3, 5)}
    with Session(engine) as session:
        rows = session.execute(select(Removal.sha256, Removal.name, Removal.removed_by, Removal.removed_at)).all()
    assert sorted(rows) == sorted(row for row in said if row.name not in ("2.jpg", "4.jpg"))
    allow(engine, "0.jpg")
    assert kept_out(engine) == {bytes([n]) * 32 for n in (3, 5)}
    restore(engine, new, replace=True)
    assert (pictures(engine), kept_out(engine)) == ([], {bytes([n]) * 32 for n in (0, 3, 5)})


def test_what_a_dump_allowed_after_it_was_removed_is_in_it(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        add_pictures(session, 0, 1)
        session.commit()
    remove(engine, "0.jpg")
    back_up(engine, tmp_path / "old.dump")
    allow(engine, "0.jpg")
    with Session(engine) as session:
        add_pictures(session, 0, 1)
        session.commit()
    back_up(engine, tmp_path / "new.dump")
    restore(engine, tmp_path / "old.dump", replace=True)
    assert (pictures(engine), kept_out(engine)) == ([], {bytes(32)})
    restore(engine, tmp_path / "new.dump")
    assert (pictures(engine), kept_out(engine)) == (["0.jpg"], set())


def links(engine: Engine, tokens: dict[str, str]) -> set[str]:
    """Those that are good."""
    good = set()
    with Session(engine) as session:
        for name, token in tokens.items():
            try:
                read_shared(session, token)
            except NoSuchCollection:
                continue
            good.add(name)
    return good


def test_links_that_were_ended_since_the_dump_stay_so(engine: Engine, other: Engine, tmp_path: Path) -> None:
    dump, newer = tmp_path / "old.dump", tmp_path / "new.dump"
    with Session(engine) as session:
        add_account(session, "sam", "searcher", OLD)
        sam = find_account(session, "sam")
        made = {name: find_collection(session, sam, name) for name in ("good", "ended", "replaced", "removed")}
        tokens = {name: share(session, collection_id) for name, collection_id in made.items()}
        session.commit()
        back_up(engine, dump)
        end_share(session, made["ended"])
        remove_collection(session, made["removed"])
        anew = share(session, made["replaced"])
        tokens["later"] = share(session, find_collection(session, sam, "later"))
        session.commit()
    back_up(engine, newer)
    restore(engine, dump, replace=True)
    assert links(engine, tokens | {"anew": anew}) == {"good"}
    with Session(engine) as session:
        assert {find_collection(session, sam, name) for name in made} == set(made.values())
        session.rollback()
    restore(engine, newer)
    assert links(engine, tokens | {"anew": anew}) == {"good", "later"}
    # Another database has ended nothing.
    with Session(other) as session:
        add_account(session, "tom", "searcher", OLD)
        find_collection(session, find_account(session, "tom"), "his")
        session.commit()
    restore(other, dump)
    assert links(other, tokens) == set(made)


def test_tokens_passwords_and_accounts_that_were_ended_since_the_dump_let_nobody_in(
    engine: Engine, other: Engine, tmp_path: Path
) -> None:
    dump, newer = tmp_path / "old.dump", tmp_path / "new.dump"
    names = ("same", "changed", "removed", "anew")
    with Session(engine) as session:
        for name in names:
            add_account(session, name, "editor", OLD)
        tokens = {label: make_token(session, "same", label) for label in ("kept", "revoked")}
        tokens["removed"] = make_token(session, "removed", "removed")
        session.commit()
        back_up(engine, dump)
        revoke_tokens(session, "same", [2])
        set_password(session, "changed", NEW)
        end_sessions(session, find_account(session, "same"))
        remove_account(session, "removed")
        remove_account(session, "anew")
        add_account(session, "anew", "searcher", NEW)
        add_account(session, "later", "searcher", OLD)
        tokens["later"] = make_token(session, "later", "later")
        session.commit()
    back_up(engine, newer)

    epochs_of = select(Account.name, Account.epoch)

    def let_in(engine: Engine) -> tuple[set[str], set[str], dict[str, int]]:
        with Session(engine) as session:
            by_password = {
                f"{name} {which}"
                for name in (*names, "later")
                for which, password in (("old", OLD), ("new", NEW))
                if check_password(session, name, password) is not None
            }
            by_token = {label for label, token in tokens.items() if read_token(session, token) is not None}
            return by_password, by_token, {name: epoch for name, epoch in session.execute(epochs_of)}

    restore(engine, dump, replace=True)
    by_password, by_token, epochs = let_in(engine)
    assert (by_password, by_token) == ({"same old", "changed new"}, {"kept"})
    assert (epochs["same"], epochs["changed"], epochs["removed"] > 1000) == (1, 1, True)
    with Session(engine) as session:  # the owner may let them in again
        set_password(session, "removed", NEW)
        assert check_password(session, "removed", NEW) is not None
        session.rollback()
    restore(engine, newer)
    by_password, by_token, _ = let_in(engine)
    assert by_token == {"kept", "later"}
    assert by_password == {"same old", "changed new", "anew new", "later old"}
    restore(other, dump)
    assert let_in(other)[:2] == ({f"{name} old" for name in names}, {"kept", "revoked", "removed"})
