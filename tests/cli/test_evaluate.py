from __future__ import annotations

from imgsearch.cli.evaluate import figure_lines
from imgsearch.evaluation.store import Figure


def test_retrieval_is_printed_with_the_number_of_queries() -> None:
    asked, ranking = "test queries, allowed", "text to image, cosine"
    values = {"recall_1": 62.1, "recall_5": 90.7, "recall_10": 96.1, "median_rank": 1.0}
    lines = figure_lines([Figure(asked, ranking, metric, value, 280) for metric, value in values.items()])
    (line,) = [line for line in lines if asked in line]
    assert line.removeprefix(f"  {asked}").split() == [*ranking.split(), "280", "62.1", "90.7", "96.1", "1.0"]
