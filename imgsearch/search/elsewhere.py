"""Candidates, also where other machines have the vector indexes: those are asked first, the rest is read here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from imgsearch.db.kept import run_kept
from imgsearch.queries.candidates import MAXIMUM_BY_MEANING, CandidateShape, select_candidates
from imgsearch.queries.session import settings_elsewhere
from imgsearch.queries.spread import select_captioned, select_folded, select_nearest, select_others

AS_IT_IS = {"no_parameters": True}


def read_candidates(session: Session, shape: CandidateShape, parameters: dict[str, Any]) -> Sequence[Row[Any]]:
    """Run select_candidates in the transaction that select_search_settings has set up.

    Args:
        session: its transaction is joined.
        shape: with ``is_given`` other machines are asked, one statement for the pictures and one for each text that
            finds captions; row security here leaves out what they should not have said.
        parameters: of select_candidates; gets what the machines said.
    """
    if shape.is_given:
        _ask(session, shape, parameters)
    return run_kept(session.connection(), select_candidates(shape), parameters, binary=True).all()


def _ask(session: Session, shape: CandidateShape, parameters: dict[str, Any]) -> None:
    folded = select_folded(shape.filters)
    if folded is not None:
        parameters |= session.execute(folded, parameters).one()._mapping
    place = (shape.encoder_id, shape.dimension, shape.count, shape.filters)
    if shape.scan == "index, then exact":  # the index and the captions were asked before
        parameters["nearest"] = [*parameters["nearest"], *session.scalars(select_others(*place), parameters)]
        return
    if shape.scan == "exact" and not shape.by_meaning:
        return
    session.execute(settings_elsewhere(by_index=shape.scan == "index"), execution_options=AS_IT_IS)
    if shape.scan == "index":
        parameters["nearest"] = list(session.scalars(select_nearest(*place), parameters))
    for query in shape.by_meaning:
        captioned = select_captioned(query.encoder_id, query.dimension, f"query_{query.name}", MAXIMUM_BY_MEANING)
        parameters[query.near] = list(session.scalars(captioned, parameters))


def nothing_found(shape: CandidateShape) -> dict[str, list[int]]:
    """Parameters of select_candidates where no other machine is asked, as for a plan; none where none has indexes."""
    names = ["nearest", *(query.near for query in shape.by_meaning)] if shape.is_given else []
    return {name: [] for name in names}
