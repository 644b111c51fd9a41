"""Which revision of the schema this version works with, read off the names of the migrations.

Alembic would say the same but is too slow to import for a query.
"""

from __future__ import annotations

from pathlib import Path

import imgsearch
from imgsearch.errors import SchemaOutdated

#: Revisions from before the first release, which no released version can upgrade.
SQUASHED = frozenset("0001 0002 0003 0004 0005 0006 0007 0008 0009 0011 0012".split())


def script_location() -> Path:
    """Folder of the migrations: inside the package when installed, beside it in a checkout."""
    package = Path(imgsearch.__file__).parent
    shipped = package / "migrations"
    return shipped if shipped.is_dir() else package.parent / "migrations"


def newest_revision(versions: Path) -> str:
    """The highest number that the name of a migration begins with."""
    return max(path.name.partition("_")[0] for path in versions.glob("[0-9]*_*.py"))


HEAD_REVISION = newest_revision(script_location() / "versions")


def refuse_squashed(revision: str | None) -> None:
    """Refuse a database whose next migrations this version no longer has.

    Raises:
        SchemaOutdated: it stands at a revision from before the first release.
    """
    if revision in SQUASHED:
        raise SchemaOutdated(
            f"the database schema is at revision {revision}, from before the first release; run `imgsearch db upgrade` "
            "with the development version that made it first, which takes it to 0013, or load the pictures into a "
            "new database"
        )


def refuse_newer(revision: str | None) -> None:
    """Refuse a database that a newer version has upgraded: its tables may be others, and there is no way back.

    Raises:
        SchemaOutdated: it stands at a revision that this version does not know.
    """
    if revision is not None and revision > HEAD_REVISION:
        raise SchemaOutdated(
            f"the database schema is at revision {revision}, newer than this imgsearch knows ({HEAD_REVISION}); run "
            "`pip install --upgrade imgsearch-pgvector`, or restore the backup from before the upgrade into a new "
            "database"
        )
