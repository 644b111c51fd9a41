"""An evaluation as TREC's qrels and run files, which trec_eval, pytrec_eval and ir_measures read.

Queries are the rated texts by their keys, documents the pictures by their ids. A grade is what three experts gave
beyond 1, added up, 0..9, so that the ranking figures of other tools are those of the view evaluation_ndcg.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.orm import Session

from imgsearch.db.roles import ANALYST_ROLE, transaction_as
from imgsearch.errors import BadInput
from imgsearch.queries.evaluations import select_judged, select_newest_predicted

QRELS = "qrels"
#: Three experts who each say 3 more than nothing.
HIGHEST_GRADE = 9


def write_trec(session: Session, folder: Path, evaluation_id: int | None = None) -> list[Path]:
    """Write ``qrels``, and a file ``SPLIT-MODEL.run`` for each model in each split.

    Pictures that may not be shown are left out, whoever asks.

    Args:
        session: outside a transaction, of a login that is an analyst or more.
        folder: exists.
        evaluation_id: of the evaluation; None takes the newest one.

    Raises:
        BadInput: the evaluation has no predictions.
    """
    with transaction_as(session, ANALYST_ROLE):
        chosen = session.scalar(select_newest_predicted()) if evaluation_id is None else evaluation_id
        rows = session.execute(select_judged(chosen or 0)).all()
    if not rows:
        raise BadInput(
            "there are no predictions of rated pairs"
            + (f" of evaluation {evaluation_id}; the newest of each model are kept" if evaluation_id else "")
            + "; load experts' ratings and run `imgsearch evaluate`"
        )
    grades = {(row.caption_key, row.image_id): round(HIGHEST_GRADE * row.expert_mean) for row in rows}
    made = [folder / QRELS]
    lines = [f"{_word(key)} 0 {image_id} {grade}\n" for (key, image_id), grade in sorted(grades.items())]
    made[0].write_text("".join(lines), encoding="utf-8")
    for (split, model), group in groupby(rows, key=lambda row: (row.split, row.model)):
        path = folder / f"{split}-{model}.run"
        with path.open("w", encoding="utf-8") as file:
            for key, hits in groupby(group, key=lambda row: row.caption_key):
                for rank, hit in enumerate(hits, start=1):
                    file.write(f"{_word(key)} Q0 {hit.image_id} {rank} {hit.predicted:.9g} {model}\n")
        made.append(path)
    return made


def _word(key: str) -> str:
    """A key without blanks, which separate columns there."""
    return quote(key, safe="#/.,-_()")
