"""Which pgvector the schema needs."""

from __future__ import annotations

from imgsearch.errors import SchemaOutdated

#: Older ones have faults in HNSW builds and vacuums.
MINIMUM_PGVECTOR = (0, 8, 4)
WANTED_PGVECTOR = ".".join(map(str, MINIMUM_PGVECTOR))


def check_pgvector(version: str | None) -> None:
    """Refuse a missing or faulty pgvector.

    Raises:
        SchemaOutdated: pgvector is missing or older than 0.8.4.
    """
    if version is None:
        raise SchemaOutdated("the database has no vector extension; run `imgsearch db upgrade`")
    if is_faulty(version):
        raise SchemaOutdated(
            f"pgvector {version} builds faulty HNSW indexes; install {WANTED_PGVECTOR} or newer on the server, "
            "then run `ALTER EXTENSION vector UPDATE` and `imgsearch db upgrade`"
        )


def is_faulty(pgvector_version: str) -> bool:
    """Whether its vector indexes lose rows."""
    return tuple(int(part) for part in pgvector_version.split(".")[:3]) < MINIMUM_PGVECTOR
