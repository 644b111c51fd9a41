"""Finding pictures that are one photograph: the same bytes, copies of it, shots of one moment."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from sqlalchemy import BigInteger, LargeBinary, ScalarSelect, String, Table, and_, cast, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, BIT, insert
from sqlalchemy.orm import Session, aliased

from imgsearch.db.staging import ColumnType, analyze, begin_batch, stage
from imgsearch.encoders.runtime import on_all_cores_ahead
from imgsearch.pictures.likeness import alike_pairs, are_telling, difference_hash, turn_hashes
from imgsearch.pictures.palette import main_colours
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.tables import Encoder, Image, ImageEmbedding, ImageSeries, Thumbnail
from loaders.report import LoadResult
from loaders.texts import in_batches

#: Bits of the hash that may differ between a picture and a copy, and how near their vectors must be.
COPY_BITS, COPY_COSINE = 6, 0.5
#: Seconds between two shots of a burst, and how near their vectors must be.
BURST_SECONDS, BURST_COSINE = 3, 0.85
BATCH_PICTURES = 128
Pair = tuple[int, int]


def load_series(session: Session) -> LoadResult:
    """Compare the pictures that have not been compared yet with all others; commits.

    Needs small copies and the vectors of the encoder that searches use; what lacks one waits.
    """
    result = LoadResult("series")
    batches = (_read_copies(session, ids) for ids in in_batches(_not_looked_at(session), BATCH_PICTURES))
    for small, looks in on_all_cores_ahead(_look_at, batches):
        _write_looks(session, small, looks)
    begin_batch(session)
    fresh = _fresh(session)
    if fresh:
        copies, bursts = _copies(session, fresh), _bursts(session, fresh)
        vectors = _vectors(session, {image_id for pair in (*copies, *bursts) for image_id in pair})
        near = [*_near(vectors, copies, COPY_COSINE), *_near(vectors, bursts, BURST_COSINE)]
        result.inserted = _write(session, fresh, [*_same_bytes(session, fresh), *near])
        analyze(session, Image.__table__)
    session.commit()
    return result


def _not_looked_at(session: Session) -> list[int]:
    lacking = select(Image.id).join(Thumbnail, Thumbnail.image_id == Image.id)
    lacks = or_(Image.phash.is_(None), Image.colours.is_(None))
    lacking = lacking.where(lacks, Thumbnail.sha256 == Image.sha256).order_by(Image.id)
    ids = list(session.scalars(lacking))
    session.rollback()
    return ids


class _SmallCopy(NamedTuple):
    image_id: int
    sha256: bytes
    webp: bytes


def _read_copies(session: Session, ids: Sequence[int]) -> list[_SmallCopy]:
    small = select(Thumbnail.image_id, Thumbnail.sha256, Thumbnail.webp).where(Thumbnail.image_id.in_(ids))
    copies = [_SmallCopy(*row) for row in session.execute(small)]
    session.rollback()
    return copies


def _look_at(small: _SmallCopy) -> tuple[str, list[str]]:
    """The hash and the main colours of a picture, by its small copy."""
    with Pillow.open(BytesIO(small.webp)) as copy:
        return f"{difference_hash(copy):064b}", main_colours(copy)


def _write_looks(session: Session, copies: Sequence[_SmallCopy], looks: Sequence[tuple[str, list[str]]]) -> None:
    """Write what was seen of pictures whose copies are still of the same file; commits."""
    rows = [(copy.image_id, copy.sha256, *look) for copy, look in zip(copies, looks, strict=True)]
    begin_batch(session)
    columns: dict[str, ColumnType] = {
        "image_id": BigInteger,
        "sha256": LargeBinary,
        "phash": String,
        "colours": ARRAY(String),
    }
    staged = stage(session, "staged_copy", columns, rows)
    session.execute(
        update(Image)
        .where(Image.id == staged.c.image_id, Image.sha256 == staged.c.sha256)
        .values(phash=cast(staged.c.phash, BIT(64)), colours=staged.c.colours)
        .execution_options(synchronize_session=False)
    )
    session.commit()


def _fresh(session: Session) -> list[int]:
    """Pictures that can be compared and have not been."""
    has_vector = select(ImageEmbedding.image_id).where(
        ImageEmbedding.image_id == Image.id, ImageEmbedding.encoder_id == _active_encoder()
    )
    waiting = select(Image.id).where(~Image.is_compared, Image.phash.is_not(None), has_vector.exists())
    return list(session.scalars(waiting.order_by(Image.id)))


def _active_encoder() -> ScalarSelect[int]:
    return select(Encoder.id).where(Encoder.is_active).scalar_subquery()


def _same_bytes(session: Session, fresh: Sequence[int]) -> list[Pair]:
    other = aliased(Image)
    staged = _staged(session, "staged_same", fresh)
    same = select(Image.id, other.id).join(staged, staged.c.image_id == Image.id)
    return [
        (a, b) for a, b in session.execute(same.join(other, and_(other.sha256 == Image.sha256, other.id != Image.id)))
    ]


def _copies(session: Session, fresh: Sequence[int]) -> list[Pair]:
    """Pairs of which one is fresh and whose hashes are close, mirrored or upside down too."""
    hashes = select(Image.id, cast(Image.phash, BigInteger)).where(Image.phash.is_not(None)).order_by(Image.id)
    rows = session.execute(hashes).all()
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    known = np.array([row[1] for row in rows], dtype=np.int64).view(np.uint64)
    telling = are_telling(known)
    ids, known = ids[telling], known[telling]
    places = np.flatnonzero(np.isin(ids, fresh))
    pairs = alike_pairs(turn_hashes(known[places]), known, COPY_BITS)
    return [(int(ids[places[a]]), int(ids[b])) for a, b in pairs if places[a] != b]


def _bursts(session: Session, fresh: Sequence[int]) -> list[Pair]:
    """Pairs of one source of which one is fresh and that were taken within seconds of each other."""
    other = aliased(Image)
    staged = _staged(session, "staged_burst", fresh)
    seconds = text(f"interval '{BURST_SECONDS} seconds'")
    near = and_(
        other.source == Image.source, other.id != Image.id,
        other.taken_at.between(Image.taken_at - seconds, Image.taken_at + seconds),
    )  # fmt: skip
    pairs = select(Image.id, other.id).join(staged, staged.c.image_id == Image.id).join(other, near)
    return [(a, b) for a, b in session.execute(pairs)]


def _near(vectors: Mapping[int, NDArray[np.float32]], pairs: Sequence[Pair], least: float) -> list[Pair]:
    """Those of the pairs whose vectors have at least a cosine."""
    known = [(a, b) for a, b in pairs if a in vectors and b in vectors]
    return [(a, b) for a, b in known if float(vectors[a] @ vectors[b]) >= least]


def _vectors(session: Session, ids: Iterable[int]) -> dict[int, NDArray[np.float32]]:
    staged = _staged(session, "staged_vector", sorted(ids))
    wanted = (
        select(ImageEmbedding.image_id, func.halfvec_send(ImageEmbedding.embedding, type_=LargeBinary))
        .join(staged, staged.c.image_id == ImageEmbedding.image_id)
        .where(ImageEmbedding.encoder_id == _active_encoder())
    )
    rows = session.execute(wanted).all()
    if not rows:
        return {}
    vectors = vectors_from_bytes(vector for _, vector in rows)
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return {image_id: unit for (image_id, _), unit in zip(rows, units, strict=True)}


def _staged(session: Session, name: str, ids: Sequence[int]) -> Table:
    return stage(session, name, {"image_id": BigInteger}, ((image_id,) for image_id in ids))


def _write(session: Session, fresh: Sequence[int], pairs: Sequence[Pair]) -> int:
    """Give the pictures of each group one number; how many pictures got another one than before."""
    involved = sorted({image_id for pair in pairs for image_id in pair})
    staged = _staged(session, "staged_involved", involved)
    known = select(staged.c.image_id, ImageSeries.series).outerjoin(
        ImageSeries, ImageSeries.image_id == staged.c.image_id
    )
    before = {image_id: series for image_id, series in session.execute(known)}
    after: dict[int, int] = {}
    for group in _groups([*pairs, *_joined(before)]):
        kept = [series for image_id in group if (series := before[image_id]) is not None]
        after |= dict.fromkeys(group, min(kept, default=secrets.randbits(62) + 1))
    changed = {image_id: series for image_id, series in after.items() if before[image_id] != series}
    merged = {old: series for image_id, series in changed.items() if (old := before[image_id]) is not None}
    _set_series(session, changed, merged)
    _mark(session, fresh)
    return len(changed)


def _joined(before: dict[int, int | None]) -> list[Pair]:
    """Pictures that share a series already stay together."""
    first: dict[int, int] = {}
    return [(image_id, first.setdefault(series, image_id)) for image_id, series in before.items() if series is not None]


def _groups(pairs: Iterable[Pair]) -> list[list[int]]:
    """The connected ones."""
    root: dict[int, int] = {}

    def find(image_id: int) -> int:
        while root.setdefault(image_id, image_id) != image_id:
            root[image_id] = root[root[image_id]]
            image_id = root[image_id]
        return image_id

    for a, b in pairs:
        root[find(a)] = find(b)
    groups: dict[int, list[int]] = {}
    for image_id in root:
        groups.setdefault(find(image_id), []).append(image_id)
    return list(groups.values())


def _set_series(session: Session, changed: Mapping[int, int], merged: Mapping[int, int]) -> None:
    """Of the pictures that are compared now, and of the others in the series that they join."""
    columns = {"image_id": BigInteger, "series": BigInteger}
    staged = stage(session, "staged_series", columns, changed.items())
    written = insert(ImageSeries).from_select(list(columns), select(staged.c.image_id, staged.c.series))
    changes = {"series": written.excluded.series}
    session.execute(written.on_conflict_do_update(index_elements=["image_id"], set_=changes))
    moved = stage(session, "staged_merged", {"old": BigInteger, "series": BigInteger}, merged.items())
    statement = update(ImageSeries).where(ImageSeries.series == moved.c.old).values(series=moved.c.series)
    session.execute(statement.execution_options(synchronize_session=False))


def _mark(session: Session, fresh: Sequence[int]) -> None:
    staged = _staged(session, "staged_compared", fresh)
    statement = update(Image).where(Image.id == staged.c.image_id).values(is_compared=True)
    session.execute(statement.execution_options(synchronize_session=False))
