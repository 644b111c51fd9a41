"""The page on models: the stored figures, the pictures that may be shown, and rankings worked out by hand."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from sqlalchemy import func, insert, select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.reports.document import Plot, Rankings, Section, Table
from imgsearch.reports.models import compose_models, read_models_data
from imgsearch.reports.models.examples import pick_examples
from imgsearch.reports.models.sheets import Ranked, Sheets, rank_pictures, read_sheets
from imgsearch.reports.render import to_html, to_markdown
from imgsearch.search import SearchModels
from imgsearch.tables import (
    Evaluation,
    EvaluationFigure,
    MatchPrediction,
)

#: Scores of the fixture's expert pairs; girl.jpg is flagged, bare.jpg's pair was judged by the crowd alone.
PREDICTED = {
    ("dog.jpg", "dog.jpg#0"): 0.9,
    ("dog.jpg", "surfer.jpg#0"): 0.8,
    ("dog.jpg", "copy.jpg#1"): 0.3,
    ("copy.jpg", "dog.jpg#0"): 0.9,
    ("surfer.jpg", "surfer.jpg#0"): 0.4,
    ("girl.jpg", "girl.jpg#1"): 0.0,
    ("bare.jpg", "dog.jpg#1"): 0.2,
}
FIGURES = [
    ("picture", "captions", "mse", 0.0158, 0.0149, 0.0171, 9),
    ("picture", "captions", "tau_c", 56.44, None, None, 27),
    ("picture", "captions", "tau_b", 37.94, None, None, 900),
    ("picture", "captions", "ndcg_10", 0.9412, 0.93, 0.95, 400),
    ("picture", "constant", "mse", 0.0727, None, None, 9),
    ("unseen", "pixels", "r2", 0.512, None, None, 9),
    ("test queries, allowed", "text to image, cosine", "recall_1", 61.2, 55.0, 66.6, 200),
    ("test queries, allowed", "text to image, cosine", "recall_5", 90.0, None, None, 200),
    ("test queries, allowed", "text to image, cosine", "recall_10", 95.0, None, None, 200),
    ("test queries, allowed", "text to image, cosine", "median_rank", 1.0, None, None, 200),
    ("searches", "first 10", "same_top_10", 0.99, None, None, 200),
    ("searches", "nothing matches, captions", "threshold", 0.41, None, None, 90),
    ("searches", "nothing matches, captions", "absent_answered_nothing", 0.8, None, None, 90),
    ("searches", "nothing matches, captions", "present_lost", 0.123, None, None, 90),
]


@pytest.fixture
def evaluation(session: Session, gallery: dict[str, int]) -> int:
    """A stored evaluation; an older one with other figures must not show."""
    run = {"encoder": "fake 7", "regressor": "abc", "data_fingerprint": "", "seed": 0, "settings": {"resamples": 50}}
    older, newer = session.scalars(insert(Evaluation).returning(Evaluation.id), [run, run]).all()
    names = ("split", "model", "metric", "value", "low", "high", "sample_size")
    figures = [dict(zip(names, row, strict=True)) | {"evaluation_id": newer} for row in FIGURES]
    session.execute(insert(EvaluationFigure), figures)
    session.execute(insert(EvaluationFigure), [{**figures[0], "evaluation_id": older, "value": 0.5}])
    session.execute(
        insert(MatchPrediction),
        [
            {
                "evaluation_id": newer,
                "split": "picture",
                "model": "captions",
                "image_id": gallery[name],
                "is_hidden": name == "girl.jpg",
                "caption_key": key,
                "predicted": predicted,
            }
            for (name, key), predicted in PREDICTED.items()
        ],
    )
    session.commit()
    return int(newer)


def section_of(session: Session, title: str, sheets: Sheets | None = None) -> Section:
    report = compose_models(read_models_data(session), sheets or Sheets([], {}))
    return next(section for section in report.sections if section.title == title)


def rows_of(section: Section) -> list[tuple[object, ...]]:
    return [tuple(row) for block in section.blocks if isinstance(block, Table) for row in block.rows]


def test_figures_of_the_newest_evaluation_stand_with_their_intervals(session: Session, evaluation: int) -> None:
    assert rows_of(section_of(session, "The score in use")) == [
        ("captions", 9, "0.0158 (0.0149 to 0.0171)", None, None, None),
        ("constant", 9, "0.0727", None, None, None),
        ("captions", 9, None, "56.4", "37.9", "0.941 (0.930 to 0.950)"),
        ("pixels", 9, None, None, "0.512", None),
    ]
    assert rows_of(section_of(session, "Retrieval")) == [
        ("test queries, allowed", "text to image, cosine", 200, "61.2 (55.0 to 66.6)", "90.0", "95.0", "1")
    ]


def test_thresholds_come_from_the_view_and_the_folds(session: Session, evaluation: int) -> None:
    rows = rows_of(section_of(session, "When nothing matches"))
    # dog.jpg#0 matches dog.jpg and copy.jpg (.9), surfer.jpg#0 and girl.jpg#1 matches at .4 and 0; the best of other
    # pairs: .8 for surfer.jpg#0, .3 for copy.jpg#1, .2 for dog.jpg#1.
    assert rows[2] == ("captions", "0.50", "66.7%", "66.7%")
    assert rows[0] == ("captions", "0.30", "33.3%", "33.3%")
    assert rows[-1] == ("captions, chosen on other queries", "0.41", "80.0%", "12.3%")


def test_the_error_is_followed_from_run_to_run(session: Session, evaluation: int) -> None:
    section = section_of(session, "Over time")
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    assert [(row[0], row[2], row[4]) for row in table.rows] == [
        (str(evaluation), "fake 7", "0.0158"),
        (str(evaluation - 1), "fake 7", "0.5000"),
    ]
    (plot,) = [block for block in section.blocks if isinstance(block, Plot)]
    # Two runs, one line of the captions' error through both.
    assert plot.svg.count(">captions<") == 1
    assert {f">{number}<" in plot.svg for number in (evaluation - 1, evaluation)} == {True}


def test_best_are_matches_met_closely_and_worst_whatever_is_missed() -> None:
    rated = pd.DataFrame(
        [(1, "a", 0.0, 0.0), (2, "b", 0.95, 1.0), (2, "c", 0.2, 1.0), (3, "d", 0.7, 0.7), (4, "e", 0.5, 0.0)],
        columns=["image_id", "caption_key", "predicted", "rating"],
    )
    found = pick_examples(rated)
    assert found.best["caption_key"].tolist() == ["d", "b"]
    assert found.worst["caption_key"].tolist() == ["c", "e", "a", "d"]


def test_flagged_pictures_are_neither_examples_nor_ranked(
    session: Session, evaluation: int, models: SearchModels
) -> None:
    sheets = read_sheets(session, models)
    report = compose_models(read_models_data(session), sheets)
    html, markdown = to_html(report), to_markdown(report, "figures")
    assert "A surfer on a wave" in html
    assert "A surfer on a wave" in markdown
    assert {name for name, _ in sheets.pictures.values()} == {"dog.jpg", "copy.jpg", "surfer.jpg"}
    for trace in ("girl", "Secret", "secret"):
        assert trace not in html
        assert trace not in markdown
    targets = re.findall(r"""\b(?:src|href)=["']([^"']*)""", html)
    assert [target for target in targets if not target.startswith(("data:", "#"))] == []


def test_analysts_may_read_all_that_the_page_needs(
    session: Session, evaluation: int, models: SearchModels, gallery: dict[str, int]
) -> None:
    session.execute(select(func.set_config("role", "imgsearch_analyst", False)))
    session.commit()
    data, sheets = read_models_data(session), read_sheets(session, models)
    assert gallery["girl.jpg"] not in set(data.predictions["image_id"])
    assert len(data.predictions) == 5
    assert len(sheets.sheets) == 2
    assert "as they were stored, of all rated pictures. Calibration" in compose_models(data, sheets).lead


@pytest.mark.parametrize("role", ["imgsearch_editor", "imgsearch_loader", "none"])
def test_pages_of_those_who_see_everything_say_that_all_pictures_count(
    session: Session, evaluation: int, gallery: dict[str, int], role: str
) -> None:
    session.execute(select(func.set_config("role", role, False)))
    session.commit()
    data = read_models_data(session)
    assert gallery["girl.jpg"] in set(data.predictions["image_id"])
    assert "Figures cover all pictures;" in compose_models(data, Sheets([], {})).lead


def test_rankings_side_by_side_leave_the_query_itself_out(
    session: Session, evaluation: int, models: SearchModels, gallery: dict[str, int]
) -> None:
    sheets = read_sheets(session, models)
    by_text = {sheet.text: sheet for sheet in sheets.sheets}
    # A query for minors and one for a flagged picture are not asked.
    assert set(by_text) == {"Two dogs play", "a surfer"}
    cosine, captions = by_text["Two dogs play"].rankings
    # The copy shows dogs twice, so the cosine puts it first.
    assert (cosine.name, cosine.place, cosine.picture_count) == ("cosine", 2, 3)
    assert [image_id for image_id, _ in cosine.top[:2]] == [gallery["copy.jpg"], gallery["dog.jpg"]]
    # Without the query itself, which would be found first, "A dog runs ." remains for dog.jpg and "a dog runs" for
    # its copy: a tie.
    assert (captions.name, captions.place) == ("closest caption", 2)
    assert captions.top[0][1] == pytest.approx(captions.top[1][1], abs=1e-3)
    section = section_of(session, "Rankings side by side", sheets)
    blocks = [block for block in section.blocks if isinstance(block, Rankings)]
    marked = [[picture.marked for picture in pictures] for _, _, pictures in blocks[0].rows]
    assert marked[0] == [False, True, False]
    assert rows_of(section)[0] == ("cosine", 1, 2, 2)


def test_place_counts_ties_against_the_ranking() -> None:
    score = np.array([0.5, 0.5, 0.75], dtype=np.float32)
    assert rank_pictures("x", score, [7, 3, 5], 0) == Ranked("x", 3, 3, [(5, 0.75), (3, 0.5), (7, 0.5)])


def test_without_figures_the_next_command_is_named(
    database_url: URL, gallery: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    result = CliRunner().invoke(main, ["report", "models", "--out", str(tmp_path / "models.html")])
    assert result.exit_code == 1
    assert "imgsearch evaluate" in result.output
    assert not (tmp_path / "models.html").exists()
