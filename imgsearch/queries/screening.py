"""Which revisions of lexicon and detectors count, what the operator decided, and what is not screened yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from sqlalchemy import delete, exists, func, not_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch
from imgsearch.minors.sources import SOURCES, combine_revisions, load_detectors
from imgsearch.tables import Image, Screening, ScreeningPolicy

Kind = Literal["texts", "pixels"]
#: What finishes the screening, for messages.
FINISH = (
    "run `imgsearch load embeddings` and `imgsearch load minors`; `imgsearch minors policy` says what is left, and "
    "the table load_reject which files cannot be opened"
)
Choice = Literal["hide", "vouched", "show"]
#: What goes on with a screening that an upgrade began.
SCREEN_AGAIN = "run `imgsearch load minors`"


def describe_outdated(kinds: Sequence[str]) -> str:
    """What ``outdated_kinds`` found, for messages."""
    return f"{' and '.join(kinds)} were screened by other rules than this version's"


def accept_revision(session: Session, kind: Kind, revision: str) -> None:
    """Let a revision's word count; the caller commits."""
    # Whatever the statement changes, its trigger looks at every picture.
    if not session.scalar(select(exists().where(Screening.kind == kind, Screening.revision == revision))):
        session.execute(insert(Screening).values(kind=kind, revision=revision).on_conflict_do_nothing())


def accept_revision_alone(session: Session, kind: Kind, revision: str) -> None:
    """Let no other revision's word count any more: what only they have screened is unscreened. The caller commits."""
    accept_revision(session, kind, revision)
    others = (Screening.kind == kind, Screening.revision != revision)
    if session.scalar(select(exists().where(*others))):
        session.execute(delete(Screening).where(*others))


def read_policy(session: Session) -> ScreeningPolicy:
    """What the operator decided."""
    return session.scalars(select(ScreeningPolicy)).one()


class Unscreened(NamedTuple):
    """Pictures that are not shown, since not all of them has been looked at."""

    pictures: int
    texts: int
    """Those whose texts are to be read."""
    pixels: int
    """Those whose pixels are to be looked at."""


def outdated_kinds(session: Session) -> list[Kind]:
    """What was screened by other rules than this version's, where the operator has not decided that it need not be."""
    policy = read_policy(session)
    needed: dict[Kind, str] = {}
    if policy.without_texts != "show":
        needed["texts"] = SOURCES["caption"].revision()
    if policy.without_pixels == "hide":
        needed["pixels"] = combine_revisions(detector.revision for detector in load_detectors())
    accepted = list(session.scalars(select(Screening)))
    # While another revision's word counts as well, this one has not looked at everything yet.
    return sorted(
        kind
        for kind, revision in needed.items()
        if revision and [row.revision for row in accepted if row.kind == kind] != [revision]
    )


def decide(session: Session, without_pixels: Choice, by: str, why: str = "") -> None:
    """Store what the operator decided about pictures that no detector has looked at; the caller commits."""
    begin_batch(session)  # a load that changes the same flags would break the foreign key
    decided = {"decided_by": by, "decided_at": func.now(), "why": why}
    session.execute(update(ScreeningPolicy).values(without_pixels=without_pixels, **decided))


def count_unscreened(session: Session) -> Unscreened:
    """Count the unscreened pictures that the role can see; searchers and analysts see none."""
    by_texts = exists().where(Screening.kind == "texts", Screening.revision == Image.texts_screened_by)
    by_pixels = exists().where(Screening.kind == "pixels", Screening.revision == Image.pixels_screened_by)
    counts = select(func.count(), func.count().filter(not_(by_texts)), func.count().filter(not_(by_pixels)))
    return Unscreened(*session.execute(counts.where(Image.state == "unscreened")).one())
