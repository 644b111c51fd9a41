"""`imgsearch load PLACE...`: folders, folders of objects and single pictures, in one go or watched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from imgsearch.cli.echo import echo, printable
from imgsearch.cli.group import describe
from imgsearch.cli.load_steps import (
    check_encoder,
    embed,
    encode_batch,
    find_series,
    make_thumbnails,
    read_names,
    run_loads,
)
from imgsearch.counted import counted
from imgsearch.errors import BadInput, BadRow, UnreadableImage
from imgsearch.files import Location, is_file

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from loaders.choices import Choices
    from loaders.report import LoadResult

#: Takes a session, and what is to be done with pictures of a store before their copies are removed.
Load = Callable[["Session", Callable[[], None]], Iterable["LoadResult"]]


class Part(NamedTuple):
    """What is loaded as one: a folder, or single pictures of one folder."""

    name: str
    load: Load


def load_places(places: Sequence[Location], choices: Choices, encoder: str | None) -> None:
    """Load everything in some folders, and single pictures; what fails stops no other.

    Raises:
        BadInput: something could not be loaded.
        UsageError: one name for several sources.
    """
    check_encoder(encoder)
    parts = _divide(list(dict.fromkeys(place.resolve() for place in places)), choices)
    if choices.source is not None and len(parts) > 1:
        raise click.UsageError("--source names one source, and these are several; load them one by one")
    run_loads(partial(_load_parts, parts, encoder, choices.strict))


def watch_place(places: Sequence[Location], choices: Choices, encoder: str | None, *, every_s: float) -> None:
    """Load a folder and what changes in it, until interrupted.

    Raises:
        UsageError: several folders, a file, or --force, which is for once.
    """
    from imgsearch.cli.watch import watch

    if len(places) > 1 or _is_picture(places[0]):
        raise click.UsageError("--watch follows one folder; start it once for each")
    if choices.force:
        raise click.UsageError("--force reads everything once; do that first, and then --watch")
    root = places[0].resolve()
    if isinstance(root, Path) and root.exists() and not root.is_dir():
        raise click.UsageError(f"--watch follows a folder, and {root} is none")
    check_encoder(encoder)

    def load(changed: Location) -> None:
        part = _folder(changed, choices) if changed == root else _below(changed, choices)
        run_loads(partial(_load_parts, [part], encoder, choices.strict))

    watch(root, load, every_s=every_s)


def _divide(places: Sequence[Location], choices: Choices) -> list[Part]:
    folders: list[Part] = []
    files: dict[Location, list[Location]] = {}
    for place in places:
        if _is_picture(place):
            files.setdefault(place.parent, []).append(place)
        else:
            folders.append(_folder(place, choices))
    return folders + [_files(folder, files[folder], choices) for folder in files]


def _is_picture(place: Location) -> bool:
    from loaders.archives import is_archive_name
    from loaders.scan import is_picture_name

    return is_picture_name(place.name) and not is_archive_name(place.name) and is_file(str(place))


def _folder(folder: Location, choices: Choices) -> Part:
    from imgsearch.minors import find_terms
    from loaders.folder import load_folder

    def load(session: Session, after_batch: Callable[[], None]) -> Iterable[LoadResult]:
        return load_folder(session, folder, find_terms, choices, after_batch=after_batch)

    return Part(str(folder), load)


def _below(folder: Location, choices: Choices) -> Part:
    from imgsearch.minors import find_terms
    from loaders.folder import load_below

    return Part(str(folder), lambda session, _: load_below(session, folder, find_terms, choices))


def _files(folder: Location, files: Sequence[Location], choices: Choices) -> Part:
    from imgsearch.minors import find_terms
    from loaders.folder import load_files

    return Part(str(folder), lambda session, _: load_files(session, files, find_terms, choices))


def _load_parts(parts: Sequence[Part], encoder: str | None, strict: bool, session: Session) -> Iterable[LoadResult]:
    earlier: dict[str, LoadResult] = {}
    after_batch = partial(encode_batch, session, encoder, earlier, strict=strict)
    failed: list[str] = []
    unread: dict[str, str] = {}
    for part in parts:
        try:
            for result in part.load(session, after_batch):
                unread |= result.failed
                yield result
        except (BadInput, BadRow, UnreadableImage) as exc:
            if len(parts) == 1:
                raise
            session.rollback()
            failed.append(part.name)
            echo(printable(f"Error: {part.name}: {describe(exc)}"), err=True)
    if len(failed) < len(parts):
        yield from embed(session, encoder, strict=strict, earlier=earlier)
        read_names(session)
        yield make_thumbnails(session, earlier)
        yield find_series(session)
    for why in unread.values():
        echo(printable(f"Error: {why}"), err=True)
    if failed:
        raise BadInput(f"{len(failed)} of {len(parts)} could not be loaded: {', '.join(failed)}")
    if unread:
        raise BadInput(f"{counted(len(unread), 'file')} of texts could not be read; everything else is loaded")
