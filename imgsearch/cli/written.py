"""The kinds of options and arguments that name what a command writes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from imgsearch.writing import why_not


class WrittenType(click.Path):
    """A file or folder that a command writes; what cannot be written is refused before anything is done for it.

    Folders that are missing are made when it is written.
    """

    def __init__(self, *, folder: bool = False) -> None:
        super().__init__(file_okay=not folder, dir_okay=folder, path_type=Path)
        self._is_folder = folder

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ANN401 (click's own)
        """The path."""
        target = Path(os.fsdecode(value))
        if not os.fsdecode(value):  # pathlib would take it for the current folder
            self.fail(f"it is empty; name a {'folder' if self._is_folder else 'file'}", param, ctx)
        reason = why_not(target, folder=self._is_folder)
        if reason is not None:
            self.fail(reason, param, ctx)
        return target


written_file = WrittenType()
written_folder = WrittenType(folder=True)
