"""What came out, as a table and as lists."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from scripts.mutation.mutants import Mutant


@dataclass
class Score:
    """Of one package."""

    package: str
    mutants: int = 0
    killed: int = 0
    timed_out: int = 0
    equivalent: int = 0
    seconds: float = 0.0
    survivors: list[Mutant] = field(default_factory=list)
    flaky: list[str] = field(default_factory=list)
    """Tests whose kills do not count, since they fail without any change."""

    @property
    def survived(self) -> int:
        """Without those that the list names as equivalent."""
        return len(self.survivors)

    @property
    def share(self) -> float | None:
        """Killed or timed out, of all but the equivalent ones; None when nothing was tried."""
        counted = self.killed + self.timed_out + self.survived
        return (self.killed + self.timed_out) / counted if counted else None

    def add(self, mutant: Mutant, outcome: str, seconds: float, equivalents: Collection[tuple[str, str, str]]) -> None:
        """Count a mutant that was tried."""
        self.mutants += 1
        self.seconds += seconds
        if outcome == "killed":
            self.killed += 1
        elif outcome == "timed out":
            self.timed_out += 1
        elif mutant.key in equivalents:
            self.equivalent += 1
        else:
            self.survivors.append(mutant)


def total(scores: Iterable[Score]) -> Score:
    """All packages together."""
    whole = Score("all")
    for score in scores:
        whole.mutants += score.mutants
        whole.killed += score.killed
        whole.timed_out += score.timed_out
        whole.equivalent += score.equivalent
        whole.seconds += score.seconds
        whole.survivors += score.survivors
    return whole


def table(scores: list[Score]) -> str:
    """In Markdown, as docs/testing.md has it."""
    lines = [
        "| package | mutants | killed | timed out | equivalent | survived | killed share | seconds a mutant |",
        "| --- | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for score in [*scores, total(scores)] if len(scores) > 1 else scores:
        share = f"{score.share:.1%}".replace("%", " %") if score.share is not None else "-"
        pace = f"{score.seconds / score.mutants:.1f}" if score.mutants else "-"
        lines.append(
            f"| {score.package} | {score.mutants} | {score.killed} | {score.timed_out} | {score.equivalent} "
            f"| {score.survived} | {share} | {pace} |"
        )
    return "\n".join(lines)


def too_low(scores: Iterable[Score], least: float, fewest: int = 1) -> list[str]:
    """The packages whose share is below the least one, if so many mutants were tried."""
    return [
        score.package for score in scores if score.mutants >= fewest and score.share is not None and score.share < least
    ]
