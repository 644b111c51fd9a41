"""Whatever is in a file: refused rows or one of our errors, never another one, and what was there stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.errors import ImgsearchError
from imgsearch.tables import Caption, Image
from loaders.annotations import load_crowd_annotations, load_expert_annotations
from loaders.captions import load_captions
from loaders.metadata import load_metadata
from loaders.queries import load_queries
from loaders.report import LoadResult

Load = Callable[[Session, Path], LoadResult]
LOADERS: dict[str, Load] = {
    "captions.tsv": lambda session, file: load_captions(session, [file]),
    "captions.csv": lambda session, file: load_captions(session, [file]),
    "train_dataset.csv": lambda session, file: load_captions(session, [file]),
    "ExpertAnnotations.tsv": load_expert_annotations,
    "CrowdAnnotations.tsv": load_crowd_annotations,
    "test_queries.csv": load_queries,
    "metadata.csv": load_metadata,
    "metadata.json": load_metadata,
}
HEADERS = {
    "captions.csv": "image,caption\n",
    "train_dataset.csv": "image,query_id,query_text\n",
    "test_queries.csv": "|query_id|query_text|image\n",
    "metadata.csv": "image,taken_at,tags,title\n",
}
CELLS = st.one_of(
    st.sampled_from(
        [
            "a.jpg",
            "a.jpg#7",
            "b.jpg#0",
            "1",
            "4",
            "0.5",
            "NaN",
            "1e999",
            "",
            '"',
            "'); DROP TABLE image; --",
            "\x00",
            "../../x",
        ]
    ),
    st.text(max_size=20),
    st.text(min_size=1, max_size=1).map(lambda character: character * 3000),
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6)


@pytest.mark.parametrize("name", LOADERS)
def test_no_file_breaks_a_load(session: Session, rated_set: Path, tmp_path: Path, name: str) -> None:
    from loaders.images import load_images

    load_images(session, rated_set / "train_images", flat_names=True)
    pictures = session.scalars(select(Image.name).order_by(Image.name)).all()
    file = tmp_path / name
    separator = {"test_queries.csv": "|"}.get(name, "\t" if name.endswith(".tsv") else ",")

    @settings(max_examples=25, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(ROWS, st.binary(max_size=40))
    def check(rows: list[list[str]], noise: bytes) -> None:
        lines = HEADERS.get(name, "") + "".join(separator.join(row) + "\n" for row in rows)
        file.write_bytes(lines.encode("utf-8", "surrogatepass") + noise)
        try:
            result = LOADERS[name](session, file)
        except ImgsearchError:
            session.rollback()
        else:
            assert min(result.inserted, result.updated, result.unchanged) >= 0
        assert session.scalars(select(Image.name).order_by(Image.name)).all() == pictures
        assert session.scalar(select(func.count()).select_from(Caption)) is not None
        session.rollback()

    check()
