"""Samples of all pictures: drawn by chance, counted by verdicts, for the owner to draw and editors to see."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from imgsearch.minors.audit import draw_audit, read_audit, select_waiting
from imgsearch.minors.policy import wilson
from imgsearch.minors.review import review
from imgsearch.tables import Image, MinorAudit
from tests.integration.minors.conftest import refused


@pytest.fixture
def many(session: Session) -> list[bytes]:
    """SHA-256 of 300 pictures."""
    session.execute(
        text(
            "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height) "
            "SELECT 'p' || n, '/p' || n, 'g', sha256(n::text::bytea), 1, 1, 4, 4 FROM generate_series(1, 300) n"
        )
    )
    session.commit()
    return list(session.scalars(select(Image.sha256).order_by(Image.id)))


def sample_of(session: Session) -> list[bytes]:
    newest = select(MinorAudit.sample).order_by(MinorAudit.sample.desc()).limit(1).scalar_subquery()
    return list(session.scalars(select(MinorAudit.sha256).where(MinorAudit.sample == newest).order_by("position")))


def test_a_seed_draws_the_same_pictures_and_another_draws_others(session: Session, many: list[bytes]) -> None:
    drawn = []
    for count, seed in ((50, 1), (50, 1), (100, 1), (50, 2)):
        assert draw_audit(session, count, seed, "ann") == count
        drawn.append(sample_of(session))
    assert drawn[0] == drawn[1] == drawn[2][:50]
    assert len(set(drawn[0])) == 50
    assert 2 <= len(set(drawn[0]) & set(drawn[3])) <= 20  # 50 * 50 / 300 = 8.3 are expected


def test_every_picture_has_the_same_chance(session: Session, many: list[bytes]) -> None:
    counts = dict.fromkeys(many, 0)
    for seed in range(60):
        draw_audit(session, 30, seed, "ann")
        for each in sample_of(session):
            counts[each] += 1
    found = np.array(list(counts.values()))
    # 60 draws of a tenth: 6 each; chi squared of 299 degrees of freedom, scaled by 9/10, stays below its 99.99 % point.
    assert ((found - 6) ** 2 / 6).sum() / 0.9 < 396
    assert abs(found[:150].sum() - found[150:].sum()) < 170  # 5 standard deviations


def test_an_audit_counts_verdicts_on_its_first_pictures_whenever_they_were_given(
    session: Session, many: list[bytes]
) -> None:
    names = {row.sha256: row.name for row in session.execute(select(Image.sha256, Image.name))}
    draw_audit(session, 10, 3, "ann")
    session.commit()
    drawn = [names[each] for each in sample_of(session)]
    review(session, [drawn[7]], "flag", "eve")  # it may have been found on the queue: no random sample ends with it
    session.commit()
    audit = read_audit(session)
    assert audit is not None
    assert (audit.size, audit.seen, audit.share) == (10, [], None)
    review(session, drawn[:3], "clear", "eve")
    review(session, [drawn[3]], "flag", "eve")
    session.commit()
    audit = read_audit(session)
    assert audit is not None
    assert (len(audit.seen), audit.found) == (4, 1)
    assert audit.share is not None
    assert (audit.share.low, audit.share.high) == wilson(1, 4)
    assert (round(wilson(1, 4)[0], 3), round(wilson(1, 4)[1], 3)) == (0.046, 0.699)
    waiting = session.scalars(select_waiting(audit.sample)).all()
    by_id = {row.id: row.name for row in session.execute(select(Image.id, Image.name))}
    assert [by_id[each] for each in waiting] == [*drawn[4:7], *drawn[8:]]


def test_only_the_owner_draws_and_only_editors_see_a_sample(
    session: Session, many: list[bytes], engine: Engine
) -> None:
    draw = "INSERT INTO minor_audit (sample, position, sha256, seed) SELECT 1, 1, sha256('x'), 1"
    for role in ("editor", "loader", "analyst", "searcher", "web"):
        assert "permission denied" in refused(engine, f"SET LOCAL ROLE imgsearch_{role}; {draw}")
    for role in ("loader", "analyst", "searcher", "web"):
        assert "permission denied" in refused(engine, f"SET LOCAL ROLE imgsearch_{role}; TABLE minor_audit")
    draw_audit(session, 5, 1, "ann")
    session.commit()
    session.execute(text("SET LOCAL ROLE imgsearch_editor"))
    audit = read_audit(session)
    assert audit is not None
    assert audit.size == 5
    assert session.scalars(select(MinorAudit.drawn_by).distinct()).all() == ["ann"]
