"""Finding pictures: candidates from the database, scores from the regressor."""

from imgsearch.models.loaded import SearchModels, read_active_encoder, read_models
from imgsearch.queries.filters import Filters
from imgsearch.search.question import Part
from imgsearch.search.record import record_search
from imgsearch.search.result import Hit, SearchResult
from imgsearch.search.run import search, search_by_image, search_parts

__all__ = [
    "Filters",
    "Hit",
    "Part",
    "SearchModels",
    "SearchResult",
    "read_active_encoder",
    "read_models",
    "record_search",
    "search",
    "search_by_image",
    "search_parts",
]
