"""Which lines changed since a revision."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
HOURS, COMMITS = 24, 20


def git(root: Path, *arguments: str) -> str:
    """What a git command prints; nothing when it fails, as it does outside a repository."""
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def recent_base(root: Path) -> str:
    """The newest commit older than a day of those before the last one, or twenty commits back; "" when there is none.

    The branch that is checked out may be main itself, so there is nothing else to compare with.
    """
    newest = git(root, "log", "-1", "--format=%ct")
    if not newest:
        return ""
    day_before = git(root, "rev-list", "-1", f"--before={int(newest) - HOURS * 3600}", "HEAD")
    steps = git(root, "rev-parse", "--verify", "--quiet", f"HEAD~{COMMITS}")
    if day_before and steps:
        # Whichever is nearer, so that a busy day does not make everything new.
        nearer = git(root, "rev-list", "--count", f"{day_before}..HEAD")
        return day_before if int(nearer or COMMITS) < COMMITS else steps
    return day_before or steps


def changed_lines(root: Path, revision: str, files: list[Path]) -> dict[str, set[int]]:
    """For each file the lines, 1-based, that the working tree has and the revision had not."""
    found: dict[str, set[int]] = {}
    for file in files:
        difference = git(root, "diff", "--unified=0", "--no-color", "--find-renames", revision, "--", str(file))
        lines = {
            number
            for start, count in HUNK.findall(difference)
            for number in range(int(start), int(start) + int(count or 1))
        }
        if lines:
            found[str(file)] = lines
    return found
