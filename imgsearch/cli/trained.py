"""What a regressor that was just trained is told of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from imgsearch.counted import counted

if TYPE_CHECKING:
    from imgsearch.training.present import Worse

UNDO = "searches use it now: `imgsearch models rollback` takes that back"


def describe_trained(regressor_id: int, card: dict[str, Any]) -> str:
    """How well a regressor did, situation by situation."""
    from imgsearch.rescoring.situations import SITUATIONS

    data = card["data"]
    lines = [
        f"regressor {regressor_id}: {counted(data['pairs'], 'pair')} of {counted(data['pictures'], 'picture')}",
        f"mean squared error against the {card['target']}; five folds by picture; match from this score on:",
    ]
    labels = {name: situation.description for name, situation in reversed(SITUATIONS.items())} | {
        "constant": "constant"
    }
    for name, label in labels.items():
        error, threshold = card["metrics"].get(f"mse_{name}"), card["thresholds"].get(name)
        match = f"   {threshold:.2f}" if threshold is not None else ""
        if error is not None:
            lines.append(f"  {label:<66} {error:.4f}{match}")
    return "\n".join(lines)


def doubt_of(card: dict[str, Any]) -> str | None:
    """Why a regressor is worse than none; None where it is not."""
    pixels, constant = card["metrics"]["mse_pixels"], card["metrics"]["mse_constant"]
    if pixels < constant:
        return None
    return (
        f"out of fold its error from pixels, {pixels:.4f}, is no less than {constant:.4f}, that of one number for all "
        "pairs; the ratings are too few, or contradict one another"
    )


def warnings_of(regressor_id: int, card: dict[str, Any], worse: Worse | None, *, is_active: bool) -> Iterator[str]:
    """What is wrong with a regressor that was just stored, and what to do."""
    if is_active:
        state = UNDO
    else:
        state = f"it is not activated; `imgsearch models activate {regressor_id}` does that all the same"
    if (doubt := doubt_of(card)) is not None:
        yield f"Warning: {doubt}; {state}"
    if worse is not None:
        yield (
            f"Warning: its error is {worse.trained:.0%} of that of one number for all pairs, that of the regressor "
            f"before it {worse.present:.0%}, so searches are better with the one before; {state}"
        )
