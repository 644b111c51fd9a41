"""`imgsearch minors policy` and `audit`: how much is hidden, and how many pictures show a minor."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo, printable
from imgsearch.cli.minors_options import by_option, is_terminal, reason_option
from imgsearch.cli.numbers import SEED, SEEDS, WholeNumber
from imgsearch.counted import counted

if TYPE_CHECKING:
    from imgsearch.minors.audit import Audit
    from imgsearch.minors.deciding import Plan, Wish
    from imgsearch.minors.detectors.classifier import Classifier
    from imgsearch.minors.policy import Estimate, Share
    from imgsearch.queries.screening import Choice

ORIGINS = {
    "said": "said with --expect-minors; half to twice that",
    "audit": "counted in the audit",
    "decided": "decided earlier; half to twice that",
    "guessed": "guessed from what the detector sees; half to twice that; `imgsearch minors audit 200` would tell",
}


class Percent(click.ParamType[float]):
    """A share, as in 5%, 0.5 % or 0.05."""

    name = "share"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it; refuses what is not between 0 and 1."""
        said = str(value).strip()
        try:
            share = float(said.removesuffix("%")) / (100 if said.endswith("%") else 1)
        except ValueError:
            share = -1.0
        if not 0 < share < 1:
            self.fail(f"{said!r} is no share; say for instance 5%", param, ctx)
        return share


@click.command()
@click.option(
    "--without-detector",
    "choice",
    type=click.Choice(["hide", "vouched", "show"]),
    help="hide: none is shown; vouched: those whose captions say who is there; show: all whose texts name no minor.",
)
@click.option("--expect-minors", "expected", type=Percent(), help="How many of the pictures show a minor, say 5%.")
@click.option(
    "--hide",
    type=click.Choice(["strict", "balanced", "lenient", "default"]),
    help="By the pixels alone, hide what shows a minor with 1 chance in 20 (strict), in 5 (balanced), in 2 (lenient); "
    "default: as the detector came.",
)
@click.option("--hide-at-most", "at_most", type=Percent(), help="Hide by the pixels alone no more of them, say 3%.")
@click.option("--yes", is_flag=True, help="Do so without asking.")
@by_option
@reason_option
def policy(
    choice: Choice | None,
    expected: float | None,
    hide: str | None,
    at_most: float | None,
    yes: bool,
    reviewer: str,
    reason: str,
) -> None:
    """Show or decide how much is hidden, and what becomes of pictures that no detector can look at.

    Before anything changes it says how many pictures would be hidden, how many of them probably without reason, and how
    many with minors would probably be shown, by what the detector makes of them and what people said. Every decision
    is kept in the table screening_decision.

    \b
    Example: imgsearch minors policy --expect-minors 5% --hide balanced
    Example: imgsearch minors policy --hide-at-most 3% --yes --reason "few children here"
    Example: imgsearch minors policy --without-detector vouched
    """
    if hide is not None and at_most is not None:
        raise click.UsageError("--hide and --hide-at-most exclude one another")
    with open_session() as session:
        if choice is not None:
            from imgsearch.queries.screening import decide

            decide(session, choice, reviewer, reason)
            session.commit()
        if (expected, hide, at_most) != (None, None, None):
            from imgsearch.minors.deciding import Wish

            _plan(session, Wish(hide, at_most, expected), reviewer, reason, yes=yes)  # type: ignore[arg-type]
        for line in _policy_lines(session):
            echo(printable(line))


@click.command()
@click.argument("count", type=WholeNumber(min=1), required=False)
@click.option("--seed", type=SEED, help="The same pictures and seed give the same sample.")
@by_option
def audit(count: int | None, seed: int | None, reviewer: str) -> None:
    """Draw COUNT pictures at random to be looked at, or show what came of the last draw.

    How many pictures show a minor is counted on such a sample alone: the review queue is made of suspects. The page
    shows the sample at /review?audit=1. `imgsearch minors policy` then goes by what was found.

    Example: imgsearch minors audit 200
    """
    from imgsearch.minors.audit import draw_audit, read_audit
    from imgsearch.minors.detectors.classifier import load_classifier

    classifier = load_classifier()
    with open_session() as session:
        if count is not None:
            seed = secrets.randbelow(SEEDS) if seed is None else seed
            drawn = draw_audit(session, count, seed, reviewer)
            session.commit()
            echo(f"drawn: {counted(drawn, 'picture')}, seed {seed}; look at them at /review?audit=1")
        found = read_audit(session, classifier.revision if classifier is not None else "")
        if found is None:
            echo("no audit has been drawn; `imgsearch minors audit 200` draws one")
        for line in _audit_lines(found, classifier):
            echo(line)


def _plan(session: Session, wish: Wish, by: str, why: str, *, yes: bool) -> None:
    from imgsearch.errors import BadInput
    from imgsearch.minors.audit import read_audit
    from imgsearch.minors.deciding import decide_limits, make_plan
    from imgsearch.minors.detectors.classifier import load_classifier

    classifier = load_classifier()
    if classifier is None:
        raise BadInput("no detector of minors is installed; install imgsearch-pgvector again, of which it is a part")
    found = read_audit(session, classifier.revision)
    plan = make_plan(session, wish, classifier, found)
    for line in _plan_lines(plan, found, classifier):
        echo(line)
    session.rollback()  # a person may think; hold nothing meanwhile
    if not yes and not (is_terminal() and click.confirm("Do so?")):
        echo("nothing was changed" if is_terminal() else "nothing was changed; --yes does so")
        return
    decide_limits(session, plan, classifier, by, why)
    session.commit()


def _plan_lines(plan: Plan, found: Audit | None, classifier: Classifier) -> Iterator[str]:
    gallery, now, then = plan.gallery, plan.now, plan.then
    yield f"minors expected on {_percent(plan.share)} of the pictures ({ORIGINS[plan.origin]})"
    yield f"{'of ' + counted(gallery.pictures, 'picture'):<50}{'now':>8}{'then':>8}"
    yield f"{'hidden by people':<50}{gallery.by_people_hidden:>8,}{gallery.by_people_hidden:>8,}"
    yield f"{'hidden for their texts':<50}{gallery.by_texts:>8,}{gallery.by_texts:>8,}"
    if gallery.unseen:
        yield f"{'not looked at yet':<50}{gallery.unseen:>8,}{gallery.unseen:>8,}"
    yield f"{'hidden for their pixels alone':<50}{now.hidden:>8,}{then.hidden:>8,}"
    yield _both("  of these probably no minor", now.hidden_others, then.hidden_others)
    yield _both("shown, and probably a minor", now.missed, then.missed)
    if found is not None and found.seen:
        yield from _counted_lines(plan, found)
    suspects, certain = plan.limits
    yield f"hidden from a probability of {suspects:.3f} on, whatever is said from {certain:.3f} on"


def _counted_lines(plan: Plan, found: Audit) -> Iterator[str]:
    """What the limits would have done to the audited pictures, had nobody looked."""
    from imgsearch.minors.policy import wilson

    limits = plan.limits
    told = [each for each in found.seen if each.probability is not None]
    hidden = [
        each
        for each in told
        if each.texts_flag
        or (each.probability or 0) >= limits.certain_from
        or ((each.probability or 0) >= limits.suspects_from and not each.texts_vouch)
    ]
    minors, found_minors = (sum(each.shows_minor for each in some) for some in (told, hidden))
    missed = minors - found_minors
    yield f"in the audit of {len(told):,}: {len(hidden):,} hidden, {found_minors:,} of them with a minor"
    if minors:
        low, high = wilson(missed, minors)
        share = f"{missed / minors:.1%}; {low:.1%} to {high:.1%}"
        yield f"  {missed:,} of {counted(minors, 'picture')} with a minor shown ({share})"


def _audit_lines(found: Audit | None, classifier: Classifier | None) -> Iterator[str]:
    if found is None:
        return
    yield f"audit {found.sample}: {len(found.seen):,} of {found.size:,} looked at, seed {found.seed}"
    if found.share is None:
        yield "look at them at /review?audit=1; those before the first without a verdict count"
        return
    from imgsearch.minors.policy import correct, wilson

    low, high = wilson(found.found, len(found.seen))
    share = found.found / len(found.seen)
    yield f"with a minor: {found.found:,} of {len(found.seen):,}, {share:.1%} (95 %: {low:.1%} to {high:.1%})"
    told = [each.probability for each in found.seen if each.probability is not None]
    if told and classifier is not None:
        said = sum(told) / len(told)
        corrected = float(correct(told, classifier.prior, found.share.value).mean())
        yield f"the detector says {said:.1%} on average, and {corrected:.1%} corrected to what was found"


def _policy_lines(session: Session) -> Iterator[str]:
    from imgsearch.minors.deciding import limits_in_force
    from imgsearch.minors.detectors.classifier import load_classifier
    from imgsearch.queries.screening import count_unscreened, read_policy

    decided, counts, classifier = read_policy(session), count_unscreened(session), load_classifier()
    who = f"decided by {decided.decided_by}" if decided.decided_at else "nobody has decided"
    why = f": {decided.why}" if decided.why else ""
    yield f"without a detector: {decided.without_pixels} ({who}{why})"
    if classifier is not None:
        limits = limits_in_force(decided, classifier)
        said = {None: "default", "at_most": f"at most {decided.hide_at_most or 0:.1%}"}.get(decided.hide, decided.hide)
        expected = "" if decided.expected_share is None else f", minors expected on {decided.expected_share:.1%}"
        yield f"hide: {said}{expected}; from a probability of {limits.suspects_from:.3f} on"
        if decided.hide == "at_most" and decided.detector != classifier.revision:
            yield "decided for another detector: say --hide-at-most again"
    of_which = f"the texts of {counts.texts:,}, the pixels of {counts.pixels:,}"
    yield f"not shown since they are unscreened: {counts.pictures:,}; {of_which} (flagged: `imgsearch minors stats`)"


def _percent(share: Share) -> str:
    return f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})"


def _both(label: str, now: Estimate, then: Estimate) -> str:
    within = f"  {then.low:,.0f} to {then.high:,.0f}"
    return f"{label:<50}{now.value:>8,.0f}{then.value:>8,.0f}{within}"
