"""How many mistakes lie between two words."""

from __future__ import annotations


def edits(one: str, other: str, farthest: int) -> int:
    """Letters to insert, leave out, replace or swap with the next; ``farthest + 1`` where it takes more."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, opposite in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != opposite))
            if row > 1 < column and letter == other[column - 2] and opposite == one[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > farthest:
            return farthest + 1
        before, last = last, current
    return min(last[-1], farthest + 1)
