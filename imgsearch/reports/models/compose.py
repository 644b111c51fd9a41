"""The page on models, put together from its sections."""

from __future__ import annotations

from datetime import UTC, datetime

from imgsearch.reports.document import Report
from imgsearch.reports.models import measured, quality, shown
from imgsearch.reports.models.read import ModelsData
from imgsearch.reports.models.sheets import Sheets


def compose_models(data: ModelsData, sheets: Sheets) -> Report:
    """The page: how far scores are from the ratings, and what that looks like."""
    sections = [
        measured.overview(data),
        measured.evaluated(data),
        measured.compared(data),
        quality.calibrated(data),
        quality.spread(data),
        quality.nothing_matches(data),
        measured.retrieval(data),
        *shown.examples(data),
        shown.side_by_side(sheets),
    ]
    return Report(
        title="Models, compared",
        lead=(
            "How well models predict what three experts say of a picture and a text, on pictures or captions that "
            f"they did not learn from, and what they put first. Scores and ratings run from 0 to 1. {_scope(data)}"
        ),
        made_at=datetime.now(UTC),
        sections=[section for section in sections if section.blocks],
    )


def _scope(data: ModelsData) -> str:
    """Which pictures count, and which are shown."""
    if data.sees_flagged:
        return "Figures are those of all pictures; shown are only those that are not flagged as showing a minor."
    return (
        "Errors, correlations and recalls are as they were stored, of all rated pictures. Calibration, scores against "
        "ratings and thresholds are worked out from the pictures that this login may read, without those flagged as "
        "showing a minor, of which none is shown either."
    )
