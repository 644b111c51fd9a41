"""Write imgsearch/minors/words/forms.tsv: the forms of the lexicons that count wherever they stand, as texts hold them.

    python scripts/compile_forms.py

To be run after every change of the lexicons; a test compares.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from imgsearch.minors.words.forms import COMPILED, compile_forms

TARGET = Path(__file__).parents[1] / "imgsearch" / "minors" / "words" / COMPILED


def write(target: Path) -> None:
    """One line for each run of forms with the same meaning: lemma, language, forms."""
    lines = []
    for meaning, forms in groupby(compile_forms().items(), key=lambda item: item[1]):
        lines.append(f"{meaning.lemma}\t{meaning.language}\t{' '.join(sorted(form for form, _ in forms))}\n")
    target.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    write(TARGET)
