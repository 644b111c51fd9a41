"""The lines that a load prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loaders.report import LoadResult

SHOWN_REJECTS = 5


def describe_counts(results: Sequence[LoadResult]) -> Iterator[str]:
    """A table with a line for each kind of thing."""
    if not results:
        return
    kinds = _name_kinds(results)
    width = max(map(len, kinds))
    yield f"{'':{width}}  {'inserted':>9} {'updated':>9} {'unchanged':>9} {'deleted':>9} {'rejected':>9}"
    for kind, result in zip(kinds, results, strict=True):
        counts = (result.inserted, result.updated, result.unchanged, result.deleted, len(result.rejects))
        yield f"{kind:{width}}  " + " ".join(f"{count:>9}" for count in counts)


def _name_kinds(results: Sequence[LoadResult]) -> list[str]:
    """What each is of, with its source where there are several."""
    is_one = len({result.source for result in results} - {""}) < 2
    return [result.kind if is_one or not result.source else f"{result.source}: {result.kind}" for result in results]


def describe_seconds(results: Sequence[LoadResult], total_seconds: float) -> str:
    """How long encoding took, which depends on the model and the machine, and how long the rest."""
    encoding_seconds = sum(result.encoding_seconds for result in results)
    return f"encoding {encoding_seconds:.1f} s, everything else {total_seconds - encoding_seconds:.1f} s"


def describe_rejects(results: Sequence[LoadResult]) -> Iterator[str]:
    """The first rejects, and where the others are."""
    rejects = [reject for result in results for reject in result.rejects]
    for reject in rejects[:SHOWN_REJECTS]:
        place = f"{reject.file}:{reject.row_number}" if reject.row_number else reject.file
        yield f"skipped {place}: {reject.reason}"
    if rejects:
        yield f"{len(rejects)} rejected; all of them: SELECT * FROM load_reject"
