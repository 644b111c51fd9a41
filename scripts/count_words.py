"""Count in how many pictures' captions each word stands: what `imgsearch/rescoring/rarity.json` holds.

python scripts/count_words.py --captions captions.tsv --names train.txt --out imgsearch/rescoring/rarity.json
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import click

from imgsearch.rescoring.words import WORD, stem_word

#: A word of one picture only is as rare as one that was never seen.
FEWEST_PICTURES = 2

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--captions", required=True, type=existing_file, help="Captions: lines of <picture>#<n>, tab, caption.")
@click.option("--names", required=True, type=existing_file, help="Names of the pictures to count, a line each.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def main(captions: Path, names: Path, out: Path) -> None:
    counted = set(names.read_text(encoding="utf-8").split())
    stems: defaultdict[str, set[str]] = defaultdict(set)
    for line in captions.read_text(encoding="utf-8").splitlines():
        key, _, text = line.partition("\t")
        picture = key.rpartition("#")[0]
        if picture in counted:
            stems[picture].update(stem_word(word) for word in WORD.findall(text.lower()))
    pictures = Counter(stem for found in stems.values() for stem in found)
    kept = {stem: count for stem, count in sorted(pictures.items()) if count >= FEWEST_PICTURES}
    out.write_text(json.dumps({"pictures": len(stems), "stems": kept}, separators=(",", ":")) + "\n", encoding="utf-8")
    click.echo(f"{len(kept):,} words of {len(stems):,} pictures in {out}")


if __name__ == "__main__":
    main()
