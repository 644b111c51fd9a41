"""How searches answer what people type: what a gallery shows, and what it shows nothing of.

    python benchmarks/asking.py FOLDER --captions captions.tsv --names dev.txt

FOLDER holds pictures; --names says which of them to load, --captions their captions. They are loaded into an embedded
database of its own, in which all are cleared, so that screening decides nothing here. The queries of
benchmarks/data/asking.tsv are asked there twice: as long as the pictures have captions, and without any. Half of the
queries are there to choose by; only the others are measured unless --half names those.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image as Pillow
from sqlalchemy import delete, select

from benchmarks.record import CROSS, Record
from benchmarks.records import add_record_option, recording
from imgsearch.cli.database import open_session
from imgsearch.minors.review import review
from imgsearch.shown.catalog import Catalog
from imgsearch.shown.hits import Hits
from imgsearch.tables import Caption, Image

QUERIES = Path(__file__).parent / "data" / "asking.tsv"
WAYS: dict[str, Callable[[str], str]] = {
    "lower case": str.lower,
    "Capital": str.capitalize,
    "«quotes»": lambda text: f"«{text}»",
    "CAPITALS": str.upper,
}
#: Ways to write the same.
SAME = (
    ("пес", "пёс"),
    ("чёрная собака", "черная собака"),
    ("чёрная собака", unicodedata.normalize("NFD", "чёрная собака")),
    ("a black dog", "a black\N{NO-BREAK SPACE}dog"),
)
UNWANTED = {"dog without water": "water", "собака не в воде": "в воде", "street without people": "people"}
NAMED = 20
COLUMNS = ("title", "tags", "place", "photographer")

#: What was printed so far.
ROWS: list[tuple[str, int, int]] = []


class Asked(NamedTuple):
    """A query of the file."""

    kind: str
    language: str
    text: str
    pictures: frozenset[str]
    """Those that show it; none where nothing does."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", metavar="FOLDER", type=Path)
    parser.add_argument("--captions", type=Path, required=True, help="lines of <picture>#<n>, a tab and a caption")
    parser.add_argument("--names", type=Path, required=True, help="the pictures to load, one a line")
    parser.add_argument("--half", choices=["report", "choose"], default="report")
    parser.add_argument("--misses", action="store_true", help="print each query that is answered wrongly")
    add_record_option(parser)
    options = parser.parse_args()
    command = str(Path(sys.executable).with_name("imgsearch"))
    with tempfile.TemporaryDirectory(prefix="imgsearch") as temporary:
        data_dir, folder = Path(temporary) / "db", Path(temporary) / "gallery"
        os.environ["IMGSEARCH_DATA_DIR"] = str(data_dir)
        os.environ.pop("IMGSEARCH_DATABASE_URL", None)
        names = options.names.read_text(encoding="utf-8").split()
        make_folder(folder, options.pictures, names, options.captions)
        subprocess.run([command, "load", str(folder)], check=True, stdout=subprocess.DEVNULL)
        try:
            clear_all()
            with recording("asking", options.record) as record:
                measure(Catalog.open(data_dir=data_dir), folder, list(read_queries(options.half)), options.misses)
                keep(record)
        finally:
            subprocess.run([command, "db", "stop"], check=True)


def make_folder(folder: Path, pictures: Path, names: Sequence[str], captions: Path) -> None:
    """The pictures, their captions, and invented titles, tags, places and photographers of some."""
    folder.mkdir()
    for name in names:
        shutil.copy(pictures / name, folder / name)
    wanted = frozenset(names)
    lines = captions.read_text(encoding="utf-8").splitlines()
    own = [line for line in lines if line.split("#")[0] in wanted]
    (folder / "captions.tsv").write_text("\n".join(own) + "\n", encoding="utf-8")
    with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["image", *COLUMNS])
        rows.writerows([name, *names_of(number)] for number, name in enumerate(sorted(names)[:NAMED]))


def names_of(number: int) -> tuple[str, ...]:
    """A title, a tag, a place and a photographer that no other picture has."""
    syllables = "ba do fe gu ki lo mu ne pi ro sa te vu ze wa ji ho zy qua dri stu".split()
    word = syllables[number] + syllables[(number + 7) % NAMED] + syllables[(number + 13) % NAMED]
    return f"Views of {word}nor", f"{word}lit", f"{word.capitalize()}burg", f"Ines {word.capitalize()}mann"


def clear_all() -> None:
    """As an editor would who has looked at each."""
    with open_session() as session, session.begin():
        review(session, session.scalars(select(Image.name)).all(), "clear", "benchmark")


def read_queries(half: str) -> Iterator[Asked]:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row[0] == half:
                yield Asked(row[1], row[2], row[3], frozenset(row[4].split()))


def measure(catalog: Catalog, folder: Path, asked: list[Asked], tell: bool) -> None:
    """Print a row for each figure, with captions and then without."""
    row("with captions", 0, 0)
    for language in ("ru", "en"):
        scenes = [each for each in asked if each.kind == "scene" and each.language == language]
        for way, write in WAYS.items():
            count = sum(place_of(catalog.search(write(each.text)), each.pictures) == 1 for each in scenes)
            row(f"{language}, scenes, {way}: right picture first", count, len(scenes))
    measure_kinds(catalog, asked, tell)
    for one, other in SAME:
        row(f"{one!r} and {other!r}: the same", catalog.search(one).frame().equals(catalog.search(other).frame()), 1)
    for text, unwanted in UNWANTED.items():
        understood = catalog.search(text).result.understood.as_dict()
        row(f"{text!r} is understood", unwanted in understood.get("without", []), 1)
    measure_named(catalog)
    with open_session() as session, session.begin():
        session.execute(delete(Caption))
    row("without captions", 0, 0)
    measure_kinds(catalog, asked, tell)
    measure_pictures(catalog, folder)


def measure_kinds(catalog: Catalog, asked: list[Asked], tell: bool) -> None:
    for language in ("ru", "en"):
        for kind in ("thing", "scene"):
            mine = [each for each in asked if each.language == language]
            present = [each for each in mine if each.kind == kind]
            absent = [each for each in mine if each.kind == f"absent {kind}"]
            answers = [catalog.search(each.text) for each in present]
            places = np.array([place_of(hits, each.pictures) for hits, each in zip(answers, present, strict=True)])
            empty = [catalog.search(each.text) for each in absent]
            row(f"{language}, {kind}s: right picture first", int((places == 1).sum()), len(present))
            row(f"{language}, {kind}s: among ten", int((places <= 10).sum()), len(present))
            row(f"{language}, {kind}s: answered with nothing", sum(not hits for hits in answers), len(present))
            row(f"{language}, absent {kind}s: answered with nothing", sum(not hits for hits in empty), len(absent))
            sure = sum(any(hit.band == "matches" for hit in hits) for hits in empty)
            row(f"{language}, absent {kind}s: answered with a match that is not a maybe", sure, len(absent))
            if tell:
                told = [(each.text, place) for each, place in zip(present, places, strict=True) if place > 10]
                print("    missed:", *(f"{text} ({place:.0f})" for text, place in told), sep="\n      ")
                passed = [(each.text, hits) for each, hits in zip(absent, empty, strict=True) if hits]
                print("    passed:", *(f"{text} ({describe(hits)})" for text, hits in passed), sep="\n      ")


def describe(hits: Hits) -> str:
    instead = f", instead: {hits.result.instead}" if hits.result.instead else ""
    return f"{hits[0].score:.2f} {hits[0].name}, {len(hits)} shown{instead}"


def measure_named(catalog: Catalog) -> None:
    """Pictures by what they are called."""
    with open_session() as session:
        names = sorted(session.scalars(select(Image.name)).all())[:NAMED]
    for column, kind in enumerate(COLUMNS):
        count = sum(place_of(catalog.search(names_of(n)[column]), {name}) == 1 for n, name in enumerate(names))
        row(f"{kind} as query: that picture first", count, NAMED)
    row("file name as query: that picture first", sum(place_of(catalog.search(n), {n}) == 1 for n in names), NAMED)


def measure_pictures(catalog: Catalog, folder: Path) -> None:
    """Searches by picture: by what shows nothing, and by a detail of a picture of the gallery."""
    noise = np.random.default_rng(0).integers(0, 256, (224, 224, 3), dtype=np.uint8)
    ramp = np.repeat(np.linspace(0, 255, 224).astype(np.uint8)[None, :, None], 224, axis=0).repeat(3, axis=2)
    empty = [Pillow.new("RGB", (224, 224), colour) for colour in ("white", "black", "grey", "red", "blue")]
    empty += [Pillow.fromarray(noise), Pillow.fromarray(ramp)]
    row("plain squares, noise: no match", sum(not catalog.search_by_image(each) for each in empty), len(empty))
    files = sorted(folder.glob("*.jpg"))[:: max(1, len(list(folder.glob("*.jpg"))) // 50)]
    found = 0
    shown = []
    for file in files:
        with Pillow.open(file) as picture:
            width, height = picture.size
            detail = picture.convert("RGB").crop((width // 8, height // 8, width - width // 8, height - height // 8))
        hits = catalog.search_by_image(detail, limit=100)
        found += place_of(hits, {file.name}) == 1
        shown.append(len(hits))
    row("a detail of a picture: that picture first", found, len(files))
    print(f"  {'pictures that look like a detail, of 100 at most: median':<70} {np.median(shown):.0f}")


def place_of(hits: Hits, pictures: frozenset[str] | set[str]) -> float:
    """Where the first of the pictures stands among the hits that are shown, from 1 on."""
    return next((place for place, hit in enumerate(hits, 1) if hit.name in pictures), np.inf)


def row(label: str, count: int, of: int) -> None:
    """Print a figure and remember it; of nothing: what the next ones were measured with."""
    ROWS.append((label, count, of))
    print(f"  {label:<70} {count:3} of {of}" if of else label, flush=True)


def keep(record: Record) -> None:
    """Keep what was printed: with captions and without, beside how many there were."""
    part = ""
    for label, count, of in ROWS:
        part = part if of else label
        is_wrong = "not a maybe" in label or ("answered with nothing" in label and "absent" not in label)
        if of:
            for column, number in ((part, count), (f"{part}, of", of)):
                record.add(f"{label}{CROSS}{column}", number, "", better="lower" if is_wrong else "higher", digits=0)


if __name__ == "__main__":
    main()
