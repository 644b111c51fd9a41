"""Results as files that other programs read."""

from __future__ import annotations

import csv
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path

import ir_measures
import pytest
from pyarrow import parquet

from imgsearch.errors import BadInput, MissingExtra
from imgsearch.extras import EXTRAS
from imgsearch.search import Hit, SearchResult
from imgsearch.search.export import COLUMNS, check_export, to_csv, to_parquet, to_qrels, to_run, write_export


def hit(rank: int, *, matches: bool = True, caption: str | None = "a dog, running", name: str = "a.jpg") -> Hit:
    return Hit(
        rank, 1 - rank / 10, matches, 10 + rank, name, "/a.jpg", caption, 0.5, 4, 3, taken_at=datetime(2024, 5, 1)
    )


def result(*hits: Hit, text: str | None = "a dog", is_browsing: bool = False) -> SearchResult:
    return SearchResult(
        text,
        "en",
        [each for each in hits if each.matches],
        [each for each in hits if not each.matches],
        shows_nearest=True,
        is_browsing=is_browsing,
    )


def test_csv_holds_every_hit_with_a_header() -> None:
    rows = list(csv.DictReader(StringIO(to_csv(result(hit(1), hit(2, matches=False))).decode())))
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["rank"], row["matches"], row["caption"]) for row in rows] == [
        ("1", "True", "a dog, running"),
        ("2", "False", "a dog, running"),
    ]
    assert "/a.jpg" not in to_csv(result(hit(1))).decode()  # no paths of the server's


def test_what_may_match_is_told_from_what_surely_does() -> None:
    found = result(hit(1), hit(2)._replace(band="maybe"), hit(3, matches=False)._replace(band="below"))
    rows = csv.DictReader(StringIO(to_csv(found).decode()))
    assert [row["band"] for row in rows] == ["matches", "maybe", "below"]
    assert [line.split()[-1] for line in to_qrels(found).decode().splitlines()] == ["1", "0", "0"]


@pytest.mark.parametrize("caption", ["=1+1", "+x", "-x", "@x"])
def test_no_cell_is_run_by_a_spreadsheet(caption: str) -> None:
    (row,) = csv.DictReader(StringIO(to_csv(result(hit(1, caption=caption))).decode()))
    assert row["caption"] == f"'{caption}"


def test_parquet_keeps_kinds() -> None:
    table = parquet.read_table(BytesIO(to_parquet(result(hit(1), hit(2, caption=None)))))
    assert table.column_names == list(COLUMNS)
    assert table.to_pylist()[1] | {"score": 0.8} == {
        "query": "a dog", "rank": 2, "image_id": 12, "name": "a.jpg", "score": 0.8, "matches": True, "caption": None,
        "distance": 0.5, "width": 4, "height": 3, "taken_at": datetime(2024, 5, 1), "more": 0,
        "band": "matches",
    }  # fmt: skip
    nothing = parquet.read_table(BytesIO(to_parquet(result())))
    assert (nothing.num_rows, nothing.schema) == (0, table.schema)  # so that files of many searches are one table
    assert str(table.schema.field("taken_at").type) == "timestamp[us]"


def test_ir_measures_reads_runs_and_judgements(tmp_path: Path) -> None:
    found = result(hit(1), hit(2), hit(3, matches=False))
    run, qrels = tmp_path / "dog.run", tmp_path / "dog.qrels"
    write_export(run, found)
    write_export(qrels, found)
    measured = ir_measures.calc_aggregate(
        [ir_measures.P @ 2, ir_measures.RR],
        ir_measures.read_trec_qrels(str(qrels)),
        ir_measures.read_trec_run(str(run)),
    )
    assert {str(measure): value for measure, value in measured.items()} == {"P@2": 1.0, "RR": 1.0}
    assert to_run(found).decode().splitlines()[0] == "a_dog Q0 11 1 0.900000 imgsearch"
    assert to_qrels(found).decode().splitlines()[2] == "a_dog 0 13 0"


@pytest.mark.parametrize("scores", [(0.2, 0.9, 0.5), (0.95, 0.95, 0.9500001)])
def test_a_run_keeps_the_order_of_hits_whose_scores_do_not_fall(scores: tuple[float, ...], tmp_path: Path) -> None:
    """By date, by bands, or alike, which trec_eval sorts by name."""
    hits = [hit(rank)._replace(score=score) for rank, score in enumerate(scores, start=1)]
    write_export(run := tmp_path / "dog.run", result(*hits))
    lines = sorted(ir_measures.read_trec_run(str(run)), key=lambda line: -line.score)
    assert [line.doc_id for line in lines] == ["11", "12", "13"]
    assert len({line.score for line in lines}) == 3
    far = result(*(hit(1)._replace(rank=rank) for rank in (9999, 10000)))
    assert len({line.split()[4] for line in to_run(far).decode().splitlines()}) == 2


def test_pictures_that_were_browsed_have_no_scores() -> None:
    browsed = result(hit(1), hit(2), text=None, is_browsing=True)
    (first, _) = csv.DictReader(StringIO(to_csv(browsed).decode()))
    assert (first["score"], first["query"]) == ("", "")
    assert [line.split()[0] for line in to_run(browsed).decode().splitlines()] == ["pictures", "pictures"]


def test_a_file_that_cannot_be_written_is_refused_before_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput, match=r"end it with \.csv, \.parquet, \.run, \.qrels"):
        check_export(tmp_path / "x.xls")
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(BadInput, match=r"x\.csv is a folder; name a file in it"):
        write_export(tmp_path / "x.csv", result())
    monkeypatch.setitem(EXTRAS, "parquet", ("no_such_module",))
    with pytest.raises(MissingExtra, match=r"imgsearch-pgvector\[parquet\]"):
        check_export(tmp_path / "x.parquet")
