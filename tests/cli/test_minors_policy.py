"""`imgsearch minors policy` and `audit` on a database."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert, select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.minors.detectors.classifier import load_classifier
from imgsearch.tables import Image, MinorEvidence, MinorReview, ScreeningDecision, ScreeningPolicy

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: URL, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))

    def call(*arguments: str, typed: str | None = None) -> Result:
        return CliRunner(env={"USER": "alice", "LOGNAME": "alice"}).invoke(main, ["minors", *arguments], input=typed)

    return call


@pytest.fixture
def hundred(session: Session) -> Session:
    """A hundred pictures, with probabilities of .00 to .99."""
    classifier = load_classifier()
    assert classifier is not None
    session.execute(
        text(
            "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height) "
            "SELECT 'p' || n, '/p' || n, 'g', sha256(n::text::bytea), 1, 1, 4, 4 FROM generate_series(0, 99) n"
        )
    )
    said = {"source": "classifier", "term": classifier.revision, "flags": False, "is_hidden": False}
    ids = session.scalars(select(Image.id).order_by(Image.id)).all()
    rows = [
        {"image_id": image_id, "probability": n / 100, "suspects": n / 100 >= classifier.threshold, **said}
        for n, image_id in enumerate(ids)
    ]
    session.execute(insert(MinorEvidence), rows)
    session.commit()
    return session


def hidden(session: Session) -> int:
    session.rollback()
    return len(session.scalars(select(Image.id).where(Image.state == "hidden")).all())


def test_the_consequence_is_told_and_nothing_changes_without_a_yes(run: Run, hundred: Session) -> None:
    before = hidden(hundred)
    result = run("policy", "--expect-minors", "5%", "--hide", "balanced")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0] == (
        "minors expected on 5.0% (2.5% to 10.0%) of the pictures (said with --expect-minors; half to twice that)"
    )
    told = re.search(r"hidden for their pixels alone +(\d+) +(\d+)", result.output)
    assert told is not None
    assert int(told[1]) == before > int(told[2]) > 0
    assert re.search(r"  of these probably no minor +\d+ +\d+  \d+ to \d+", result.output)
    assert re.search(r"shown, and probably a minor +\d+ +\d+  \d+ to \d+", result.output)
    assert "nothing was changed; --yes does so" in lines
    assert hidden(hundred) == before
    applied = run("policy", "--expect-minors", "5%", "--hide", "balanced", "--yes", "--reason", "few children")
    assert hidden(hundred) == int(told[2])
    assert "hide: balanced, minors expected on 5.0%; from a probability of" in applied.output
    assert "decided by alice: few children" in applied.output


@pytest.mark.parametrize(("typed", "changes"), [("y\n", True), ("n\n", False)])
def test_a_person_is_asked(
    run: Run, hundred: Session, monkeypatch: pytest.MonkeyPatch, typed: str, changes: bool
) -> None:
    monkeypatch.setattr("imgsearch.cli.minors_policy.is_terminal", lambda: True)
    result = run("policy", "--hide-at-most", "3%", typed=typed)
    assert result.exit_code == 0, result.output
    assert ("nothing was changed" in result.output) is not changes
    assert (hidden(hundred) == 3) is changes
    rows = hundred.scalars(select(ScreeningDecision.hide_at_most).where(ScreeningDecision.decided_by == "alice")).all()
    assert rows == ([0.03] if changes else [])


@pytest.mark.parametrize("share", ["0", "0%", "100%", "5 per cent", "-1", "1.5"])
def test_a_share_that_is_none_is_refused(run: Run, share: str) -> None:
    result = run("policy", "--hide-at-most", share)
    assert result.exit_code == 2
    assert "is no share; say for instance 5%" in result.output


def test_two_limits_exclude_one_another(run: Run) -> None:
    result = run("policy", "--hide", "strict", "--hide-at-most", "3%")
    assert (result.exit_code, "exclude one another" in result.output) == (2, True)


def test_an_empty_gallery_is_told_in_one_line(run: Run) -> None:
    result = run("policy", "--hide", "strict")
    assert result.exit_code == 1
    assert result.output.startswith("Error: no picture has been looked at by this version's detector")
    drawn = run("audit", "10")
    assert (drawn.exit_code, "no picture to draw" in drawn.output) == (1, True)


def test_an_editor_is_refused_in_one_line(
    run: Run, hundred: Session, database_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"ed_{database_url.database}"
    hundred.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD 'x' IN ROLE imgsearch_editor"))
    hundred.commit()
    try:
        url = database_url.set(username=name, password="x").render_as_string(hide_password=False)
        monkeypatch.setenv("IMGSEARCH_DATABASE_URL", url)
        estimated = run("policy", "--hide", "lenient")
        assert (estimated.exit_code, "nothing was changed" in estimated.output) == (0, True)
        for arguments in (("policy", "--hide", "lenient", "--yes"), ("audit", "5")):
            result = run(*arguments)
            assert result.exit_code == 1
            assert "Error: permission denied for table" in result.output
    finally:
        hundred.execute(text(f"DROP ROLE {name}"))
        hundred.commit()
    assert hundred.scalar(select(ScreeningPolicy.hide)) is None


def test_an_audit_is_drawn_shown_and_gone_by(run: Run, hundred: Session) -> None:
    assert "no audit has been drawn" in run("audit").output
    drawn = run("audit", "20", "--seed", "7")
    assert "drawn: 20 pictures, seed 7; look at them at /review?audit=1" in drawn.output
    assert "audit 1: 0 of 20 looked at, seed 7" in drawn.output
    hundred.execute(
        text(
            "INSERT INTO minor_review (image_id, is_hidden, verdict, reviewer, reason, sha256, audit) "
            "SELECT i.id, i.is_hidden, CASE WHEN a.position <= 2 THEN 'flag' ELSE 'clear' END, 'eve', '', i.sha256, 1 "
            "FROM minor_audit a JOIN image i USING (sha256)"
        )
    )
    hundred.commit()
    assert len(hundred.scalars(select(MinorReview.id)).all()) == 20
    shown = run("audit")
    assert "with a minor: 2 of 20, 10.0% (95 %: 2.8% to 30.1%)" in shown.output
    assert "on average, and" in shown.output
    plan = run("policy", "--hide", "balanced")
    assert "minors expected on 16.4% (2.8% to 30.1%) of the pictures (counted in the audit)" in plan.output
    assert "in the audit of 20: " in plan.output


def test_pictures_that_are_flagged_are_not_taken_for_the_only_ones_that_are_not_shown(
    run: Run, hundred: Session
) -> None:
    assert hidden(hundred) > 0
    (line,) = [line for line in run("policy").stdout.splitlines() if line.startswith("not shown")]
    assert line.startswith("not shown since they are unscreened: ")
    assert line.endswith("(flagged: `imgsearch minors stats`)")
