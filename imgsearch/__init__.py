"""Semantic text-to-picture search in PostgreSQL with pgvector and a calibrated match score."""

from typing import TYPE_CHECKING

__all__ = ["Catalog", "Filters", "Hits"]

if TYPE_CHECKING:
    from imgsearch.shown.catalog import Catalog, Filters, Hits
else:

    def __getattr__(name: str) -> object:
        """Import the Python interface when it is asked for: every command imports this package, few need pandas."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from imgsearch.shown import catalog

        return getattr(catalog, name)
