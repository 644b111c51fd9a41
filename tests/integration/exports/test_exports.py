"""What analysts take away is read by the tools that it is meant for, and holds no hidden picture."""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import ir_measures
import numpy as np
import pytest
import yaml
from click.testing import CliRunner, Result
from sqlalchemy import insert, select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.exports.views import read_views, write_views
from imgsearch.tables import Evaluation, Image, MatchPrediction, MatchRating
from tests.builders import hide
from tests.rated_database import fill_rated

HOSTILE = 'beach, "at\nnoon"; ünï.jpg'


@pytest.fixture
def rated(session: Session, database_url: URL, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A rated database, one of whose pictures is hidden, with a picture of a difficult name."""
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    fill_rated(session)
    values = {"path": "/x", "gallery": "g", "sha256": sha256(b"x").digest(), "file_bytes": 1, "mtime_ns": 1, "width": 1}
    added = insert(Image).values(
        name=HOSTILE, height=1, tags=["sea, blue", 'a "tag"'], metadata={"Lens": "50 mm"}, **values
    )
    session.execute(added)
    session.commit()
    hide(session, Image.name == "3.jpg")
    session.commit()
    return session


def query(statement: str, **options: Any) -> duckdb.DuckDBPyRelation:  # noqa: ANN401 (DuckDB's)
    found = duckdb.sql(statement, **options)
    assert found is not None
    return found


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["export", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_duckdb_reads_every_view_from_parquet(rated: Session, tmp_path: Path) -> None:
    result = run("views", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    views = {view.name for view in read_views(rated)}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{name}.parquet" for name in views}
    assert {"picture", "rating", "vector", "evaluation"} <= views
    found = query(f"SELECT * FROM '{tmp_path}/out/picture.parquet' WHERE picture = $1", params=[HOSTILE])
    row = dict(zip(found.columns, found.fetchall()[0], strict=True))
    assert (row["tags"], json.loads(row["metadata"])) == (["sea, blue", 'a "tag"'], {"Lens": "50 mm"})
    kinds = dict(zip(found.columns, map(str, found.types), strict=True))
    assert (kinds["image_id"], kinds["tags"], kinds["loaded_at"]) == ("BIGINT", "VARCHAR[]", "TIMESTAMP WITH TIME ZONE")
    # Numbers are those of the database, and vectors are lists that DuckDB computes with.
    mean = query(f"SELECT avg(expert_mean), count(*) FROM '{tmp_path}/out/rating.parquet'").fetchall()
    rated.execute(text("SET LOCAL ROLE imgsearch_analyst"))
    assert mean == [tuple(rated.execute(text("SELECT avg(expert_mean), count(*) FROM analyst.rating")).one())]
    length = query(f"SELECT max(list_dot_product(embedding, embedding)) FROM '{tmp_path}/out/vector.parquet'")
    assert length.fetchall()[0][0] == pytest.approx(1, abs=0.01)


def test_csv_keeps_what_is_hard_to_quote(rated: Session, tmp_path: Path) -> None:
    result = run("views", str(tmp_path), "--format", "csv", "--view", "picture")
    assert (result.exit_code, [path.name for path in tmp_path.iterdir()]) == (0, ["picture.csv"])
    with (tmp_path / "picture.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["picture"]: row for row in csv.DictReader(file)}
    assert json.loads(rows[HOSTILE]["tags"]) == ["sea, blue", 'a "tag"']
    assert rows[HOSTILE]["photographer"] == ""
    assert result.stdout.strip() == f"{tmp_path / 'picture.csv'}: {len(rows)} rows"


def test_no_cell_of_a_csv_file_is_run_by_a_spreadsheet(rated: Session, tmp_path: Path) -> None:
    rated.execute(text("UPDATE image SET photographer = '=1+1' WHERE name = :name"), {"name": HOSTILE})
    rated.commit()
    run("views", str(tmp_path), "--format", "csv", "--view", "picture")
    with (tmp_path / "picture.csv").open(encoding="utf-8", newline="") as file:
        assert {row["picture"]: row["photographer"] for row in csv.DictReader(file)}[HOSTILE] == "'=1+1"


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_nothing_of_a_hidden_picture_leaves(rated: Session, tmp_path: Path, file_format: str) -> None:
    assert rated.scalar(select(Image.is_hidden).where(Image.name == "3.jpg"))
    rated.rollback()
    run("views", str(tmp_path), "--format", file_format)
    for path in tmp_path.iterdir():
        read = f"read_csv('{path}', all_varchar=true)" if file_format == "csv" else f"'{path}'"
        for row in query(f"SELECT * FROM {read}").fetchall():
            assert "3.jpg" not in row, path


def test_a_file_is_there_only_when_it_is_complete(rated: Session, tmp_path: Path) -> None:
    (tmp_path / "picture.csv").write_text("as it was")
    bad = run("views", str(tmp_path), "--format", "csv", "--view", "picture", "--view", "nonsense")
    assert (bad.exit_code, bad.stderr.count("there is no view nonsense in the schema analyst")) == (1, 1)
    assert (tmp_path / "picture.csv").read_text() == "as it was"
    # The reader stops in the middle.
    for _ in write_views(rated, tmp_path, "csv", ["picture", "rating"]):
        break
    assert sorted(path.name for path in tmp_path.iterdir()) == ["picture.csv"]
    assert (tmp_path / "picture.csv").read_text() != "as it was"
    blocked = run("views", str(tmp_path / "picture.csv" / "below"))
    assert (blocked.exit_code, "Traceback" in blocked.output) == (2, False)
    assert "name another place" in blocked.stderr


def test_ir_measures_finds_the_figures_of_the_views(rated: Session, tmp_path: Path) -> None:
    missing = run("trec", str(tmp_path))
    assert (missing.exit_code, "run `imgsearch evaluate`" in missing.stderr) == (1, True)
    evaluation = Evaluation(encoder="small 1", regressor="a", data_fingerprint="", seed=0, settings={})
    rated.add(evaluation)
    rated.flush()
    number = evaluation.id
    pairs = select(MatchRating.image_id, MatchRating.caption_key, MatchRating.is_hidden).where(
        MatchRating.expert_mean.is_not(None)
    )
    generator = np.random.default_rng(0)
    rows = [
        {
            "evaluation_id": number, "split": "picture", "model": "pixels", "image_id": image_id, "caption_key": key,
            "is_hidden": is_hidden, "predicted": float(generator.uniform()),
        }
        for image_id, key, is_hidden in rated.execute(pairs.order_by(MatchRating.image_id, MatchRating.caption_key))
    ]  # fmt: skip
    rated.execute(insert(MatchPrediction), rows)
    rated.commit()
    result = run("trec", str(tmp_path), "--evaluation", str(number))
    assert result.stdout.split() == [str(tmp_path / "qrels"), str(tmp_path / "picture-pixels.run")]
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels")))
    ranking = list(ir_measures.read_trec_run(str(tmp_path / "picture-pixels.run")))
    hidden = rated.scalar(select(Image.id).where(Image.is_hidden))
    assert str(hidden) not in {each.doc_id for each in ranking} | {each.doc_id for each in qrels}
    rated.execute(text("SET LOCAL ROLE imgsearch_analyst"))
    expected = rated.scalar(text("SELECT ndcg_10 FROM evaluation_ndcg WHERE evaluation_id = :id"), {"id": number})
    rated.rollback()
    # The view leaves out texts with one rated picture, or with none that fits.
    counts: dict[str, list[int]] = {}
    for each in qrels:
        counts.setdefault(each.query_id, []).append(each.relevance)
    kept = {query for query, grades in counts.items() if len(grades) > 1 and max(grades) > 0}
    measure = ir_measures.nDCG @ 10
    found = ir_measures.calc_aggregate(
        [measure],
        [each for each in qrels if each.query_id in kept],
        [each for each in ranking if each.query_id in kept],
    )
    assert found[measure] == pytest.approx(expected)


def test_sources_for_dbt_describe_every_view(rated: Session, tmp_path: Path) -> None:
    file = tmp_path / "models" / "sources.yml"
    assert run("dbt", str(file)).stdout.strip() == str(file)
    (source,) = yaml.safe_load(file.read_text())["sources"]
    assert (source["name"], source["schema"]) == ("imgsearch", "analyst")
    found = {table["name"]: {column["name"]: column for column in table["columns"]} for table in source["tables"]}
    assert found["picture"]["tags"]["data_type"] == "character varying[]"
    assert found["rating"]["expert_mean"]["description"]
    assert all(column["description"] for columns in found.values() for column in columns.values())
