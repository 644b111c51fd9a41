"""Getting to a database: connections, the embedded server, migrations."""

from imgsearch.db.connect import HEAD_REVISION, check_schema, connect_url, make_engine, map_errors
from imgsearch.db.embedded import EmbeddedServer

__all__ = ["HEAD_REVISION", "EmbeddedServer", "check_schema", "connect_url", "make_engine", "map_errors"]
