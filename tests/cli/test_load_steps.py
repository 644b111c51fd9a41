"""What every load does around its steps."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from imgsearch.cli import cycles, load_steps


@pytest.mark.parametrize("fails", [False, True])
def test_a_load_seldom_looks_for_cycles_and_leaves_the_process_as_it_was(
    monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    @contextmanager
    def nothing() -> Iterator[None]:
        yield

    meanwhile: list[int] = []

    def load(_: object) -> list[object]:
        meanwhile.append(gc.get_threshold()[0])
        if fails:
            raise RuntimeError("breaks off")
        return []

    monkeypatch.setattr(load_steps, "open_session", nothing)
    before = gc.get_threshold()
    try:
        load_steps.run_loads(load)  # type: ignore[arg-type]
    except RuntimeError:
        assert fails
    assert meanwhile == [cycles.NEW_OBJECTS]
    assert gc.get_threshold() == before
