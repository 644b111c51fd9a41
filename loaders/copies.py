"""Copies of what people or texts say shows a minor, told apart before they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ColumnExpressionArgument,
    LargeBinary,
    Select,
    String,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from imgsearch.db.staging import stage
from imgsearch.minors.sources import is_of
from imgsearch.pictures.likeness import PLAIN_BITS, alike_pairs, are_telling
from imgsearch.tables import Image, MinorEvidence, MinorLook, MinorReview
from imgsearch.vectors.fill import Seen

#: Bits of the hash that may differ where nothing else is compared; 0042_known_bytes.sql says the same.
LOOK_BITS = 4
Look = tuple[bytes, int]


class HiddenLooks:
    """What pictures look like that show a minor; those that are there are read once."""

    def __init__(self) -> None:
        self._there: list[Look] | None = None

    def write(self, session: Session, seen: Sequence[Seen]) -> None:
        """Add evidence to the copies among pictures that were looked at; the caller commits."""
        if self._there is None:
            self._there = [(sha256, look) for sha256, look in session.execute(_select_there())]
        gone = select(MinorLook.sha256, cast(MinorLook.phash, BigInteger)).where(_is_telling(MinorLook.phash))
        known = [*self._there, *((sha256, look) for sha256, look in session.execute(gone))]
        copies = _find_copies(seen, known)
        if not copies:
            return
        columns = {"image_id": BigInteger, "sha256": LargeBinary, "term": String}
        staged = stage(session, "staged_hidden_copy", columns, copies)
        source = (
            select(
                Image.id,
                Image.is_hidden,
                literal("copy"),
                staged.c.term,
                literal(""),
                literal(1.0),
                literal(value=True),
            )
            .join(staged, (staged.c.image_id == Image.id) & (staged.c.sha256 == Image.sha256))
            .order_by(Image.id)
            .with_for_update(read=True, key_share=True, of=Image)
        )
        names = ["image_id", "is_hidden", "source", "term", "caption_key", "probability", "flags"]
        session.execute(insert(MinorEvidence).from_select(names, source).on_conflict_do_nothing())


def _find_copies(seen: Sequence[Seen], known: Sequence[Look]) -> list[tuple[int, bytes, str]]:
    """(image id, its SHA-256, that of what it is a copy of in hexadecimal digits)."""
    fresh = [one for one in seen if one.looks]
    if not fresh or not known:
        return []
    looks = np.array([one.looks for one in fresh], dtype=np.uint64)
    telling = np.flatnonzero(are_telling(looks[:, 0]))
    others = np.array([look for _, look in known], dtype=np.int64).view(np.uint64)
    pairs = ((fresh[telling[a]], known[b][0]) for a, b in alike_pairs(looks[telling], others, LOOK_BITS))
    return [(one.image_id, one.sha256, sha256.hex()) for one, sha256 in pairs if sha256 != one.sha256]


def _select_there() -> Select[bytes, int]:
    flagged = exists().where(MinorReview.sha256 == Image.sha256, MinorReview.verdict == "flag")
    said = exists().where(MinorEvidence.image_id == Image.id, MinorEvidence.flags, is_of("text"))
    return select(Image.sha256, cast(Image.phash, BigInteger)).where(
        Image.state == "hidden", _is_telling(Image.phash), or_(flagged, said)
    )


def _is_telling(look: ColumnExpressionArgument[Any]) -> ColumnElement[bool]:
    """are_telling() of a column."""
    return func.bit_count(look).between(PLAIN_BITS, 64 - PLAIN_BITS)
