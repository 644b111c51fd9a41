"""Finding pictures: candidates from the database, scores from the regressor."""

from imgsearch.models.loaded import SearchModels, read_active_encoder, read_models
from imgsearch.queries.filters import Filters
from imgsearch.search.ask import ask
from imgsearch.search.make import Written, read_part
from imgsearch.search.query import SORTS, Part, PictureVector, Query, Sort
from imgsearch.search.record import record_search
from imgsearch.search.result import Hit, SearchResult
from imgsearch.search.run import search
from imgsearch.search.slow import Slow, keep_slow
from imgsearch.search.warm import WarmSearcher

__all__ = [
    "SORTS",
    "Filters",
    "Hit",
    "Part",
    "PictureVector",
    "Query",
    "SearchModels",
    "SearchResult",
    "Slow",
    "Sort",
    "WarmSearcher",
    "Written",
    "ask",
    "keep_slow",
    "read_active_encoder",
    "read_models",
    "read_part",
    "record_search",
    "search",
]
