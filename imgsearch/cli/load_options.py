"""Options and arguments that several loads take, and the group that they form."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path

import click

from imgsearch.cli.group import ErrorGroup
from imgsearch.files import Location, is_remote, locate

renew_option = click.option(
    "--renew",
    is_flag=True,
    help="Captions describe the files as they are now, also those that came with files that were replaced since.",
)
strict_option = click.option("--strict", is_flag=True, help="Stop at the first row or file that cannot be loaded.")


def whole_encoder_name(_context: click.Context, _parameter: click.Parameter, name: str | None) -> str | None:
    """An encoder's name as other processes understand it, too: a folder in it with all of its path."""
    if name is None or ":" not in name:
        return name
    from imgsearch.encoders.hub_files import whole_name

    return whole_name(name)


encoder_option = click.option(
    "--encoder",
    metavar="NAME",
    callback=whole_encoder_name,
    help="Encoder of the pictures; default: the one that searches use, at first small.",
)
source_option = click.option(
    "--source", metavar="NAME", help="Whose pictures these are; default: the folder's, which has its name at first."
)
prune_option = click.option(
    "--prune", is_flag=True, help="Remove pictures whose files are gone; else they are not shown while that is so."
)
existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
existing_folder = click.Path(exists=True, file_okay=False, path_type=Path)
force_option = click.option(
    "--force", is_flag=True, help="Read, encode, copy and screen every file again, also those that are unchanged."
)


class PlaceType(click.ParamType[Location]):
    """A path that is there, or the URL of objects."""

    name = "place"

    def __init__(self, *, exists: bool = True) -> None:
        self._path = click.Path(exists=exists, path_type=Path)  # the loaders say more of what is no folder

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Location:
        """Tell which."""
        if value == "":  # a variable of a shell that is not set; pathlib would take it for the current folder
            self.fail("it is empty; name a folder, or . for the current one", param, ctx)
        if isinstance(value, str) and is_remote(value):
            return locate(value)
        found = self._path.convert(value, param, ctx)  # type: ignore[arg-type]
        assert isinstance(found, Path)
        return found


existing_place = PlaceType()


def find_any(ctx: click.Context, param: click.Parameter, places: tuple[Location, ...]) -> tuple[Location, ...]:
    """Several places, of which some may be away: the load says so of each, and loads the others."""
    found = [is_remote(str(place)) or os.path.exists(str(place)) for place in places]
    group = ctx.parent.command if ctx.parent is not None else None
    commands = list(group.commands) if isinstance(group, click.Group) else []
    # A first word that is no folder may be a command's name.
    is_misspelt = not os.path.dirname(str(places[0])) and bool(get_close_matches(str(places[0]), commands))
    # A watch waits for its folder, which may lie on a disk that is away.
    if not (any(found) or ctx.params.get("watch")) or (is_misspelt and not found[0]):
        existing_place.convert(str(places[found.index(False)]), param, ctx)
    return places


class LoadGroup(ErrorGroup):
    """A group whose command for a whole folder needs no name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what is not a command's name for the folder command's arguments."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["folder", *args]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Show both uses."""
        return ["[OPTIONS] DIR... | COMMAND ..."]
