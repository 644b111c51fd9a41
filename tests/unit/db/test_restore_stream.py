"""What goes from pg_restore to psql."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from imgsearch.db.backup import AFTER, BEFORE, UNKNOWN_BEFORE, _pipe

DUMP = (
    b"--\nSET transaction_timeout = 0;\nSET client_encoding = 'UTF8';\n"
    + b"row\n" * 40
    + b"SET transaction_timeout = 0;\n"
)


@pytest.mark.parametrize(("server", "is_known"), [(16, False), (17, True), (18, True)])
def test_a_setting_that_a_server_lacks_is_left_out_where_programs_are_newer(
    tmp_path: Path, server: int, is_known: bool
) -> None:
    dump, written = tmp_path / "dump", tmp_path / "written"
    dump.write_bytes(DUMP)
    with TemporaryFile("w+") as said:
        assert _pipe(["cat", str(dump)], ["tee", str(written)], dict(os.environ), said, UNKNOWN_BEFORE.get(server))
    first = b"SET transaction_timeout = 0;\n"
    sent = DUMP if is_known else DUMP.replace(first, b"", 1)  # the later one is what a row says
    assert written.read_bytes() == BEFORE + sent + AFTER
