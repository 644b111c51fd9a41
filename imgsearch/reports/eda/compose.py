"""The page on the data, put together from its sections."""

from __future__ import annotations

from datetime import UTC, datetime

from imgsearch.reports.document import Report
from imgsearch.reports.eda import aggregation, agreement, evidence, holdings, irregular
from imgsearch.reports.eda.read import EdaData


def compose_eda(data: EdaData) -> Report:
    """The page: what is there, what is wrong with it, what the ratings say."""
    return Report(
        title="What is in the tables",
        lead=(
            "Pictures, captions and ratings as they were loaded: types and gaps, duplicates and anomalies, how far "
            "experts agree with each other and the crowd with them. Counts cover everything that this login may read; "
            "pictures and texts are shown only where nothing is flagged as showing a minor."
        ),
        made_at=datetime.now(UTC),
        sections=[
            holdings.overview(data),
            holdings.tables(data),
            irregular.duplicates(data),
            irregular.anomalies(data),
            agreement.expert_ratings(data),
            agreement.expert_agreement(data),
            agreement.crowd_ratings(data),
            agreement.crowd_and_experts(data),
            aggregation.aggregated_ratings(data),
            holdings.rating_counts(data),
            evidence.minors(data),
            holdings.vectors(data),
            holdings.samples(data),
        ],
    )
