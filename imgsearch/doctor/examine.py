"""All checks in order; what cannot be asked, because something before it is broken, is left out."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from imgsearch.db.connect import public_address
from imgsearch.doctor.captions import check_captions
from imgsearch.doctor.check import Check, attempt
from imgsearch.doctor.database import (
    check_encoding,
    check_extension,
    check_files,
    check_indexes,
    check_postgresql,
    check_revision,
    check_vectors,
)
from imgsearch.doctor.machines import check_machines
from imgsearch.doctor.memory import check_memory
from imgsearch.doctor.models import (
    check_active_encoder,
    check_encoder,
    check_regressor,
    check_shipped,
    encoder_label,
    read_encoders,
)
from imgsearch.doctor.recall import check_recall
from imgsearch.doctor.rights import check_rights
from imgsearch.doctor.screening import check_screening
from imgsearch.queries.spread import is_spread

MINIMUM_PYTHON = (3, 11)
MINIMUM_FREE_BYTES = 10**9


def examine(open_engine: Callable[[], Engine], data_dir: Path, *, recall: bool = False) -> Iterator[Check]:
    """Look at everything, one check after the other; nothing is changed.

    Args:
        open_engine: makes the engine; may raise an ImgsearchError.
        data_dir: of the embedded server and of caches.
        recall: whether to compare what the vector index finds with what is there, by sample.
    """
    yield attempt("Python", check_python)
    yield attempt("disk", partial(check_disk, data_dir))
    engines: list[Engine] = []

    def connect() -> Check:
        engine = open_engine()
        engines.append(engine)
        with engine.connect():
            return Check("server", f"{public_address(engine.url)} answers")

    reached = attempt("server", connect)
    yield reached
    try:
        if reached.is_ok:
            with Session(engines[0]) as session:
                yield from _examine_database(session, recall)
    finally:
        for engine in engines:
            engine.dispose()


def _examine_database(session: Session, recall: bool) -> Iterator[Check]:
    for name, basic in (
        ("PostgreSQL", check_postgresql),
        ("encoding", check_encoding),
        ("pgvector", check_extension),
        ("schema", check_revision),
    ):
        check = attempt(name, partial(basic, session))
        yield check
        if not check.is_ok:
            return
    encoders: dict[str, str] = {}

    def look_for_encoders() -> Check:
        encoders.update(read_encoders(session))
        return check_active_encoder(session)

    yield attempt("active encoder", look_for_encoders)
    session.rollback()
    for encoder, revision in encoders.items():
        yield attempt(encoder_label(encoder), partial(check_encoder, encoder, revision))
    for name, look in (
        ("regressor", check_regressor),
        ("shipped models", check_shipped),
        ("vectors", check_vectors),
        ("screening", check_screening),
        ("captions", check_captions),
        ("vector indexes", check_indexes),
        *((("machines", check_machines),) if session.scalar(select(is_spread())) else ()),
        *((("recall", check_recall),) if recall else ()),
        ("memory", check_memory),
        ("rights", check_rights),
        ("files", check_files),
    ):
        yield attempt(name, partial(look, session))
        # After an error the transaction answers nothing more.
        session.rollback()


def check_python() -> Check:
    """The version of Python."""
    enough = sys.version_info >= MINIMUM_PYTHON
    found = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", found, None if enough else "install Python {}.{} or newer".format(*MINIMUM_PYTHON))


def check_disk(data_dir: Path) -> Check:
    """Free space where the data directory is, or will be."""
    place = next(folder for folder in (data_dir, *data_dir.parents) if folder.exists())
    free_bytes = shutil.disk_usage(place).free
    found = f"{free_bytes / 1e9:,.1f} GB free in {data_dir}"
    enough = free_bytes >= MINIMUM_FREE_BYTES
    return Check("disk", found, None if enough else "free space, or set IMGSEARCH_DATA_DIR to another disk")
