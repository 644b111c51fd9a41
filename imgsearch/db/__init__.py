"""Getting to a database: connections, the embedded server, migrations."""

from imgsearch.db.connect import check_schema, connect_url, make_engine, map_errors
from imgsearch.db.embedded import EmbeddedServer
from imgsearch.db.revision import HEAD_REVISION

__all__ = ["HEAD_REVISION", "EmbeddedServer", "check_schema", "connect_url", "make_engine", "map_errors"]
