"""What owners of the pictures do meanwhile: files come and go, editors flag, clear and remove."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.soaking.database import Cluster
from benchmarks.soaking.ledger import Ledger
from benchmarks.soaking.visitors import Visitor
from imgsearch.minors.review import Verdict, review
from imgsearch.tables import Image

REVIEWER = "soak"
REMOVABLE = "SELECT id FROM image WHERE state = 'clear'"
#: Files in the folder that comes and goes, about.
FILES = 60


class Folder:
    """A folder whose files come and go; the watch has to follow."""

    def __init__(self, folder: Path, pictures: list[Path], ledger: Ledger, seed: int) -> None:
        self._folder, self._pictures, self._ledger = folder, pictures, ledger
        self._random, self._next = random.Random(seed), 0
        folder.mkdir(parents=True)

    def change(self) -> None:
        """A file comes, or goes, or gets another name."""
        here = sorted(self._folder.rglob("*.jpg"))
        chance = self._random.random()
        if not here or chance < (0.8 if len(here) < FILES else 0.2):
            picture = self._pictures[self._next % len(self._pictures)]
            self._next += 1
            day = self._folder / f"day{self._next % 5}"
            day.mkdir(exist_ok=True)
            shutil.copy(picture, day / picture.name)
            self._ledger.count("files that came")
        elif chance < 0.9:
            self._random.choice(here).unlink()
            self._ledger.count("files that went")
        else:
            moved = self._random.choice(here)
            moved.rename(moved.with_name(f"moved{self._next}-{moved.name[-40:]}"))
            self._ledger.count("files that got another name")
        time.sleep(2)


class Owner:
    """Whoever decides about pictures."""

    def __init__(self, cluster: Cluster, ledger: Ledger, visitor: Visitor, token: str, seed: int) -> None:
        self._cluster, self._ledger, self._visitor = cluster, ledger, visitor
        self._authorization = {"Authorization": f"Bearer {token}"}
        self._random = random.Random(seed)

    def flag_and_clear(self) -> None:
        """An editor who is not sure."""
        names = self._cluster.insist(lambda session: session.scalars(select(Image.name).where(~Image.is_hidden)).all())
        if not names:
            return
        name = self._random.choice(names)
        for verdict, pause in (("flag", 4.0), ("clear", 1.0)):
            if self._review(name, verdict):  # type: ignore[arg-type]
                self._ledger.count(f"verdicts: {verdict}")
            time.sleep(pause)

    def _review(self, name: str, verdict: Verdict) -> bool:
        def decide(session: Session) -> bool:
            if session.scalar(select(Image.id).where(Image.name == name)) is None:
                return False  # removed, or under another name, meanwhile
            review(session, [name], verdict, REVIEWER)
            session.commit()
            return True

        return self._cluster.insist(decide)

    def remove(self) -> None:
        """An editor takes a picture out for good, over the API."""
        ids = sorted(self._cluster.read(REMOVABLE))
        if len(ids) > 50:
            image_id = self._random.choice(ids)
            answer = self._visitor.ask(
                "DELETE", f"/api/pictures/{image_id}?reason=soak&forever=true", self._authorization
            )
            if answer is not None and answer[0] == 200:
                self._ledger.removed.add(image_id)
                self._ledger.count("pictures removed for good")
            elif answer is not None and answer[0] != 404:
                self._ledger.fail(f"DELETE answered {answer[0]}: {answer[1][:120]!r}")
        time.sleep(10)
