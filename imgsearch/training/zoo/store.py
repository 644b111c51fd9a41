"""Keeping the results of a comparison in the database."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch
from imgsearch.tables import Image, ModelPrediction, ModelResult
from imgsearch.training.regressor import fingerprint
from imgsearch.training.zoo.compare import Plan, Result
from imgsearch.training.zoo.data import Problem


def store_result(session: Session, run_id: UUID, encoder_id: int, problem: Problem, plan: Plan, result: Result) -> int:
    """Store one result with its out-of-fold predictions; commits.

    Returns:
        Its id.
    """
    begin_batch(session)  # a picture that is flagged meanwhile would break the foreign key
    result_id: int = session.execute(
        insert(ModelResult)
        .values(
            run_id=run_id,
            encoder_id=encoder_id,
            model=result.model,
            features=result.features,
            target=problem.target_name,
            split=result.split,
            metrics=result.metrics,
            params=result.params,
            seed=plan.seed,
            data_fingerprint=fingerprint(problem.rated),
        )
        .returning(ModelResult.id)
    ).scalar_one()
    images = problem.rated.image_id[result.rows].tolist()
    # The flag may have changed since the pairs were read; the foreign key takes today's only.
    flags = {row.id: row.is_hidden for row in session.execute(select(Image.id, Image.is_hidden))}
    session.execute(
        insert(ModelPrediction),
        [
            {
                "result_id": result_id,
                "image_id": image,
                "caption_id": caption,
                "fold": fold,
                "predicted": predicted,
                "is_hidden": flags[image],
            }
            for image, caption, fold, predicted in zip(
                images,
                problem.rated.caption_id[result.rows].tolist(),
                result.fold.tolist(),
                result.predicted.tolist(),
                strict=True,
            )
            if image in flags
        ],
    )
    session.commit()
    return result_id
