"""Click groups: subcommands imported on demand, our errors as one line and exit code 1."""

from __future__ import annotations

import errno
import gc
from importlib import import_module
from traceback import walk_tb
from typing import Any

import click

from imgsearch.cli.echo import STREAMS, printable
from imgsearch.errors import ImgsearchError
from imgsearch.writing import say_error


def describe(error: BaseException) -> str:
    """The error and the errors of ours that led to it, in one line."""
    messages = [str(error)]
    cause = error.__cause__
    while cause is not None:
        if isinstance(cause, ImgsearchError) and str(cause) not in messages[-1]:
            messages.append(str(cause))
        cause = cause.__cause__
    return printable(": ".join(messages))


def _is_from_click(error: OSError) -> bool:
    """Whether Click raised it while it wrote something by itself, such as a help text."""
    return any(frame.f_code is click.echo.__code__ for frame, _ in walk_tb(error.__traceback__))


class ErrorGroup(click.Group):
    """Turns ImgsearchError into ClickException, and keeps messages from steering terminals."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (Click's own signature)
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except ImgsearchError as exc:
            raise click.ClickException(describe(exc)) from exc
        except KeyboardInterrupt as exc:
            raise click.Abort from exc
        except OSError as exc:
            if exc.errno == errno.EPIPE:  # Click ends quietly where nobody reads on
                raise
            if exc.filename is None and _is_from_click(exc):
                exc.filename = STREAMS[False]
            raise click.ClickException(printable(say_error(exc))) from exc
        except RuntimeError as exc:
            if isinstance(exc.__cause__, KeyboardInterrupt):  # it fell into the making of a class
                raise click.Abort from exc
            raise
        except click.ClickException as exc:
            # Click has declared it final, and its subclasses have further fields.
            vars(exc)["message"] = "\n".join(map(printable, exc.message.split("\n")))
            raise


class LazyGroup(click.Group):
    """A group that imports a subcommand's module only when it is called or listed."""

    def __init__(self, *args: Any, commands_by_name: dict[str, str] | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.commands_by_name = commands_by_name or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which a newcomer needs them."""
        return [*self.commands_by_name, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module that holds the command."""
        target = self.commands_by_name.get(cmd_name)
        if target is None:
            return super().get_command(ctx, cmd_name)
        module, attribute = target.split(":")
        # What is imported stays until the end: looking through it for garbage takes a tenth of a cold query.
        gc.disable()
        try:
            command = getattr(import_module(module), attribute)
        finally:
            gc.freeze()
            gc.enable()
        assert isinstance(command, click.Command)
        return command
