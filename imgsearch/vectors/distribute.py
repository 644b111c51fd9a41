"""Vector indexes on other machines: everything that it takes, as often as needed, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Engine, Row, func, select
from sqlalchemy.orm import Session
from sqlalchemy.schema import DropIndex, DropSchema

from imgsearch.counted import counted, every
from imgsearch.db.machines import (
    Machine,
    Versions,
    check_coordinator,
    join_machines,
    keep_roles_here,
    make_extension,
    own_machine,
    prepare_machine,
    read_machines,
)
from imgsearch.db.roles import SEARCHER_ROLE, become
from imgsearch.errors import BadInput, ImgsearchError
from imgsearch.queries.spread import BY, is_spread
from imgsearch.tables import CaptionEmbedding, Encoder, ImageEmbedding
from imgsearch.tables.spread import SCHEMA
from imgsearch.vectors.compared import compare_copies, tell_differences
from imgsearch.vectors.copies import make_copies, mend_copies, settle_waiting
from imgsearch.vectors.index import create_vector_index, define_index, vector_index_name

SHARDS = 8


def distribute(
    engine: Engine,
    machines: Sequence[Machine] = (),
    *,
    coordinator: Machine | None = None,
    shards: int = SHARDS,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[str]:
    """Bring the vector indexes of a database to other machines, or finish what an earlier run began.

    Args:
        engine: of a superuser, on the machine that keeps everything else.
        machines: those to join; none where they are known already.
        coordinator: how they reach this machine; by default as the engine does.
        shards: parts of each copy; those of copies that are there stay as they are.
        progress: called while pictures are copied, with how many stretches of them are, and how many there are.

    Yields:
        What was done, a line each.

    Raises:
        BadInput: something is missing on a machine, or versions differ.
        DatabaseUnavailable: a machine does not answer.
    """
    with engine.connect() as connection:
        versions = check_coordinator(connection)
        known = read_machines(connection)
    yield f"{versions}, here and on every machine"
    wanted = list(dict.fromkeys([*known, *machines]))
    if not wanted:
        raise BadInput(
            "no machine is known yet; name those that are to have the vector indexes with --workers HOST:PORT"
        )
    yield from _join(engine, coordinator or (None if known else own_machine(engine.url)), wanted, versions)
    yield from _make(engine, wanted, known, shards)
    # Its connections know neither the schema nor who may log in.
    engine.dispose()
    with Session(engine) as session:
        yield from _fill(session, progress)
        yield from _index(session)
        _check_searcher(session)


def _join(
    engine: Engine, coordinator: Machine | None, machines: Sequence[Machine], versions: Versions
) -> Iterator[str]:
    for machine in machines:
        is_new = prepare_machine(engine.url, machine, versions)
        yield f"{machine}: {'database made' if is_new else 'database is there'}"
    with engine.begin() as connection:
        make_extension(connection, "citus")
        keep_roles_here(connection)
    # Sessions that were there do not know the setting.
    engine.dispose()
    with engine.begin() as connection:
        added = join_machines(connection, coordinator, machines)
    yield (
        f"{len(added)} of {counted(len(machines), 'machine')} joined"
        if added
        else f"{every(len(machines), 'machine is', 'machines are')} known"
    )


def _make(engine: Engine, machines: Sequence[Machine], known: Sequence[Machine], shards: int) -> Iterator[str]:
    with engine.begin() as connection:
        made = make_copies(connection, shards)
    yield f"made on them: {', '.join(made)}" if made else "their tables are there"
    if len(machines) > len(known) and not made:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(select(func.rebalance_table_shards()))
        yield "shards moved so that each machine has as many"


def _fill(session: Session, progress: Callable[[int, int], None] | None) -> Iterator[str]:
    if missed := settle_waiting(session):
        yield f"{counted(missed, 'picture')} brought to machines that had missed them"
    compared = compare_copies(session)
    session.rollback()
    if any(each.wrong for each in compared):
        for copy, wrong in mend_copies(session, compared, progress).items():
            if wrong.barred or wrong.changed:
                taken_out = counted(len(wrong.barred), "picture")
                yield f"{copy.name}: {taken_out} taken out, {len(wrong.changed):,} put right"
        compared = compare_copies(session)
    for each in compared:
        if each.wrong:
            raise ImgsearchError(
                f"{each.copy.name} {tell_differences(session, each)}; a load may be under way: run the command again"
            )
        yield f"{each.copy.name}: {counted(each.there, 'row')} on machines"
    session.rollback()


def _index(session: Session) -> Iterator[str]:
    """Build the machines' indexes, then drop those here, which only take memory."""
    for embedding, encoder in _encoders(session):
        name = vector_index_name(embedding, encoder.id)
        create_vector_index(session, embedding, encoder.id, encoder.dimension)
        old = define_index(name, embedding, encoder.id, encoder.dimension, concurrently=True)
        with session.get_bind().engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(DropIndex(old, if_exists=True))
        yield f"{name}: on machines"


def _encoders(session: Session) -> list[tuple[type[ImageEmbedding] | type[CaptionEmbedding], Row[int, int]]]:
    """Those that have vectors."""
    found = []
    for embedding in (ImageEmbedding, CaptionEmbedding):
        has_vectors = select(embedding.encoder_id).where(embedding.encoder_id == Encoder.id).exists()
        rows = session.execute(select(Encoder.id, Encoder.dimension).where(has_vectors).order_by(Encoder.id)).all()
        found += [(embedding, row) for row in rows]
    session.rollback()
    return found


def _check_searcher(session: Session) -> None:
    """Ask each machine as searches do.

    Raises:
        DatabaseUnavailable: one does not let the coordinator in as the searcher.
    """
    with session.begin():
        session.execute(select(become(SEARCHER_ROLE)))
        for copy in BY:
            session.scalar(select(func.count()).select_from(copy))


def gather(engine: Engine) -> Iterator[str]:
    """Take the copies back: this machine builds the vector indexes, and the others have nothing left.

    Yields:
        What was done, a line each.

    Raises:
        BadInput: nothing is distributed.
    """
    with Session(engine) as session:
        if not session.scalar(select(is_spread())):
            raise BadInput("the vector indexes are on this machine already")
        encoders = _encoders(session)
        session.execute(DropSchema(SCHEMA, cascade=True))
        session.commit()
        yield f"{SCHEMA} dropped on all machines"
        for embedding, encoder in encoders:
            create_vector_index(session, embedding, encoder.id, encoder.dimension)
            yield f"{vector_index_name(embedding, encoder.id)}: here"
