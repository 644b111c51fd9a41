"""Settings that hold for one transaction, and what decides how to search."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import ColumnElement, String, bindparam, case, cast, func, literal, select
from sqlalchemy.dialects.postgresql import REGCONFIG

from imgsearch.db.roles import SEARCHER_ROLE, become
from imgsearch.queries import AnySelect
from imgsearch.queries.filters import conditions
from imgsearch.queries.spread import SetLocal, is_spread
from imgsearch.tables import Encoder, Image, Regressor

#: The same for every search: how far the index looks decides in which order it gives pictures out, and a page must
#: find the order of the page before. A million pictures need it for a recall of .99 among the hundred nearest, fewer
#: would do with less: docs/benchmarks.md has the recall and the time of other values. pgvector takes no more.
EF_SEARCH = 1000
EF_SEARCH_CAPTIONS = 100
#: Pictures that the index may look at before it gives up; then all are compared.
MAXIMUM_SCANNED = 20_000
#: Up to so many pictures that pass the filters are all compared, which is exact and takes no longer than the index
#: does to find enough of them: measured in docs/search.md.
EXACT_UP_TO = 5_000


def stay_idle() -> SetLocal:
    """Lets the transaction wait for this program, which has work of its own, for any time.

    As the last statement before the wait it also gives back what the one before saw, which builds of indexes wait for.
    """
    return SetLocal({"idle_in_transaction_session_timeout": "0"})


def active_ids() -> tuple[ColumnElement[int | None], ColumnElement[int | None]]:
    """The ids of the active encoder and of the active regressor."""
    return (
        select(Encoder.id).where(Encoder.is_active).scalar_subquery().label("active_encoder_id"),
        select(Regressor.id).where(Regressor.is_active).scalar_subquery().label("active_regressor_id"),
    )


@lru_cache(maxsize=64)
def select_search_settings(filters: tuple[str, ...] = (), text_count: int = 0) -> AnySelect:
    """Set up the transaction of a search and learn what decides its course: one statement, however much it does.

    The role makes the database itself leave flagged pictures out; a strict-order iterative scan goes on until enough
    rows pass the filters.

    Args:
        filters: names of the filters that count; takes their parameters.
        text_count: number of texts; takes the parameters ``text_0``, ``text_1``, ...

    Returns:
        A select of active_encoder_id and active_regressor_id, so that stale models are noticed; passing, the number
        of pictures that pass the filters, counted to EXACT_UP_TO + 1; is_spread, whether the vector indexes are on
        other machines; words_0, words_1, ... the texts' lexemes, and names_0, ... those of the folded texts.
    """
    shown = select(literal(1)).where(~Image.is_hidden, *conditions(filters))
    counted = shown.limit(EXACT_UP_TO + 1).subquery("counted")
    passing = select(func.count().label("passing")).select_from(counted).subquery("passing")
    # Where the index is to be used, and only there, sorting is made to look dear, so that no plan goes around it.
    sorting = case((passing.c.passing > EXACT_UP_TO, "off"), else_="on")
    # Where all pictures are compared, only captions are looked up in an index, and few of them.
    looking = case((passing.c.passing > EXACT_UP_TO, str(EF_SEARCH)), else_=str(EF_SEARCH_CAPTIONS))
    lexemes = [
        column for index in range(text_count) for column in _lexemes(bindparam(f"text_{index}", type_=String), index)
    ]
    return select(
        *active_ids(),
        become(SEARCHER_ROLE),
        func.set_config("hnsw.ef_search", looking, True),
        func.set_config("hnsw.iterative_scan", "strict_order", True),
        func.set_config("hnsw.max_scan_tuples", str(MAXIMUM_SCANNED), True),
        func.set_config("enable_sort", sorting, True),
        func.set_config("enable_presorted_aggregate", sorting, True),
        # Compiling a plan takes ten times as long as running it.
        func.set_config("jit", "off", True),
        # A plan takes twice as long to make as to run, and hangs on no text. What passes filters is another matter.
        func.set_config("plan_cache_mode", "auto" if filters else "force_generic_plan", True),
        passing.c.passing,
        is_spread().label("is_spread"),
        *lexemes,
    )


def _lexemes(said: ColumnElement[str], index: int) -> Iterator[ColumnElement[list[str]]]:
    """A text's lexemes as captions have theirs, and as what else is known of pictures has them, which is folded."""
    # On Latin letters this configuration does what the English one does.
    by = cast(literal("russian"), REGCONFIG)
    yield func.tsvector_to_array(func.to_tsvector(by, said)).label(f"words_{index}")
    yield func.tsvector_to_array(func.to_tsvector(by, func.fold_name(said))).label(f"names_{index}")


def settings_elsewhere(*, by_index: bool) -> SetLocal:
    """What select_search_settings sets, for the rest of the transaction on the machines that have vector indexes too.

    The role needs no setting: the coordinator connects to a machine as whoever the transaction acts for.
    """
    sorting = "off" if by_index else "on"
    return SetLocal(
        {
            "citus.propagate_set_commands": "local",
            "hnsw.ef_search": str(EF_SEARCH if by_index else EF_SEARCH_CAPTIONS),
            "hnsw.iterative_scan": "strict_order",
            "hnsw.max_scan_tuples": str(MAXIMUM_SCANNED),
            "enable_sort": sorting,
            "enable_presorted_aggregate": sorting,
            "jit": "off",
        }
    )
