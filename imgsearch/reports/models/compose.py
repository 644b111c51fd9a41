"""The page on models, put together from its sections."""

from __future__ import annotations

from datetime import UTC, datetime

from imgsearch.reports.document import Report
from imgsearch.reports.models import history, measured, quality, shown
from imgsearch.reports.models.read import ModelsData
from imgsearch.reports.models.sheets import Sheets


def compose_models(data: ModelsData, sheets: Sheets) -> Report:
    """The page: errors of the scores, and pictures to see them by."""
    sections = [
        measured.overview(data),
        measured.evaluated(data),
        history.over_time(data),
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
            "How well models predict how three experts rate a picture and a text, on pictures or captions that they "
            f"were not trained on, and how they rank pictures. Scores and ratings are between 0 and 1. {_scope(data)}"
        ),
        made_at=datetime.now(UTC),
        sections=[section for section in sections if section.blocks],
    )


def _scope(data: ModelsData) -> str:
    """Which pictures count, and which are shown."""
    if data.sees_flagged:
        return "Figures cover all pictures; only those not flagged as showing a minor are shown."
    return (
        "Errors, correlations and recalls are as they were stored, of all rated pictures. Calibration, scores against "
        "ratings and thresholds are computed from the pictures that this login may read, without those flagged as "
        "showing a minor, which are not shown either."
    )
