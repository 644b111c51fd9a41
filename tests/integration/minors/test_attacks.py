"""Each attack on hidden pictures, as each role with a real login: what comes out is what docs/security.md says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from benchmarks.attack import ATTACKS, logins, play, prepare
from tests.builders import demand_screening

DOCUMENT = Path(__file__).parents[3] / "docs" / "security.md"
COUNTS = "how many there are"


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    """Thirty rated pictures, every third of a child."""
    root = tmp_path / "rated"
    (root / "train_images").mkdir(parents=True)
    captions, ratings = [], []
    for number in range(30):
        name, who = f"picture{number:02}.png", "little girl" if number % 3 == 0 else "woman"
        Pillow.new("RGB", (16, 12), (number * 8, 90, 200 - number * 5)).save(root / "train_images" / name)
        captions += [
            f"{name}#{index}\tA {who} {verb} thing{number} .\n" for index, verb in enumerate(("sees", "likes"))
        ]
        ratings.append(f"{name}\tpicture{(number + 1) % 30:02}.png#0\t1\t2\t1\n{name}\t{name}#0\t4\t4\t3\n")
    (root / "own_captions.tsv").write_text("".join(captions))
    (root / "ExpertAnnotations.tsv").write_text("".join(ratings))
    return root


def documented() -> dict[tuple[str, str], tuple[str, str]]:
    """Roles and outcome by section and attack, from the table."""
    rows = [line.strip("| ").split(" | ") for line in DOCUMENT.read_text().splitlines() if line.startswith("| ")]
    return {(row[0], row[1]): (row[2], row[3]) for row in rows if len(row) == 4 and row[0] in {"1", "2", "3", "4"}}


def test_nothing_but_counts_comes_out(engine: Engine, rated: Path) -> None:
    with Session(engine) as session:
        demand_screening(session, of_pixels=False)
        session.commit()
    target = prepare(engine, rated)
    assert len(target.hidden) == 10
    with logins(engine) as attackers:
        found = [(attack, role, what) for attack, role, what in play(target, attackers)]
    wrong = [(a.name, role, what) for a, role, what in found if (what != "nothing") != a.tells_counts]
    assert wrong == []
    assert len(found) == sum(len(attack.roles) for attack in ATTACKS) > 50


def test_the_document_lists_the_attacks() -> None:
    assert documented() == {
        (attack.section, attack.name): (
            ", ".join(attack.roles),
            COUNTS if attack.tells_counts else "nothing",
        )
        for attack in ATTACKS
    }
