"""Break the program in small ways and see whether a test notices: make mutate.

python scripts/mutate.py --package search --sample 40
"""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from scripts.mutation.campaign import Campaign, Plan, choose_mutants, order_packages  # noqa: E402
from scripts.mutation.changed import git, recent_base  # noqa: E402
from scripts.mutation.equivalents import find_stale, format_row, read_equivalents  # noqa: E402
from scripts.mutation.packages import read_packages, select_packages  # noqa: E402
from scripts.mutation.report import Score, table, too_low, total  # noqa: E402

DOCUMENT = ROOT / "docs" / "testing.md"
#: A share of fewer mutants says little.
FEWEST = 10


@click.command()
@click.option("--package", "wanted", default="", help="Names or folders, separated by commas; all without it.")
@click.option("--sample", type=click.IntRange(min=1), help="Mutants of each package; all without it.")
@click.option("--seed", default="0", show_default=True, help="Of the sample; HEAD is the commit.")
@click.option("--changed", default="", help="Only lines that changed since this revision; recent is the last day.")
@click.option(
    "--least", type=click.FloatRange(0, 1), default=0.85, show_default=True, help="Killed share that is needed."
)
@click.option(
    "--minutes", type=click.FloatRange(min=0.1), help="Stop after so long; what was not tried does not count."
)
@click.option("--workers", type=click.IntRange(1, 2), default=2, show_default=True)
@click.option("--rows", is_flag=True, help="List survivors as rows for the list of equivalent mutants.")
@click.option("--verbose", is_flag=True, help="Say of each mutant which test killed it.")
@click.option("--list", "only_list", is_flag=True, help="List the mutants and try none.")
def mutate(
    wanted: str,
    sample: int | None,
    seed: str,
    changed: str,
    least: float,
    minutes: float | None,
    workers: int,
    rows: bool,
    verbose: bool,
    only_list: bool,
) -> None:
    """Try mutants of the packages that scripts/mutation/packages.toml names."""
    until = time.monotonic() + minutes * 60 if minutes else float("inf")
    try:
        packages = select_packages(read_packages(), wanted)
    except LookupError as exc:
        raise click.UsageError(str(exc)) from exc
    equivalents = read_equivalents(DOCUMENT)
    since = recent_base(ROOT) if changed == "recent" else changed
    commit = git(ROOT, "rev-parse", "HEAD")
    plan = Plan(sample, commit if seed == "HEAD" else seed, since, workers, until, verbose)
    chosen = {package.name: choose_mutants(package, ROOT, plan) for package in packages}
    if changed and not any(chosen.values()):
        click.echo("nothing that changed is mutated; a small sample of everything instead")
        plan = Plan(2, plan.seed, "", workers, until, verbose)
        chosen = {package.name: choose_mutants(package, ROOT, plan) for package in packages}
    if only_list:
        for mutants in chosen.values():
            for mutant in mutants:
                click.echo(str(mutant))
        return
    campaign = Campaign(ROOT, plan, [row.key for row in equivalents], click.echo)
    scores: list[Score] = []
    for package in order_packages(packages, plan):
        if chosen[package.name] and plan.time_left() > 0:
            scores.append(campaign.run(package, chosen[package.name]))
    _print_survivors(scores, rows)
    click.echo("\n" + table(scores))
    stale = [] if changed or sample else find_stale(equivalents, ROOT)
    for row in stale:
        click.echo(f"{DOCUMENT.name} lists a mutant that there is not: {row.file} {row.function}: {row.mutation}")
    low = too_low([total(scores)], least, FEWEST) if changed else too_low(scores, least)
    if low:
        click.echo(f"below {least:.0%}: {', '.join(low)}")
    if low or stale:
        sys.exit(1)


def _print_survivors(scores: list[Score], rows: bool) -> None:
    for score in scores:
        for name in score.flaky:
            click.echo(f"{score.package}: fails now and then without any change, so its kills do not count: {name}")
        if score.survivors:
            click.echo(f"\nsurvivors in {score.package}")
        for mutant in score.survivors:
            click.echo(format_row(mutant.key, "") if rows else str(mutant))


if __name__ == "__main__":
    # So that servers are stopped and copies removed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    mutate()
