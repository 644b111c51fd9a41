"""`imgsearch models fetch`, and fetching before a switch."""

from __future__ import annotations

from pathlib import Path

import click

from imgsearch.cli.echo import echo
from imgsearch.cli.load_options import existing_folder

from_option = click.option("--from", "source", type=existing_folder, help="Copy its files from this folder, offline.")
revision_option = click.option("--revision", help="Commit, branch or tag on the hub, in place of the pinned one.")


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@from_option
@revision_option
@click.option("--again", is_flag=True, help="Fetch it although it is there.")
def fetch(name: str | None, source: Path | None, revision: str | None, again: bool) -> None:
    """Fetch the files of encoder NAME from the hub, without switching to it.

    Without a name it lists those that there are. A fetch that broke off goes on where it was; every file is compared
    with the hub's checksum. What is there stays until all of the new files are.

    Example: imgsearch models fetch clip-base
    """
    from imgsearch.encoders.presets import PRESETS

    if name is None:
        for preset in PRESETS.values():
            pinned = preset.revision[:12] if preset.is_pinned else f"{preset.revision}, not pinned"
            echo(f"{preset.name:<14}{preset.model} ({pinned}), {preset.licence}, {preset.download_mb:,} MB")
        return
    if name not in PRESETS:
        raise click.UsageError(f"there is no {name!r} to fetch; choose one of {', '.join(PRESETS)}")
    fetch_preset(name, source, revision, again=again)


def fetch_preset(name: str, source: Path | None, revision: str | None, *, again: bool = False) -> None:
    """Fetch what is not there, or what a folder or a revision was named for.

    Raises:
        ModelUnavailable: the hub cannot be reached or sent something else than it announced.
        BadInput: the folder holds no such model.
    """
    from imgsearch.cli.progress import bars
    from imgsearch.encoders.fetch import fetch_from_folder, fetch_from_hub, hub_address
    from imgsearch.encoders.presets import PRESETS, read_manifest
    from imgsearch.model_folder import model_folder

    preset, folder = PRESETS[name], model_folder(name)
    manifest = read_manifest(folder)
    if manifest is not None and not again and source is None and revision in (None, manifest["revision"]):
        return
    if source is not None:
        with bars(unit="file") as progress:
            commit = fetch_from_folder(preset, source, folder, progress=progress)
    else:
        if not (preset.is_pinned or revision):
            echo(f"{name} is not pinned to a commit; name one by --revision to get the same files later", err=True)
        with bars(unit="B", unit_scale=True) as progress:
            wanted = revision or preset.revision
            commit = fetch_from_hub(preset, wanted, folder, progress=progress, hub=hub_address())
    echo(f"{name}: revision {commit[:12]} is in {folder}")
