"""Editors' verdicts on pictures: what to look at first, why a picture is flagged, and overriding it.

Needs SQLAlchemy, so the package does not import it: whoever only looks for words should not pay for that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import and_, func, insert, literal, select
from sqlalchemy.orm import Session, aliased

from imgsearch.db.roles import act_for
from imgsearch.db.staging import begin_batch, may_begin
from imgsearch.errors import BadInput, list_some
from imgsearch.minors.detectors.closer import GROWN
from imgsearch.minors.sources import SOURCES
from imgsearch.named import find_named
from imgsearch.tables import Caption, Image, MinorEvidence, MinorReview, ScreeningPolicy, TestQuery

Verdict = Literal["flag", "clear"]


class Evidence(NamedTuple):
    """One reason to think that a picture shows a minor."""

    source: str
    term: str
    """Lemma, or the classifier's revision."""
    caption_key: str
    text: str | None
    """Where the lemma stands."""
    probability: float
    flags: bool
    found_at: datetime
    cell: int | None = None
    """Ninth of the picture where a detector saw it, row by row from 0."""
    age: int | None = None
    """How old the face looks, in years, that looks youngest of those that are clear; None where none is."""
    face: list[int] | None = None
    """Left, top, right and bottom of that face, in thousandths of the picture's width and height."""
    chance: float | None = None
    """The probability among pictures of which the expected share shows a minor; None where that is not known."""

    def in_words(self) -> tuple[str, str]:
        """Why, as a person would say it, in English and Russian."""
        source = SOURCES[self.source]
        if source.reason is None:
            said = self.text or self.term
            english, russian = source.says
            return f"{english} “{said}”", f"{russian} «{said}»"
        parts = [source.reason(self.probability if self.chance is None else self.chance)]
        if self.age is not None and self.age < GROWN:
            parts.append(say_age(self.age))
        if self.cell is not None:
            parts.append(PLACES[self.cell])
        english, russian = (", ".join(words) for words in zip(*parts, strict=True))
        return english, russian


def say_age(age: int) -> tuple[str, str]:
    """How old a face looks, in English and Russian."""
    if age == 0:
        return "a face that looks younger than 1", "лицо на вид младше года"
    last = 0 if age in TEENS else age % 10
    years = "год" if last == 1 else "года" if last in (2, 3, 4) else "лет"
    return f"a face that looks about {age}", f"лицо на вид примерно {age} {years}"


class Decision(NamedTuple):
    """An editor's word."""

    verdict: str
    reviewer: str
    reason: str
    reviewed_at: datetime


#: Numbers whose last digit says nothing of the word that follows in Russian.
TEENS = range(11, 15)
#: Where each ninth of a picture is.
PLACES: tuple[tuple[str, str], ...] = (
    ("at the top left", "слева вверху"),
    ("at the top", "вверху"),
    ("at the top right", "справа вверху"),
    ("on the left", "слева"),
    ("in the middle", "в середине"),
    ("on the right", "справа"),
    ("at the bottom left", "слева внизу"),
    ("at the bottom", "внизу"),
    ("at the bottom right", "справа внизу"),
)
#: Below this an editor is told that the evidence is unclear: between one and three chances in four.
DOUBTFUL_BELOW = 0.5


class Suspect(NamedTuple):
    """A picture with what is known of it."""

    name: str
    path: str
    state: str
    """unscreened, clear or hidden."""
    certainty: float | None
    """0..1, from as likely as not to sure of either; low is a matter for a person. None where it was not asked for."""
    caption_count: int
    """Of its own."""
    evidence: list[Evidence]
    history: list[Decision]
    """Oldest first."""
    image_id: int = 0
    sha256: bytes = b""
    series: int | None = None
    """Shared by pictures that are one photograph."""
    texts_read_by: str | None = None
    """Revision of the lexicon that has read all of its texts; None while one has not been read."""

    @property
    def is_hidden(self) -> bool:
        """Whether it is not shown."""
        return self.state != "clear"

    @property
    def is_doubtful(self) -> bool:
        """Whether the evidence is weak or contradicts itself."""
        return self.certainty is not None and self.certainty < DOUBTFUL_BELOW


def read_suspect(session: Session, name: str) -> Suspect:
    """One picture's evidence and history.

    Raises:
        BadInput: there is no such picture, or this role may not see it.
    """
    (image_id,) = find_named(session, [name]).values()
    return describe_pictures(session, {image_id: None})[0]


def review(session: Session, names: Sequence[str], verdict: Verdict, reviewer: str, reason: str = "") -> list[Suspect]:
    """Override the evidence; triggers set the flags. The caller commits.

    Clearing holds for the file as it is now: another file in its place is judged by the evidence again. Nothing is
    cleared of which something is said while this waits for a load or another editor: nobody has decided on that.

    Args:
        session: of an editor or the owner.
        names: of pictures; each gets a row of its own in minor_review.
        verdict: ``flag`` or ``clear``.
        reviewer: who decides, as the page and the owner say; an editor's own login is what the database knows.
        reason: why.

    Returns:
        The pictures as they are now, in the order of the names.

    Raises:
        BadInput: one of the pictures does not exist or has changed meanwhile, or reviewer is empty; then nothing is
            written.
    """
    if not reviewer.strip():
        raise BadInput("a review needs a reviewer; name one with --by")
    before = _describe_named(session, names) if verdict == "clear" and may_begin(session) else []
    begin_batch(session)  # a load that changes the same flags would break the foreign key
    now = _describe_named(session, names)
    if changed := [new.name for new, old in zip(now, before, strict=False) if new != old]:
        meanwhile = "changed while this waited for a load or another editor, and nothing was written"
        raise BadInput(f"{list_some(changed)} {meanwhile}; `imgsearch minors show NAME` tells what is known now")
    ids = [suspect.image_id for suspect in now]
    session.execute(select(act_for(reviewer.strip())))
    # The database adds the bytes, the reviewer and the time.
    source = select(Image.id, literal(verdict), literal(reason)).where(Image.id.in_(ids))
    columns = ["image_id", "verdict", "reason"]
    session.execute(insert(MinorReview).from_select(columns, source.order_by(Image.id), include_defaults=False))
    return describe_pictures(session, dict.fromkeys(ids))


def _describe_named(session: Session, names: Sequence[str]) -> list[Suspect]:
    return describe_pictures(session, dict.fromkeys(find_named(session, names).values()))


def describe_pictures(session: Session, probabilities: Mapping[int, float | None]) -> list[Suspect]:
    """Pictures with all that is known of them, in the order of the ids.

    Args:
        session: of an editor, a loader or the owner.
        probabilities: of a minor, where certainty is of interest, by the pictures' ids.
    """
    ids = list(probabilities)
    columns = (Image.id, Image.name, Image.path, Image.state, Image.sha256, Image.series, Image.texts_vouch)
    by_id = {row.id: row for row in session.execute(select(*columns, Image.texts_screened_by).where(Image.id.in_(ids)))}
    evidence = _read_evidence(session, {image_id: row.texts_vouch for image_id, row in by_id.items()})
    history: dict[int, list[Decision]] = {image_id: [] for image_id in ids}
    decisions = (
        select(Image.id, *(getattr(MinorReview, name) for name in Decision._fields))
        .join(Image, Image.sha256 == MinorReview.sha256)
        .where(Image.id.in_(ids))
        .order_by(MinorReview.id)
    )
    for image_id, *decision in session.execute(decisions):
        history[image_id].append(Decision(*decision))
    captions = select(Caption.image_id, func.count()).where(Caption.image_id.in_(ids)).group_by(Caption.image_id)
    caption_counts = {image_id: count for image_id, count in session.execute(captions)}
    return [
        Suspect(
            name=row.name,
            path=row.path,
            state=row.state,
            certainty=None if probability is None else abs(2 * probability - 1),
            caption_count=caption_counts.get(image_id, 0),
            evidence=evidence[image_id],
            history=history[image_id],
            image_id=image_id,
            sha256=row.sha256,
            series=row.series,
            texts_read_by=row.texts_screened_by,
        )
        for image_id, probability in probabilities.items()
        for row in [by_id[image_id]]
    ]


def _read_evidence(session: Session, vouched: dict[int, bool]) -> dict[int, list[Evidence]]:
    """Evidence on pictures by their ids, of which is told whether a caption vouches for them."""
    caption, query = aliased(Caption), aliased(TestQuery)
    found: dict[int, list[Evidence]] = {image_id: [] for image_id in vouched}
    statement = (
        select(MinorEvidence, func.coalesce(caption.text, query.text))
        .outerjoin(caption, caption.caption_key == MinorEvidence.caption_key)
        .outerjoin(query, and_(query.query_key == MinorEvidence.caption_key, MinorEvidence.source == "test_query"))
        .where(MinorEvidence.image_id.in_(vouched))
        .order_by(MinorEvidence.source, MinorEvidence.caption_key, MinorEvidence.term)
    )
    policy = session.scalars(select(ScreeningPolicy)).one()
    for row, text in session.execute(statement.execution_options(populate_existing=True)):
        flags = row.flags or (row.suspects and not vouched[row.image_id])
        known = row.source, row.term, row.caption_key, text, row.probability, flags, row.found_at
        found[row.image_id].append(Evidence(*known, row.cell, row.age, row.face, _chance(row, policy)))
    return found


def _chance(row: MinorEvidence, policy: ScreeningPolicy) -> float | None:
    detector = SOURCES[row.source].detector
    found = detector() if detector is not None and policy.expected_share is not None else None
    if found is None or found.revision != row.term or policy.expected_share is None:
        return None
    odds = row.probability * policy.expected_share / (1 - policy.expected_share) * (1 - found.prior) / found.prior
    return odds / (odds + 1 - row.probability)
