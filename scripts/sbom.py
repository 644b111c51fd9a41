"""Write sbom.json, what an installed imgsearch consists of, in the format CycloneDX: `make sbom`.

Names, versions and licences are those of this environment, without the tools of development. Hashes are those of the
lock files: of every file that PyPI has of the version, since which one is installed depends on the machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, metadata, requires
from typing import Any

from packaging.requirements import Requirement

from scripts.lock import LOCKS, ROOT, Pin, normalize, read_pins

PROJECT = "imgsearch-pgvector"
TARGET = ROOT / "sbom.json"


def find_needed(project: str) -> set[str]:
    """Normalized names of what a project needs to run in this environment, with all that its extras bring."""
    found: set[tuple[str, str]] = set()
    waiting = [(project, ""), (project, "all")]
    while waiting:
        name, extra = waiting.pop()
        for requirement in map(Requirement, _requirements(name)):
            if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
                continue
            wanted = {(normalize(requirement.name), each) for each in ("", *requirement.extras)} - found
            found |= wanted
            waiting += wanted
    return {name for name, _ in found}


def _requirements(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


def restrict(document: dict[str, Any], needed: set[str], pins: Iterable[Pin]) -> dict[str, Any]:
    """The document with the needed packages alone, and the hashes of their files."""
    by_version = {(pin.name, pin.version): pin for pin in pins}
    kept = [part for part in document["components"] if normalize(part["name"]) in needed]
    for part in kept:
        pin = by_version[normalize(part["name"]), part["version"]]
        part.setdefault("externalReferences", []).append(
            {
                "type": "distribution",
                "url": part["purl"],
                "comment": "every file of this version",
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in pin.hashes],
            }
        )
        if not part.get("licenses") and (stated := _stated_license(part["name"])):
            part["licenses"] = [{"license": {"name": stated}}]
    names = {part["bom-ref"] for part in kept} | {document["metadata"]["component"]["bom-ref"]}
    links = [
        {**link, "dependsOn": [name for name in link.get("dependsOn", ()) if name in names]}
        for link in document["dependencies"]
        if link["ref"] in names
    ]
    return {**document, "components": kept, "dependencies": links}


def _stated_license(name: str) -> str | None:
    """What the package says itself, where it is no licence's identifier."""
    try:
        stated = metadata(name).get_all("License", [])
    except PackageNotFoundError:
        return None
    return next((text for text in map(str, stated) if text != "UNKNOWN"), None)


def main() -> None:
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", "pyproject.toml", "--no-validate"]
    done = subprocess.run([*command, sys.executable], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    pins = [pin for file in LOCKS for pin in read_pins(file.read_text(encoding="utf-8"))]
    document = restrict(json.loads(done.stdout), find_needed(PROJECT), pins)
    TARGET.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(document['components'])} packages")


if __name__ == "__main__":
    main()
