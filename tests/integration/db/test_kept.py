"""Statements whose text is kept: what they give is what SQLAlchemy gives each time anew."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import ARRAY, Engine, Integer, String, bindparam, event, func, literal, select
from sqlalchemy.exc import DBAPIError, StatementError

from imgsearch.db.kept import run_kept
from imgsearch.queries.candidates import CandidateShape, select_candidates
from imgsearch.queries.captions import CaptionQuery
from imgsearch.search.candidate import Candidate

#: Characters of a statement that psycopg keeps.
LONGEST_KEPT = 4096
TEXTS = (CaptionQuery(0, "minilm", 2, 384), CaptionQuery(0, "use-multilingual", 3, 512))
GREETING = select(
    func.concat(literal("50% of "), bindparam("who", type_=String)).label("said"),
    (bindparam("count", type_=Integer) + literal(1, Integer, literal_execute=True)).label("next"),
    func.cardinality(bindparam("names", type_=ARRAY(String))).label("names"),
)


@pytest.mark.parametrize("binary", [False, True])
def test_each_run_has_its_own_values_and_what_stands_in_the_statement(engine: Engine, binary: bool) -> None:
    with engine.connect() as connection:
        for who, count, names in (("dogs", 1, ["a"]), ("'; --", 41, [])):
            given = {"who": who, "count": count, "names": names}
            kept = run_kept(connection, GREETING, given, binary=binary).one()
            assert tuple(kept) == tuple(connection.execute(GREETING, given).one())
            assert (kept.said, kept.next) == (f"50% of {who}", count + 1)


def test_who_listens_to_statements_hears_of_it_and_errors_are_the_usual_ones(engine: Engine) -> None:
    heard: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: heard.append(statement))
    with engine.connect() as connection:
        run_kept(connection, GREETING, {"who": "dogs", "count": 1, "names": []})
        assert "concat" in heard[-1]
        with pytest.raises(DBAPIError):
            run_kept(connection, GREETING, {"who": "dogs", "count": "many", "names": []})
        connection.rollback()
        with pytest.raises((StatementError, DBAPIError)):
            run_kept(connection, GREETING, {"who": "dogs"})


def test_a_candidate_is_made_of_the_columns_in_their_order() -> None:
    statement = select_candidates(CandidateShape(1, 512, 100, "exact", captions=TEXTS))
    columns = [column.key for column in statement.selected_columns]
    assert columns == [*Candidate._fields, *(text.column for text in TEXTS)]


def test_the_captions_of_a_candidate_are_compared_with_its_own_vectors_alone() -> None:
    """Joined with all candidates, the vectors of all of them would be read for each."""
    statement = str(select_candidates(CandidateShape(1, 512, 100, "exact", captions=TEXTS)))
    read = statement[statement.index("LATERAL") :].split("FROM caption_embedding")[1:]
    assert [each.split("AND")[0].split() for each in read] == [
        ["WHERE", "caption_embedding.image_id", "=", "CAST(candidate.image_id", "AS", "BIGINT)"]
    ]


def test_the_driver_keeps_what_it_made_of_the_statement_of_a_query_of_one_text(engine: Engine) -> None:
    """It reads longer ones anew each time, which takes a hundredth of a search."""
    shape = CandidateShape(1, 512, 101, "exact", captions=TEXTS, by_words=1, by_known=1, by_meaning=TEXTS[:1])
    given = [*(f"query_{text.name}" for text in TEXTS), "query_vector", "find_captioned", "find_known"]
    compiled: Any = select_candidates(shape).compile(dialect=engine.dialect)
    text = compiled.construct_expanded_state(dict.fromkeys(given)).statement
    assert len(text) <= LONGEST_KEPT
