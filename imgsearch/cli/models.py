"""`imgsearch models`: which regressor and which encoder searches use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo, printable
from imgsearch.cli.group import ErrorGroup
from imgsearch.cli.load_options import whole_encoder_name
from imgsearch.cli.models_compare import compare
from imgsearch.cli.models_fetch import fetch, fetch_preset, from_option, revision_option
from imgsearch.cli.models_remove import remove
from imgsearch.cli.numbers import WholeNumber
from imgsearch.counted import counted

SHIPPED = "shipped"
#: Of no use to a reader: a hash of each picture that the regressor was trained on.
UNREADABLE = "picture_hashes"
#: Of a long list.
SHOWN_ITEMS = 9


class RegressorNumber(click.ParamType[int | None]):
    """A regressor's number, or the word for the one that comes with imgsearch, which has none."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:  # noqa: ANN401
        """None for the shipped one."""
        if value == SHIPPED:
            return None
        if not str(value).isdecimal():
            self.fail(f"{value!r} is no regressor; give its number, or {SHIPPED}", param, ctx)
        number: int = WholeNumber(1, 2**31 - 1).convert(value, param, ctx)
        return number


number_argument = click.argument("number", metavar="N|shipped", type=RegressorNumber())


@click.group(cls=ErrorGroup)
def models() -> None:
    """List the stored models and choose which ones searches use.

    \b
    imgsearch models list
    imgsearch models activate 3
    imgsearch models rollback
    """


models.add_command(fetch)
models.add_command(compare)
models.add_command(remove)


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_models(as_json: bool) -> None:
    """List regressors and encoders; `*` marks those that searches use.

    Example: imgsearch models list
    """
    from imgsearch.models.choose import list_models

    with open_session() as session:
        found = list_models(session)
    echo(json.dumps(found, indent=2, default=str) if as_json else "\n".join(map(printable, _lines(found))))


@models.command()
@number_argument
@click.option("--json", "as_json", is_flag=True, help="Print the whole card as JSON.")
def show(number: int | None, as_json: bool) -> None:
    """Print the model card of regressor N, or of the one that ships with imgsearch.

    Example: imgsearch models show shipped
    """
    from imgsearch.models.choose import read_regressor

    with open_session() as session:
        card = read_regressor(session, number).card
    if as_json:
        echo(json.dumps(card, indent=2, ensure_ascii=False, sort_keys=True))
        return
    echo(f"regressor {_name(number)}")
    for line in _card_lines(card):
        echo(printable(line))


@models.command()
@number_argument
def activate(number: int | None) -> None:
    """Activate regressor N, or the one that ships with imgsearch.

    Example: imgsearch models activate 3
    """
    from imgsearch.models.choose import activate_regressor

    with open_session() as session:
        activate_regressor(session, number)
    echo(f"regressor {_name(number)} scores from the next search on")


@models.command()
def rollback() -> None:
    """Activate the regressor that was active before; run it again for the one before that.

    Example: imgsearch models rollback
    """
    from imgsearch.models.choose import roll_back

    with open_session() as session:
        number = roll_back(session)
    echo(f"regressor {_name(number)} scores again from the next search on")


@models.command()
@click.argument("encoder", metavar="ENCODER", callback=whole_encoder_name)
@from_option
@revision_option
def switch(encoder: str, source: Path | None, revision: str | None) -> None:
    """Switch searches to ENCODER: make its vectors and their index, then switch between two searches.

    An encoder that `imgsearch models fetch` lists is fetched first where it is not there. Meanwhile searches use the
    old one. Its vectors are kept, so switching back takes no time.

    \b
    imgsearch models switch siglip2-base
    imgsearch models switch siglip2-base --from FOLDER
    imgsearch models switch clip:openai/clip-vit-base-patch32
    """
    from imgsearch.cli.progress import load_bars
    from imgsearch.encoders import load_encoder
    from imgsearch.encoders.presets import PRESETS
    from loaders.switch import load_and_switch

    if encoder in PRESETS:
        fetch_preset(encoder, source, revision)
    elif source is not None or revision is not None:
        raise click.UsageError(f"--from and --revision are for {', '.join(PRESETS)}; a folder is named by clip:FOLDER")

    with open_session() as session:
        loaded, switched = load_and_switch(session, load_encoder(encoder), load_encoder, progress=load_bars())
    echo(f"{counted(loaded.inserted, 'picture')} encoded, {loaded.unchanged:,} had a vector by {encoder}")
    for note in loaded.notes:
        echo(printable(note))
    if loaded.rejects:
        echo(f"{len(loaded.rejects):,} cannot be read and will not be found; see load_reject", err=True)
    number = "the shipped regressor" if switched.regressor_id is None else f"regressor {switched.regressor_id}"
    if switched.is_portable:
        echo(f"searches use {encoder} with {number}, which learned from other encoders; ratings make it better")
    elif switched.has_regressor:
        echo(f"searches use {encoder} with {number}")
    else:
        echo(f"searches use {encoder}; scores are cosines until `imgsearch train regressor` ran")


def _name(number: int | None) -> str:
    return SHIPPED if number is None else str(number)


def _lines(found: dict[str, Any]) -> Iterator[str]:
    yield "regressors"
    yield f"    {'number':<9}{'trained':<18}{'MSE captions':>12}{'pixels':>8}{'match from':>16}  encoder, revision"
    for row in found["regressors"]:
        trained = f"{row['trained_at']:%Y-%m-%d %H:%M}" if row["trained_at"] else ""
        errors = [_figure(row["metrics"].get(f"mse_{name}"), 4) for name in ("captions", "pixels")]
        match = " / ".join(_figure((row["thresholds"] or {}).get(name), 2) for name in ("captions", "pixels"))
        yield (
            f"  {_star(row)} {_name(row['id']):<9}{trained:<18}{errors[0]:>12}{errors[1]:>8}{match:>16}  "
            f"{row['encoder']}, {row['revision']}{', portable' if row.get('is_portable') else ''}"
        )
    if not any(row["is_active"] for row in found["regressors"]):
        yield "  none fits the active encoder: scores are cosines until `imgsearch train regressor` ran"
    yield "encoders"
    for row in found["encoders"]:
        index = "indexed" if row["has_index"] else "no index"
        yield (
            f"  {_star(row)} {row['name']}, revision {row['revision']}: {row['dimension']}-d, "
            f"{row['vectors']:,} of {counted(row['pictures'], 'picture')}, {index}; "
            f"{counted(row['caption_vectors'], 'caption')}"
        )
    if not found["encoders"]:
        yield "  none yet; `imgsearch load DIR` makes vectors"
    if found["activated_at"]:
        yield f"in use since {found['activated_at']:%Y-%m-%d %H:%M}, by {found['activated_by']}"


def _star(row: dict[str, Any]) -> str:
    return "*" if row["is_active"] else " "


def _figure(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _card_lines(card: dict[str, Any], indent: str = "  ") -> Iterator[str]:
    for key, value in card.items():
        label = f"{indent + key:<30} "
        if isinstance(value, dict):
            yield indent + key
            yield from _card_lines(value, indent + "  ")
        elif key == UNREADABLE:
            yield f"{label}{len(value):,} (--json prints them)"
        elif isinstance(value, list) and len(value) > SHOWN_ITEMS:
            yield f"{label}{', '.join(map(str, value[:SHOWN_ITEMS]))}, ... {len(value):,} in all"
        elif isinstance(value, list):
            yield label + ", ".join(map(str, value))
        else:
            yield label + (f"{value:.4g}" if isinstance(value, float) else str(value))
