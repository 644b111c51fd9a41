"""Models take turns: two regressors every few seconds, two encoders about once a minute, as an owner switches them."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.soaking.database import Cluster
from benchmarks.soaking.faults import Faults
from benchmarks.soaking.ledger import Ledger
from imgsearch.models.choose import activate_regressor
from imgsearch.models.loaded import read_active_encoder, shipped_regressor
from imgsearch.models.store import store_regressor
from loaders.embeddings import default_encoder

USUAL = "small"
#: So long each regressor is used, and the encoder of which there is no need.
PAUSE_SECONDS, OTHER_SECONDS = 5, 20
#: Switches of the regressor between two of the encoder and back.
REGRESSORS = 8
SHOWN = "SELECT id FROM image WHERE NOT is_hidden"
LACKING = """
    SELECT id, path FROM image WHERE NOT is_hidden AND NOT EXISTS (
        SELECT FROM image_embedding JOIN encoder ON encoder.id = encoder_id WHERE image_id = image.id AND is_active
    )
"""
#: What a switch is told when a load has just brought pictures; then it is to be tried again.
MEANWHILE = "pictures lack a vector"


class Switches:
    """Who chooses the models.

    Args:
        cluster: where they are chosen.
        faults: during which a command may end with one line.
        ledger: of what was done.
        other: the encoder that takes turns with the usual one.
    """

    def __init__(self, cluster: Cluster, faults: Faults, ledger: Ledger, other: str) -> None:
        self._cluster, self._faults, self._ledger, self._other = cluster, faults, ledger, other
        self._regressor_id: int | None = cluster.insist(_store_regressor)
        self._turns = 0

    def switch(self) -> None:
        """The shipped and the stored regressor take turns, and now and then the encoders."""
        self._turns += 1
        if self._cluster.insist(default_encoder) != USUAL:
            self.switch_encoder(USUAL)
        elif self._turns % (REGRESSORS + 1) == 0:
            if self.switch_encoder(self._other):
                time.sleep(OTHER_SECONDS)
        else:
            chosen = self._regressor_id if self._turns % 2 else None
            self._cluster.insist(lambda session: activate_regressor(session, chosen))
            self._ledger.count("switches of the regressor")
        time.sleep(PAUSE_SECONDS)

    def switch_encoder(self, spec: str) -> bool:
        """Switch by the command; every picture that was shown before and still is must have a vector by the new one."""
        before, started = self._cluster.read(SHOWN), time.monotonic()
        words = [sys.executable, "-m", "imgsearch", "models", "switch", spec]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        lines = done.stderr.strip().splitlines()
        if done.returncode == 0:
            self._ledger.count(f"switches of the encoder to {spec.partition(':')[0]}")
            if lost := before & self._lacking():
                self._ledger.fail(f"the switch to {spec} lost pictures: {sorted(lost)[:5]}")
        elif "Traceback" not in done.stderr and MEANWHILE in done.stderr:
            self._ledger.count("switches of the encoder that a load had just brought pictures to")
        elif "Traceback" not in done.stderr and self._faults.explain({"database"}, started, time.monotonic()):
            self._ledger.count("documented errors, database down while the encoder was switched")
        else:
            self._ledger.fail(f"models switch {spec}: {(lines or ['no word'])[-1]}")
        return done.returncode == 0

    def _lacking(self) -> set[int]:
        """Pictures that are shown and whose files are there; one whose file has just gone cannot be encoded."""
        rows = self._cluster.insist(lambda session: session.execute(text(LACKING)).all())
        return {image_id for image_id, path in rows if Path(path).is_file()}

    def lack(self) -> dict[str, int]:
        """How many pictures that are shown have no vector by each encoder, once nothing changes any more."""
        found = {}
        for spec in (self._other, USUAL):
            if not self.switch_encoder(spec):
                self._ledger.fail(f"the last switch to {spec} failed")
            found[f"pictures after the last switch to {spec.partition(':')[0]}"] = len(self._lacking())
        return found


def _store_regressor(session: Session) -> int:
    shipped = shipped_regressor()
    assert shipped is not None
    encoder_id = read_active_encoder(session)[0]
    return store_regressor(session, encoder_id, shipped, activate=False)
