"""Progress bars: one for each step, closed when the step is done or the work breaks off."""

from __future__ import annotations

import io

import pytest

from imgsearch.cli.progress import Bars, bars, load_bars
from imgsearch.terminal import telling


class Terminal(io.StringIO):
    """A stream that says that somebody watches."""

    def isatty(self) -> bool:
        return True


def drawn(stream: io.StringIO) -> str:
    """What was written since the last look."""
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text


def test_a_step_has_a_bar_until_it_is_done() -> None:
    stream = io.StringIO()
    shown = Bars(file=stream, mininterval=0)
    shown("encode", 1, 4)
    shown("copy", 2, 2)
    assert "copy: 100%" in drawn(stream)
    shown("encode", 3, 4)
    assert "encode:  75%" in drawn(stream)
    shown("encode", 4, 4)
    assert drawn(stream).endswith("\n")
    # What comes afterwards is a bar of its own.
    shown("encode", 1, 2)
    assert "encode:  50%" in drawn(stream)
    shown.close()
    assert drawn(stream).endswith("\n")
    shown.close()
    assert drawn(stream) == ""


def test_bars_are_closed_where_the_work_breaks_off() -> None:
    stream = io.StringIO()

    def work() -> None:
        with bars(file=stream, mininterval=0) as shown:
            shown("encode", 1, 4)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert "encode:  25%" in stream.getvalue()
    assert stream.getvalue().endswith("\n")


def test_the_bars_of_loads_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    shown = load_bars()
    shown("encode", 1, 2)
    assert "encode: " in drawn(stream)
    shown("encode", 2, 2)
    assert not drawn(stream).endswith("\n")


def test_a_log_gets_a_line_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, now = io.StringIO(), [100.0]
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    shown = load_bars()
    for number in range(1, 6):
        now[0] += 25
        shown("encode", number * 1_000, 5_000)
    assert drawn(stream) == "encode: 3,000 of 5,000\n"


def test_a_load_without_stderr_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    load_bars()("encode", 1, 2)


def test_where_nobody_knows_how_much_there_is_the_number_alone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, now = io.StringIO(), [100.0]
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    batches = [range(128)] * 20
    for _ in telling(batches, "pictures", load_bars()):
        now[0] += 25
    assert drawn(stream).splitlines() == [f"pictures: {count:,}" for count in (384, 768, 1152, 1536, 1920, 2304)]


def test_a_bar_of_what_nobody_knows_the_end_of_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    steps = telling([range(3), range(2)], "pictures", load_bars())
    assert [list(batch) for batch in steps] == [[0, 1, 2], [0, 1]]
    assert "pictures: " in drawn(stream)
    assert not drawn(stream).endswith("\n")


def test_of_nothing_nothing_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    assert not list(telling([], "pictures", lambda *each: told.append(each)))
    assert told == []
