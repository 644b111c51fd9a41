"""What commands that train models let them learn."""

from __future__ import annotations

import click

target_option = click.option(
    "--target",
    type=click.Choice(["mean", "majority", "combined"]),
    default="mean",
    show_default=True,
    help="Ratings to learn: the experts' mean, what two of them agree on, or the mean with the crowd's votes.",
)
