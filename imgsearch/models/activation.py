"""Letting searches use an encoder and a regressor, and remembering which ones they used before."""

from __future__ import annotations

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from imgsearch.tables import Activation, Encoder, Regressor


def set_active(session: Session, encoder_id: int, regressor_id: int | None, *, is_rollback: bool = False) -> None:
    """Make an encoder and a regressor the active ones and note it if they were not; commits nothing.

    To be called in a batch (staging.begin_batch), so that no other process does the same at the time.

    Args:
        session: in the transaction that is to change both at once.
        encoder_id: the encoder's row.
        regressor_id: the regressor's row; None for the one that ships, or none.
        is_rollback: whether this undoes the activation before.
    """
    changed = 0
    for table, wanted in ((Encoder, encoder_id), (Regressor, regressor_id)):
        # One after the other, since at no time may two be active.
        off = update(table).where(table.is_active, table.id.is_distinct_from(wanted)).values(is_active=False)
        on = update(table).where(table.id == wanted, ~table.is_active).values(is_active=True)
        for statement in (off, on):
            statement = statement.returning(table.id).execution_options(synchronize_session=False)
            changed += len(session.scalars(statement).all())
    if changed:
        session.execute(
            insert(Activation).values(encoder_id=encoder_id, regressor_id=regressor_id, is_rollback=is_rollback)
        )


def read_stack(session: Session, encoder_id: int) -> list[int | None]:
    """Regressors that were active with an encoder, the present one last, without what was rolled back or removed.

    Returns:
        Their ids; None stands for the one that ships. No id comes twice in a row.
    """
    history = session.execute(
        select(Activation.regressor_id, Activation.is_rollback)
        .where(Activation.encoder_id == encoder_id)
        .order_by(Activation.id)
    ).all()
    stack: list[int | None] = [None]
    for regressor_id, is_rollback in history:
        if is_rollback and regressor_id in stack:
            while stack[-1] != regressor_id:
                stack.pop()
        elif stack[-1] != regressor_id:
            stack.append(regressor_id)
    there = {None, *session.scalars(select(Regressor.id))}
    kept = [regressor_id for regressor_id in stack if regressor_id in there]
    return [each for index, each in enumerate(kept) if index == 0 or each != kept[index - 1]]
