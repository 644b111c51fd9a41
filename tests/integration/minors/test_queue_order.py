"""What else decides which pictures an editor sees first."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from imgsearch.minors.queue import read_queue
from imgsearch.tables import Image, ScreeningPolicy
from tests.integration.minors.conftest import add_image
from tests.integration.minors.test_review import classify
from tests.screened import SureDetector


def queue(session: Session) -> list[tuple[str, float]]:
    found = read_queue(session, limit=10, detector=SureDetector(0.0))
    return [(each.name, round(each.certainty or 0, 3)) for each in found]


def test_pictures_of_one_series_stand_in_a_row(session: Session, tmp_path: Path) -> None:
    for name, probability in (("a.jpg", 0.1), ("b.jpg", 0.6), ("c.jpg", 0.5), ("d.jpg", 0.55)):
        classify(session, add_image(session, name, tmp_path), probability, flags=False)
    assert [name for name, _ in queue(session)] == ["b.jpg", "d.jpg", "c.jpg", "a.jpg"]
    alike = update(Image).where(Image.name.in_(["a.jpg", "b.jpg"])).values(series=7)
    session.execute(alike.execution_options(synchronize_session=False))
    session.commit()
    assert [name for name, _ in queue(session)] == ["b.jpg", "a.jpg", "d.jpg", "c.jpg"]


def test_the_expected_share_changes_what_is_likely(session: Session, tmp_path: Path) -> None:
    for name, probability in (("a.jpg", 0.6), ("b.jpg", 0.95)):
        classify(session, add_image(session, name, tmp_path), probability, flags=False)
    assert queue(session) == [("a.jpg", 0.2), ("b.jpg", 0.9)]
    session.execute(update(ScreeningPolicy).values(expected_share=1 / 19).execution_options(synchronize_session=False))
    session.commit()
    # Of the detector's pictures 40 % show a minor, here 1 in 19: odds of 1.5 and 19 become 1/8 and 19/12.
    assert queue(session) == [("b.jpg", round(2 * 19 / 31 - 1, 3)), ("a.jpg", round(1 - 2 / 9, 3))]
