"""Loading picture files: new, changed, renamed and refused ones; vectors come later."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch, stage
from imgsearch.files import Location, is_file
from imgsearch.tables import Image
from imgsearch.terminal import telling
from loaders.choices import Choices
from loaders.embedded import load_embedded
from loaders.former import Place
from loaders.inspect import Inspected, inspect_all
from loaders.linking import link_texts
from loaders.names import choose_names
from loaders.presence import note_presence, note_return
from loaders.removing import withdrawn_bytes
from loaders.report import DUPLICATE_NAME, LoadResult, printable, replace_image_rejects
from loaders.scan import PictureFile, check_folder, find_files, scan_folder
from loaders.sources import LoadedSource, open_source, read_sources, sources_below
from loaders.stored import StoredImage, find_gone, forget_made, stored_by_place

#: Files that are hashed before anything is written: what a killed load has to do again.
BATCH_FILES = 128
BATCH_BYTES = 1 << 30


def load_images(
    session: Session,
    folder: Location,
    *,
    flat_names: bool = False,
    source: str | None = None,
    strict: bool = False,
    prune: bool = False,
) -> LoadResult:
    """Load the pictures below a folder with what is written in them and in their sidecars; commits every batch.

    A picture is known by its source and its path in it; its bytes tell it when it was renamed within the source.

    Args:
        session: commits.
        folder: searched recursively; hidden files and folders are left out.
        flat_names: a source that is new calls pictures by file name instead of by path.
        source: the folder's; see open_source(). Folders in it that are sources of their own stay so.
        strict: raise at the first file that is refused.
        prune: remove pictures whose files are gone; else they are not shown while that is so.

    Raises:
        BadInput: the folder cannot be read, or belongs to another source.
        UnreadableImage: a file was refused and the load is strict.
    """
    choices = Choices(source=source, strict=strict, prune=prune)
    result = load_pictures(session, folder, choices, flat_names=flat_names)
    found = load_embedded(session, folder)
    result.notes += found.notes
    result.rejects += found.rejects
    return result


def load_pictures(
    session: Session,
    folder: Location,
    choices: Choices,
    *,
    flat_names: bool = False,
    only: Collection[str] = (),
    finish: Callable[[Sequence[str]], None] | None = None,
) -> LoadResult:
    """Load the pictures below a folder, or some of those that lie directly in it; load_images() says how.

    Args:
        session: commits.
        folder: see load_images().
        choices: see there.
        flat_names: see load_images().
        only: absolute paths of files in the folder; whether others are there is not looked at.
        finish: called after each batch with the paths of its files that were read.

    Raises:
        BadInput: the folder cannot be read, or belongs to another source.
        StoreUnavailable: the folder's store does not answer.
        UnreadableImage: a file was refused and the load is strict.
    """
    check_folder(root := folder.resolve())
    source = open_source(session, root, name=choices.source, flat_names=flat_names)
    sources = [*sources_below(read_sources(session), printable(str(root))), source]
    galleries = _name_galleries(root, sources)
    result = LoadResult(f"images, {galleries[source.name]}", choices.strict, source=source.name)
    seen, unchanged = set[str](), set[str]()
    files = find_files(root, only, result, sources) if only else scan_folder(root, result, sources)
    for batch in telling(_in_batches(files), "pictures", choices.progress):
        seen.update(file.path for file in batch)
        changed = batch if choices.force else _find_changed(session, batch, galleries)
        session.rollback()  # reading files may take long; nothing should be held meanwhile
        unchanged |= {file.path for file in batch} - {file.path for file in changed}
        result.unchanged += len(batch) - len(changed)
        if inspected := list(inspect_all(changed, result)):
            _write_batch(session, inspected, galleries, result, force=choices.force)
            session.commit()
        if changed and finish is not None:
            finish([found.file.path for found in inspected])
    replace_image_rejects(session, root, result.rejects, keep=unchanged, only=only)
    link_texts(session)
    if only:
        note_return(session, seen, unchanged, result)
    else:
        note_presence(session, root, seen, unchanged, result, prune=choices.prune)
    session.rollback()
    return result


def _in_batches(files: Iterable[PictureFile]) -> Iterator[list[PictureFile]]:
    """What is read before it is written, and what a store's copies take on the disk at most."""
    batch: list[PictureFile] = []
    batch_bytes = 0
    for file in files:
        batch.append(file)
        batch_bytes += file.file_bytes
        if len(batch) == BATCH_FILES or batch_bytes >= BATCH_BYTES:
            yield batch
            batch, batch_bytes = [], 0
    if batch:
        yield batch


def _name_galleries(root: Location, sources: Sequence[LoadedSource]) -> dict[str, str]:
    """By source the name of the folder: what lies deeper in a source is of the gallery of the whole."""
    *inner, opened = sources
    whole = root.name if opened.root is None or opened.flat_names else os.path.basename(opened.root)
    return {opened.name: whole} | {source.name: os.path.basename(source.root or "") for source in inner}


def _find_changed(
    session: Session, batch: Sequence[PictureFile], galleries: Mapping[str, str]
) -> Sequence[PictureFile]:
    stored = stored_by_place(session, batch)
    return [file for file in batch if not _is_unchanged(file, stored.get(file[:2]), galleries)]


def _is_unchanged(file: PictureFile, stored: StoredImage | None, galleries: Mapping[str, str]) -> bool:
    known = (file.path, galleries[file.source], file.file_bytes, file.mtime_ns)
    return stored is not None and (stored.path, stored.gallery, stored.file_bytes, stored.mtime_ns) == known


def _write_batch(
    session: Session, batch: Sequence[Inspected], galleries: Mapping[str, str], result: LoadResult, *, force: bool
) -> None:
    begin_batch(session)
    # Another load may have written since this one looked, so look again now that it has to wait.
    by_place = stored_by_place(session, [found.file for found in batch])
    gone_by_hash = find_gone(session, [found.sha256 for found in batch])
    withdrawn = withdrawn_bytes(session, [found.sha256 for found in batch])
    fresh: dict[Place, Inspected] = {}
    renamed: list[tuple[StoredImage, Inspected]] = []
    for found in batch:
        place = found.file[:2]
        stored = by_place.get(place)
        if found.sha256 in withdrawn:
            result.refuse_image(found.file.path, str(withdrawn[found.sha256]))
        elif stored is None and place not in fresh:
            former = gone_by_hash.get((found.file.source, found.sha256))
            if former:
                renamed.append((former.pop(0), found))
            else:
                fresh[place] = found
        elif stored is not None and (stored.path == found.file.path or not is_file(stored.path)):
            _forget_hash(gone_by_hash, stored)
            _update(session, stored, found, stored.name, galleries, result)
        else:
            _refuse_duplicate(found, stored or fresh[place], result)
    if force:
        forget_made(session, [stored.id for stored in by_place.values()] + [stored.id for stored, _ in renamed])
    names = choose_names(session, [found.file[:2] for found in (*fresh.values(), *(found for _, found in renamed))])
    for stored, found in renamed:
        _update(session, stored, found, names[found.file[:2]], galleries, result)
    if fresh:
        rows = [_columns(found, names[place], galleries) for place, found in fresh.items()]
        _insert(session, rows)
        result.inserted += len(rows)


def _insert(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """All with one statement: the trigger that settles what was added works once for each."""
    columns = {name: Image.__table__.c[name].type for name in rows[0]}
    staged = stage(session, "staged_image", columns, (list(row.values()) for row in rows))
    session.execute(insert(Image).from_select(list(columns), select(staged)))


def _refuse_duplicate(found: Inspected, other: StoredImage | Inspected, result: LoadResult) -> None:
    """Where pictures are called by file name, one of two files of a name is left out, unless it is the same anyway."""
    if other.sha256 == found.sha256:
        result.unchanged += 1
        return
    path = other.path if isinstance(other, StoredImage) else other.file.path
    result.refuse_image(found.file.path, f"{DUPLICATE_NAME}{found.file.source_path} is already {path}")


def _forget_hash(gone_by_hash: dict[tuple[str, bytes], list[StoredImage]], stored: StoredImage) -> None:
    candidates = gone_by_hash.get((stored.source, stored.sha256), [])
    if stored in candidates:
        candidates.remove(stored)


def _columns(found: Inspected, name: str, galleries: Mapping[str, str]) -> dict[str, object]:
    """What is known of a file before anything is made of it, by the columns of the table."""
    return {
        "name": name,
        "source": found.file.source,
        "source_path": found.file.source_path,
        "path": found.file.path,
        "gallery": galleries[found.file.source],
        "sha256": found.sha256,
        "file_bytes": found.file.file_bytes,
        "mtime_ns": found.file.mtime_ns,
        "width": found.width,
        "height": found.height,
    }


def _update(
    session: Session, stored: StoredImage, found: Inspected, name: str, galleries: Mapping[str, str], result: LoadResult
) -> None:
    """Keep the row's id, and with it ratings; where the bytes are others, a trigger drops what was said of the old."""
    values = _columns(found, name, galleries)
    session.execute(
        update(Image).where(Image.id == stored.id).values(values).execution_options(synchronize_session=False)
    )
    result.updated += 1
