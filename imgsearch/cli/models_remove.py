"""`imgsearch models remove`: models that searches do not use."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo, printable
from imgsearch.cli.load_options import whole_encoder_name
from imgsearch.cli.numbers import WholeNumber
from imgsearch.counted import counted


@click.command()
@click.argument("model", metavar="N|ENCODER", callback=whole_encoder_name)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def remove(context: click.Context, model: str, yes: bool) -> None:
    """Delete regressor N, or what there is of ENCODER, which searches must not use.

    Of an encoder go all vectors, their indexes, and the regressors that were trained on it; of the encoder that
    searches use go its other revisions. Only the owner of the tables removes an encoder.

    \b
    imgsearch models remove 2
    imgsearch models remove clip-base
    """
    number = None
    if model.lstrip("-").isdecimal():  # the name of no encoder
        number = WholeNumber(1, 2**31 - 1).convert(model, context.command.params[0], context)
    with open_session() as session:
        if number is None:
            _remove_encoder(session, model, yes)
        else:
            _remove_regressor(session, number, yes)


def _remove_regressor(session: Session, number: int, yes: bool) -> None:
    from imgsearch.models.choose import read_stored_card, remove_regressor

    trained_at = read_stored_card(session, number).get("trained_at", "an unknown day")
    session.rollback()
    if not yes:
        click.confirm(f"Delete regressor {number}, trained {printable(trained_at)}, for good?", abort=True)
    remove_regressor(session, number)
    echo(f"regressor {number} is removed")


def _remove_encoder(session: Session, name: str, yes: bool) -> None:
    from imgsearch.models.removal import read_unused, remove_encoder

    unused = read_unused(session, name)
    for each in unused:
        said = f"{each.name}, revision {each.revision}: {counted(each.vectors, 'vector')}"
        echo(printable(f"{said}, {each.index_bytes / 1e6:,.1f} MB of indexes, {_describe(each.regressors)}"), err=True)
    if not yes:
        click.confirm("Delete all of it for good?", abort=True, err=True)
    for each in unused:
        remove_encoder(session, each)
        echo(printable(f"{each.name}, revision {each.revision}, is removed"))


def _describe(regressors: list[int]) -> str:
    if not regressors:
        return "no regressor"
    return f"{'regressor' if len(regressors) == 1 else 'regressors'} {', '.join(map(str, regressors))}"
