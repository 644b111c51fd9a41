"""Links among the files of a folder: what they lead to is read where it lies in the source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.files import Location
from loaders.directory import Layout
from loaders.report import LoadResult, refuse_file
from loaders.scan import is_within


def without_stray(session: Session, layout: Layout, root: str, *, strict: bool) -> tuple[Layout, list[LoadResult]]:
    """A layout without the files of texts that are links out of a source's folder, and what was noted; commits.

    Raises:
        BadInput: there is one, and the load is strict.
    """
    noted: list[LoadResult] = []

    def read(file: Location | None) -> Location | None:
        if file is None or (fault := _find_fault(file, root)) is None:
            return file
        refused = LoadResult(file.name, strict)
        refuse_file(session, file, BadInput(f"{file} {fault}"), refused)
        noted.append(refused)
        return None

    kept = replace(
        layout,
        captions=tuple(filter(read, layout.captions)),
        metadata=tuple(filter(read, layout.metadata)),
        experts=read(layout.experts),
        crowd=read(layout.crowd),
        queries=read(layout.queries),
        heard=tuple(file for file in layout.heard if _find_fault(file, root) is None),
    )
    return kept, noted


def _find_fault(file: Location, root: str) -> str | None:
    if not isinstance(file, Path) or not file.is_symlink():
        return None
    try:
        return None if is_within(str(file), root) else "is a symbolic link that leaves the folder; put the file there"
    except OSError as exc:
        return f"cannot be opened: {exc.strerror or exc}"
