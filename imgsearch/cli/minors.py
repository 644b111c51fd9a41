"""`imgsearch minors`: reviewing which pictures are held to show a minor."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo, printable
from imgsearch.cli.group import ErrorGroup
from imgsearch.cli.minors_options import by_option, is_terminal, json_option, reason_option
from imgsearch.cli.minors_policy import audit, policy
from imgsearch.cli.numbers import WholeNumber
from imgsearch.cli.opening import open_in_program
from imgsearch.counted import counted
from imgsearch.errors import BadInput
from imgsearch.minors.batches import review_batch
from imgsearch.minors.detectors.classifier import load_classifier
from imgsearch.minors.queue import read_queue
from imgsearch.minors.review import Decision, Evidence, Suspect, Verdict, read_suspect, review
from imgsearch.minors.seen import Seen
from imgsearch.minors.sources import SOURCES

NOTHING_TO_REVIEW = "nothing to review"
CHANGED = "has changed since it was read, or another editor has decided; no verdict: run the command again"
PLAIN: dict[type, Callable[[Any], str]] = {datetime: datetime.isoformat, bytes: bytes.hex}
KEYS = "[f]lag, [c]lear, [o]pen, [s]kip, [q]uit"


@click.group(cls=ErrorGroup)
def minors() -> None:
    """Review pictures that may show a minor and are hidden.

    \b
    imgsearch minors review               those where a look finds the most, first
    imgsearch minors clear a.jpg --reason "an adult in costume"

    Only editors, loaders and the owner of the database see flagged pictures. Every verdict is
    stored in the table minor_review with reviewer and time, survives loads, and overrides all evidence.
    """


minors.add_command(policy)
minors.add_command(audit)


@minors.command("review")
@click.option("--list", "only_list", is_flag=True, help="Print the queue without asking for verdicts.")
@click.option("--limit", "-n", default=20, show_default=True, type=WholeNumber(1, 10_000), help="Pictures.")
@json_option
@by_option
@reason_option
def review_queue(only_list: bool, limit: int, as_json: bool, reviewer: str, reason: str) -> None:
    """Go through the pictures that nobody has decided on, first those where a look finds the most.

    Example: imgsearch minors review --limit 50
    """
    with open_session() as session:
        queue = read_queue(session, limit=limit, detector=load_classifier())
        session.rollback()  # a person may take an hour; hold nothing meanwhile
        if as_json:
            echo(json.dumps([_as_dict(suspect) for suspect in queue], ensure_ascii=False, indent=2))
        elif not queue:
            echo(NOTHING_TO_REVIEW)
        elif only_list or not is_terminal():
            for suspect in queue:
                echo("\n".join(map(printable, _lines(suspect))))
        else:
            _ask(session, queue, reviewer, reason)


@minors.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@reason_option
@by_option
def flag(names: tuple[str, ...], reason: str, reviewer: str) -> None:
    """Hide pictures: they show a minor, whatever the evidence says.

    Example: imgsearch minors flag a.jpg b.jpg --reason "school trip"
    """
    _decide(names, "flag", reviewer, reason)


@minors.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@reason_option
@by_option
def clear(names: tuple[str, ...], reason: str, reviewer: str) -> None:
    """Show pictures again: they show no minor. Valid until the file changes.

    Example: imgsearch minors clear a.jpg --reason "an adult in costume"
    """
    _decide(names, "clear", reviewer, reason)


@minors.command()
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> None:
    """Show why the picture NAME is flagged or not: evidence and past verdicts.

    Example: imgsearch minors show a.jpg
    """
    with open_session() as session:
        suspect = read_suspect(session, name)
    echo(
        json.dumps(_as_dict(suspect), ensure_ascii=False, indent=2)
        if as_json
        else "\n".join(map(printable, _lines(suspect)))
    )


@minors.command()
@json_option
def stats(as_json: bool) -> None:
    """Count flags by their evidence, and pictures that are not screened yet.

    Example: imgsearch minors stats
    """
    from imgsearch.minors.stats import read_stats

    with open_session() as session:
        found = read_stats(session)
    echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else "\n".join(map(printable, _stats_lines(found))))


def _decide(names: Iterable[str], verdict: Verdict, reviewer: str, reason: str) -> None:
    with open_session() as session:
        decided = review(session, list(names), verdict, reviewer, reason)
        session.commit()
    for suspect in decided:
        echo(printable(f"{suspect.name}  {_state(suspect)}"))


def _ask(session: Session, queue: list[Suspect], reviewer: str, reason: str) -> None:
    verdicts: dict[str, Verdict] = {"f": "flag", "c": "clear"}
    for number, suspect in enumerate(queue, start=1):
        echo("\n".join((f"{number} of {len(queue)}", *map(printable, _lines(suspect)))))
        while (key := click.prompt(KEYS, type=click.Choice("fcosq"), show_choices=False)) == "o":
            _open(suspect.path)
        if key == "q":
            return
        if key in verdicts:
            seen, flagged = {suspect.image_id: Seen.of(suspect)}, [suspect.image_id] if key == "f" else []
            count = review_batch(session, seen, flagged, reviewer, reason=reason)
            session.commit()  # each verdict counts, however the session ends
            said = _state(read_suspect(session, suspect.name)) if count else CHANGED
            echo(printable(f"{suspect.name}  {said}"))


def _open(path: str) -> None:
    """Show a picture; where that cannot be, the queue goes on."""
    if not Path(path).is_file():
        echo(printable(f"{path} is no file on this machine; the page's review shows its small copy"), err=True)
        return
    try:
        open_in_program(Path(path))
    except BadInput as exc:
        echo(printable(exc), err=True)


def _state(suspect: Suspect) -> str:
    return {"hidden": "flagged", "unscreened": "not screened yet"}.get(suspect.state, "not flagged")


def _lines(suspect: Suspect) -> Iterator[str]:
    doubtful = "  evidence is unclear" if suspect.is_doubtful else ""
    yield f"{suspect.name}  {_state(suspect)}{doubtful}  {suspect.path}"
    for evidence in suspect.evidence:
        said, detail = evidence.in_words()[0], evidence.term
        if SOURCES[evidence.source].kind == "pixels":
            mark = "" if evidence.flags else ", does not flag"
            detail = f"probability {evidence.probability:.2f}{mark}, revision {evidence.term}"
        yield f"  {evidence.source:<14} {said} ({detail})"
    for decision in suspect.history:
        because = f": {decision.reason}" if decision.reason else ""
        when = decision.reviewed_at.strftime("%Y-%m-%d %H:%M")
        yield f"  {when}  {decision.verdict} by {decision.reviewer}{because}"
    if not suspect.evidence and not suspect.history:
        yield "  no evidence, no verdict"


def _as_dict(suspect: Suspect) -> dict[str, Any]:
    return _plain(suspect) | {
        "evidence": [_plain(evidence) for evidence in suspect.evidence],
        "history": [_plain(decision) for decision in suspect.history],
    }


def _plain(row: Suspect | Evidence | Decision) -> dict[str, Any]:
    found = row._asdict()
    return {name: PLAIN[type(value)](value) if type(value) in PLAIN else value for name, value in found.items()}


def _stats_lines(found: dict[str, Any]) -> Iterator[str]:
    for label, value in found.items():
        if not isinstance(value, dict):
            yield f"{label.replace('_', ' '):<28}{value:>9,}"
    for source, counts in found["evidence"].items():
        yield f"evidence, {source:<18}{counts['rows']:>9,}  of {counted(counts['pictures'], 'picture')}"
    if found["terms"]:
        yield "most frequent: " + ", ".join(f"{term} {count:,}" for term, count in found["terms"].items())
