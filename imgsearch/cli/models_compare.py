"""`imgsearch models compare`: which of two encoders finds more here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo, printable
from imgsearch.cli.load_options import whole_encoder_name
from imgsearch.cli.numbers import SEED, WholeNumber
from imgsearch.counted import counted

if TYPE_CHECKING:
    from imgsearch.evaluation.encoders import Compared


@click.command()
@click.argument("first", metavar="ENCODER", callback=whole_encoder_name)
@click.argument("second", metavar="OTHER", callback=whole_encoder_name)
@click.option(
    "--pictures", type=WholeNumber(2), default=500, show_default=True, help="Most pictures that are searched."
)
@click.option("--seed", default=0, show_default=True, type=SEED, help="Seed of the sample and the resampling.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def compare(first: str, second: str, pictures: int, seed: int, as_json: bool) -> None:
    """Compare two encoders on the test queries in the database, or on own captions, before switching.

    Vectors that are stored are read, others are made and not stored. The difference has an interval by resampling
    pictures, the same ones for both.

    Example: imgsearch models compare small siglip2-base
    """
    from imgsearch.cli.progress import load_bars
    from imgsearch.encoders import load_encoder
    from imgsearch.evaluation.encoders import compare_encoders

    with open_session() as session:
        found = compare_encoders(
            session,
            (load_encoder(first), load_encoder(second)),
            pictures=pictures,
            seed=seed,
            progress=load_bars(),
        )
    echo(json.dumps(_as_json(found), indent=2) if as_json else "\n".join(map(printable, _lines(found))))


def _lines(found: Compared) -> list[str]:
    count, names = len(found.sample.texts), [measured.name for measured in found.measured]
    width = max(map(len, names)) + 2
    lines = [
        f"{count:,} {found.sample.asked} over {counted(len(found.sample.pictures), 'picture')}, percent",
        f"{'':<{width}}    R@1    R@5   R@10  median  ms a picture  ms a text  MB of memory",
    ]
    for each in found.measured:
        r = each.recall
        lines.append(
            f"{each.name:<{width}}{r.at_1:>7.1f}{r.at_5:>7.1f}{r.at_10:>7.1f}{r.median_rank:>8.0f}"
            f"{each.picture_ms:>14.0f}{each.text_ms:>11.1f}{each.memory_mb:>14.0f}"
        )
    lines.append(f"both find the same picture first for {100 * found.same_first:.0f} % of the queries")
    low, high = (100 * bound for bound in found.bounds)
    lines.append(
        f"R@1 of {names[1]} less that of {names[0]}: {100 * found.difference:+.1f} ({low:+.1f} to {high:+.1f})"
    )
    better = found.better
    lines.append(f"{better} is better" if better else "these queries do not tell them apart")
    return lines


def _as_json(found: Compared) -> dict[str, object]:
    return {
        "queries": len(found.sample.texts),
        "asked": found.sample.asked,
        "pictures": len(found.sample.pictures),
        "encoders": [
            {
                "name": each.name,
                **each.recall._asdict(),
                "picture_ms": each.picture_ms,
                "text_ms": each.text_ms,
                "memory_mb": each.memory_mb,
            }
            for each in found.measured
        ],
        "same_first": found.same_first,
        "difference": found.difference,
        "low": found.bounds.low,
        "high": found.bounds.high,
        "better": found.better,
    }
