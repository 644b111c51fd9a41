"""The examples of docs/minors.md."""

from __future__ import annotations

from imgsearch.minors import find_terms
from tests.docs.markdown import in_backticks, table

ROWS = table("docs/minors.md", "| evidence | |")


def test_each_example_of_evidence_is_found_and_no_other() -> None:
    evidence = {name: in_backticks(examples) for name, examples in ROWS}
    harmless = evidence.pop("**no evidence**")
    assert len(evidence) == 10
    assert len(harmless) >= 10
    for examples in evidence.values():
        assert examples
        assert [text for text in examples if not find_terms(text)] == []
    assert [text for text in harmless if find_terms(text)] == []
