"""Play attacks on hidden pictures, as each role, against a freshly loaded set, and print what came out.

    python benchmarks/attack.py DIR

Every row must say "nothing", but for those that are known to tell how many hidden rows there are. The database is an
embedded one in a folder of its own. Pictures without a text are shown where no detector has looked, so that nothing but
the rules under attack hides anything.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import sql
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from benchmarks.attacks import bytes_, orders, reach, rights, shadows, states
from benchmarks.attacks.attack import Attack, Target
from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.db.migrate import upgrade
from imgsearch.db.roles import grant_role
from imgsearch.minors import find_terms
from imgsearch.queries.screening import decide
from imgsearch.tables import Image
from loaders.folder import load_folder

ATTACKS: tuple[Attack, ...] = tuple(
    attack for part in (states, bytes_, rights, shadows, orders, reach) for attack in part.ATTACKS
)
ROLES = ("nothing", "searcher", "analyst", "editor", "loader", "web")


@contextmanager
def logins(engine: Engine) -> Iterator[dict[str, Engine]]:
    """An engine of a login for each role."""
    made = {}
    for role in ROLES:
        name, password = f"attacker_{role}_{uuid.uuid4().hex[:6]}", uuid.uuid4().hex
        create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), sql.Literal(password))
        with engine.begin() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute(create)
            if role != "nothing":
                grant_role(connection, f"imgsearch_{role}", name)
        made[role] = make_engine(engine.url.set(username=name, password=password))
    yield made
    for one in made.values():
        one.dispose()


def play(target: Target, attackers: dict[str, Engine]) -> Iterator[tuple[Attack, str, str]]:
    """Attack, role, and what came out."""
    for attack in ATTACKS:
        for role in attack.roles:
            try:
                found = attack.run(target, attackers[role])
            except Exception as exc:
                found = f"broke off: {exc}".splitlines()[0]
            yield attack, role, found or "nothing"


def prepare(engine: Engine, folder: Path) -> Target:
    """A loaded set, some of it hidden."""
    with Session(engine) as session:
        decide(session, "show", "attacker")
        session.commit()
        for _ in load_folder(session, folder, find_terms):
            pass
        session.execute(text("ANALYZE"))
        session.commit()
        hidden = {row.id: row.name for row in session.execute(select(Image.id, Image.name).where(Image.is_hidden))}
    return Target(engine, folder, hidden)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="DIR", type=Path, help="a rated set, some of whose captions name minors")
    options = parser.parse_args()
    data = Path(tempfile.mkdtemp(prefix="imgsearch"))
    server = EmbeddedServer(data)
    leaks = 0
    try:
        engine = make_engine(server.url())
        with engine.begin() as connection:
            upgrade(connection)
        target = prepare(engine, options.folder)
        print(f"{len(target.hidden)} pictures are hidden\n")
        print("| section | attack | role | what came out |\n| --- | --- | --- | --- |")
        with logins(engine) as attackers:
            for attack, role, found in play(target, attackers):
                leaks += found != "nothing" and not attack.tells_counts
                print(f"| {attack.section} | {attack.name} | {role} | {found} |", flush=True)
        engine.dispose()
    finally:
        server.stop()
        shutil.rmtree(data, ignore_errors=True)
    raise SystemExit(f"{leaks} attacks got more than counts" if leaks else 0)


if __name__ == "__main__":
    main()
