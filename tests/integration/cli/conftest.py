"""The command line on a database of the test's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import URL

from imgsearch.cli import main

Run = Callable[..., Result]


@pytest.fixture
def imgsearch(database_url: URL, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))

    def run(*arguments: object, code: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert result.exit_code == code, result.output
        return result

    return run
