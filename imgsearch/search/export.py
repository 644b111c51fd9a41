"""Results as files for other programs: CSV, Parquet, and the qrels and run files of TREC."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from imgsearch.errors import BadInput
from imgsearch.extras import require
from imgsearch.search.result import SearchResult
from imgsearch.writing import harmless, write_whole, writing

COLUMNS = (
    "query", "rank", "image_id", "name", "score", "matches", "caption", "distance", "width", "height", "taken_at",
    "more", "band",
)  # fmt: skip
#: Of the column that names the system in a run file.
RUN = "imgsearch"


def to_csv(result: SearchResult) -> bytes:
    """A line for each hit that is shown, in UTF-8 with a header; cells that a spreadsheet would run are texts in it."""
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _rows(result):
        writer.writerow(map(harmless, row.values()))
    return file.getvalue().encode()


def to_parquet(result: SearchResult) -> bytes:
    """A row for each hit that is shown.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    require("parquet")
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {
        "query": pa.string(), "rank": pa.int32(), "image_id": pa.int64(), "name": pa.string(), "score": pa.float64(),
        "matches": pa.bool_(), "caption": pa.string(), "distance": pa.float64(), "width": pa.int32(),
        "height": pa.int32(), "taken_at": pa.timestamp("us"), "more": pa.int32(),
        "band": pa.string(),
    }  # fmt: skip
    file = BytesIO()
    parquet.write_table(pa.Table.from_pylist(_rows(result), schema=pa.schema(kinds)), file)
    return file.getvalue()


def to_run(result: SearchResult) -> bytes:
    """A run file: query, Q0, picture, rank, score, system; ir_measures and trec_eval read it."""
    lines = [
        f"{_one_word(result.text)} Q0 {hit.image_id} {hit.rank} {value} {RUN}\n"
        for hit, value in zip(result.shown, _falling(result), strict=True)
    ]
    return "".join(lines).encode()


def to_qrels(result: SearchResult) -> bytes:
    """A qrels file: query, 0, picture, 1 where it surely matches and else 0."""
    surely = [hit.matches and hit.band == "matches" for hit in result.shown]
    lines = [
        f"{_one_word(result.text)} 0 {hit.image_id} {int(is_sure)}\n"
        for hit, is_sure in zip(result.shown, surely, strict=True)
    ]
    return "".join(lines).encode()


#: Ending of a file -> what is written into it.
FORMATS: dict[str, Callable[[SearchResult], bytes]] = {
    ".csv": to_csv,
    ".parquet": to_parquet,
    ".run": to_run,
    ".qrels": to_qrels,
}


def check_export(path: Path) -> None:
    """Refuse a file that could not be written, before anything is searched.

    Raises:
        BadInput: its ending is none that is known.
        MissingExtra: pyarrow is needed and not installed.
    """
    if path.suffix.lower() not in FORMATS:
        raise BadInput(f"{path} does not say what to write; end it with {', '.join(FORMATS)}")
    if path.suffix.lower() == ".parquet":
        require("parquet")


def write_export(path: Path, result: SearchResult) -> None:
    """Write the hits that are shown, in the format of the file's ending; folders are made.

    Raises:
        BadInput: the file cannot be written.
    """
    with writing(path):
        write_whole((path, FORMATS[path.suffix.lower()](result)))


def _rows(result: SearchResult) -> list[dict[str, Any]]:
    unknown: dict[str, Any] = {"score": None, "distance": None} if result.is_browsing else {}
    found = ({"query": result.text, **hit._asdict(), **unknown} for hit in result.shown)
    return [{name: row[name] for name in COLUMNS} for row in found]


def _one_word(text: str | None) -> str:
    """A name of the query without spaces, which part the columns."""
    return "_".join((text or "pictures").split())


def _falling(result: SearchResult) -> list[str]:
    """Scores in the order of the hits, by which trec_eval sorts them: where theirs do not fall, one part of the rank.

    They do not where hits come by date or have none, where what surely matches stands before a better guess, and where
    two are alike.
    """
    scores = [f"{hit.score:.6f}" for hit in result.shown]
    falls = all(float(one) > float(other) for one, other in pairwise(scores))
    return scores if falls and not result.is_browsing else [f"{1 / hit.rank:.9f}" for hit in result.shown]
