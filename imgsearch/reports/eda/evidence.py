"""Why pictures are flagged as showing a minor, in numbers."""

from __future__ import annotations

from imgsearch.minors.sources import SOURCES, names_of
from imgsearch.reports.document import Block, Folded, Plot, Section, Table, Text
from imgsearch.reports.eda import charts
from imgsearch.reports.eda.read import EdaData


def minors(data: EdaData) -> Section:
    """Evidence of minors by source and by word; no picture and no text."""
    blocks: list[Block] = [_by_source(data), *_by_word(data)]
    if len(data.probabilities):
        blocks.append(
            Plot(
                "classifier",
                charts.classifier(data.probabilities),
                "The classifier's probabilities of pictures that are flagged, by any source, and of the others.",
            )
        )
    verdicts = ", ".join(f"{count:,} × {verdict}" for verdict, count in sorted(data.verdicts.items()))
    blocks.append(Text(f"Editors' verdicts: {verdicts or 'none yet'}."))
    return Section("Minors", blocks)


def _by_source(data: EdaData) -> Block:
    if not data.evidence_sources:
        return Text("There is no evidence that this login may read; analysts do not see that of hidden pictures.")
    rows = [
        (SOURCES[row["source"]].meaning, int(row["evidence"]), int(row["flagging"]), int(row["pictures"]))
        for row in data.evidence_sources
    ]
    return Table(
        ("source", "pieces of evidence", "that flag", "pictures flagged by it"),
        rows,
        "A picture may be flagged by several sources. Below a probability of .9 the classifier flags only pictures "
        "without a caption that says who is there.",
    )


def _by_word(data: EdaData) -> list[Block]:
    if not data.evidence_terms:
        return []
    sources = names_of("text")
    terms = [(row["term"], int(row["pictures"]), *(int(row[s]) for s in sources)) for row in data.evidence_terms]
    return [
        Plot(
            "terms",
            charts.terms([(t[0], t[1]) for t in terms]),
            "The words that flag the most pictures, with the number of pictures.",
        ),
        Folded(
            "Words by source",
            [Table(("word", "pictures", *(source.replace("_", " ") for source in sources)), terms)],
        ),
    ]
