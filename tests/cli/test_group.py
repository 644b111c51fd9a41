"""What goes wrong outside our own errors is one line too."""

from __future__ import annotations

import errno
import io
from itertools import pairwise
from typing import NoReturn

import click
import pytest
from click.testing import CliRunner

from imgsearch.cli.group import ErrorGroup
from imgsearch.errors import BadInput, UnreadableImage
from imgsearch.writing import REMEDIES, naming


def run(error: BaseException) -> tuple[int, str]:
    @click.group(cls=ErrorGroup)
    def group() -> None:
        pass

    @group.command
    def fail() -> NoReturn:
        raise error

    result = CliRunner().invoke(group, ["fail"])
    return result.exit_code, result.output.strip()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), f"Error: No space left on device{REMEDIES[errno.ENOSPC]}"),
        (OSError(errno.EACCES, "Permission denied", "/a/b\x1b"), r"Error: /a/b\u001b: Permission denied"),
    ],
)
def test_what_the_system_refuses_is_one_line(error: OSError, said: str) -> None:
    assert run(error) == (1, said)


def caused(*errors: Exception) -> Exception:
    """The first of some errors, each of which the next one caused."""
    for error, cause in pairwise(errors):
        error.__cause__ = cause
    return errors[0]


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        ([BadInput("a.csv cannot be loaded")], "a.csv cannot be loaded"),
        ([BadInput("a"), UnreadableImage("b"), BadInput("c")], "a: b: c"),
        ([BadInput("a"), ValueError("of Python"), BadInput("c")], "a: c"),
        ([BadInput("a: b\x1b"), BadInput("b\x1b")], r"a: b\u001b"),
        ([BadInput("a"), BadInput("b"), BadInput("b")], "a: b"),
    ],
)
def test_an_error_is_told_with_those_of_ours_that_led_to_it_each_once(errors: list[Exception], said: str) -> None:
    assert run(caused(*errors)) == (1, f"Error: {said}")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "/a/b.html: No space left on device; free space, then",
        ),
        (OSError(errno.ENOSPC, "No space left on device", "/own"), "/own: No space left on device; free space, then"),
        (OSError("16 requested and 8 written"), "/a/b.html: 16 requested and 8 written; free space, then"),
        (OSError(errno.EIO, "Input/output error"), "/a/b.html: Input/output error"),
    ],
)
def test_a_disk_that_is_full_is_told_with_what_was_written(error: OSError, said: str) -> None:
    with pytest.raises(OSError) as told, naming("/a/b.html"):  # noqa: PT011
        raise error
    assert run(told.value)[1].startswith(f"Error: {said}")


class Full(io.StringIO):
    """A stream to a full disk."""

    def write(self, _text: str) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_help_text_that_cannot_be_written_names_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    group = ErrorGroup("group")
    group.add_command(_failing(), "inner")
    monkeypatch.setattr("sys.stdout", Full())
    with pytest.raises(click.ClickException) as told:
        group.main(["inner", "--help"], standalone_mode=False)
    assert told.value.message.startswith("standard output: No space left on device; free space, then")


def test_a_reader_that_has_gone_is_told_nothing() -> None:
    assert run(OSError(errno.EPIPE, "Broken pipe")) == (1, "")


def test_an_interrupt_is_one_line() -> None:
    group = ErrorGroup("group")

    @group.command("wait")
    def wait() -> NoReturn:
        raise KeyboardInterrupt

    done = CliRunner().invoke(group, ["wait"])
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "Aborted!\n")


def test_an_interrupt_that_falls_into_the_making_of_a_class_is_one() -> None:
    error = RuntimeError("Error calling __set_name__")
    error.__cause__ = KeyboardInterrupt()
    assert run(error) == (1, "Aborted!")
    assert isinstance(CliRunner().invoke(_failing(), ["fail"]).exception, RuntimeError)


def _failing() -> click.Group:
    group = ErrorGroup("group")

    @group.command("fail")
    def fail() -> NoReturn:
        raise RuntimeError("another one")

    return group
