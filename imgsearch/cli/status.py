"""`imgsearch status`: what is there."""

from __future__ import annotations

import json
from typing import Any

import click
from sqlalchemy.orm import Session

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo, printable
from imgsearch.cli.numbers import WholeNumber
from imgsearch.counted import counted
from imgsearch.errors import list_some
from imgsearch.queries.screening import FINISH, SCREEN_AGAIN, describe_outdated, outdated_kinds
from imgsearch.queries.slow import select_slow
from imgsearch.queries.status import COUNTED, select_counts, select_encoders, select_galleries, select_regressors
from imgsearch.queries.waiting import select_waiting


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--slow", is_flag=True, help="Show the page's newest slow searches instead, with times and plans.")
@click.option("--limit", default=10, show_default=True, type=WholeNumber(1, 1000), help="Number of slow searches.")
def status(as_json: bool, slow: bool, limit: int) -> None:
    """Show what is in the database: pictures, flags, captions, ratings, vectors, models, sizes.

    \b
    imgsearch status
    imgsearch status --slow --limit 3
    """
    with open_session() as session:
        found: dict[str, Any] = _read_slow(session, limit) if slow else _read(session)
    lines = _slow_lines(found["slow_searches"]) if slow else list(map(printable, _lines(found)))
    echo(json.dumps(found, indent=2, default=str) if as_json else "\n".join(lines))


def _read_slow(session: Session, limit: int) -> dict[str, Any]:
    return {"slow_searches": [dict(row) for row in session.execute(select_slow(limit)).mappings()]}


def _slow_lines(searches: list[dict[str, Any]]) -> list[str]:
    if not searches:
        return ["no slow searches; `imgsearch serve --slow-search-ms` says what is slow"]
    lines = []
    for search in searches:
        phases = ", ".join(f"{name} {spent:,.0f}" for name, spent in search["phases_ms"].items())
        how = phases if search["is_answered"] else "ended by the database"
        text = "" if search["text"] is None else f"  {search['text']}"
        lines.append(printable(f"{search['searched_at']:%Y-%m-%d %H:%M:%S}  {search['took_ms']:,.0f} ms ({how}){text}"))
        lines += [f"    {printable(line)}" for line in (search["plan"] or "without a plan").splitlines()]
    return lines


def _read(session: Session) -> dict[str, Any]:
    counts = session.execute(select_counts()).mappings().one()
    return {
        "galleries": [dict(row) for row in session.execute(select_galleries()).mappings()],
        "screened_by_other_rules": outdated_kinds(session),
        "rows": {label: counts[label] for label in COUNTED},
        "captions_without_picture": {row.image_name: row.captions for row in session.execute(select_waiting())},
        "database_bytes": counts["bytes"],
        "encoders": [dict(row) for row in session.execute(select_encoders()).mappings()],
        "regressors": [dict(row) for row in session.execute(select_regressors()).mappings()],
    }


def _lines(found: dict[str, Any]) -> list[str]:
    lines = ["pictures"]
    names = [gallery["gallery"] for gallery in found["galleries"]]
    for gallery in found["galleries"]:
        # Two folders of one name are told apart by their sources.
        name = gallery["gallery" if names.count(gallery["gallery"]) == 1 else "source"]
        hidden = _hidden(gallery["unscreened"], "unscreened") + _hidden(gallery["missing"], "missing")
        size = _size(gallery["file_bytes"])
        lines.append(f"  {name:<20}{gallery['pictures']:>9,}  {gallery['flagged']:,} flagged, {hidden}{size}")
    # As `imgsearch doctor` says it: what an upgrade began comes first.
    if found["galleries"] and (outdated := found["screened_by_other_rules"]):
        lines.append(f"  {describe_outdated(outdated)}; {SCREEN_AGAIN}")
    elif any(gallery["unscreened"] for gallery in found["galleries"]):
        lines.append(f"  {FINISH}")
    if not found["galleries"]:
        lines.append("  none yet; `imgsearch load DIR` loads some")
    lines.append("rows")
    lines += [f"  {label:<20}{count:>9,}" for label, count in found["rows"].items()]
    if waiting := found["captions_without_picture"]:
        count = counted(sum(waiting.values()), "caption reaches", "captions reach")
        lines.append(f"  {count} no picture: {list_some(list(waiting))}")
    lines.append("encoders")
    for encoder in found["encoders"]:
        active = "active, " if encoder["is_active"] else ""
        vectors = encoder["image_vectors"]
        lines.append(
            f"  {encoder['name']:<20}{vectors:>9,}  {'picture' if vectors == 1 else 'pictures'}, "
            f"{counted(encoder['caption_vectors'], 'caption')}; "
            f"{active}{encoder['dimension']}-d, revision {encoder['revision']}"
        )
    lines.append("regressors")
    for regressor in found["regressors"]:
        errors = {name: regressor["metrics"].get(f"mse_{name}") for name in ("captions", "pixels")}
        lines.append(
            f"  {'number ' + str(regressor['id']):<20}{'active' if regressor['is_active'] else '':>9}  "
            + ", ".join(f"MSE {error:.4f} {name}" for name, error in errors.items() if error is not None)
        )
    if not any(regressor["is_active"] for regressor in found["regressors"]):
        lines.append("  the one that ships with imgsearch scores")
    lines.append(f"database {_size(found['database_bytes'])}")
    return lines


def _hidden(count: int, why: str) -> str:
    return f"{count:,} {why} and not shown, " if count else ""


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"
