"""How well words of captions tell pictures of minors from others, against labels made by eye.

    python benchmarks/words_by_eye.py DIR [--names dev.txt]

DIR holds captions.tsv (lines of <picture>#<n>, tab, caption) and minors_by_eye.tsv (picture, people y or n, minor y, n,
or u where it cannot be told). A picture is found when one of its own captions has a term; those marked u count in
neither precision nor recall. Then, of pictures none of whose captions has a term, how many have a caption that vouches
that no minor is there, and how many of all captions vouch: what would be if each picture had one caption only. Last,
what reading one caption takes.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import process_time

from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
from imgsearch.minors import mentions_minors
from imgsearch.minors.words.vouching import vouches

GROUPS = {"y": "a minor", "n": "adults only", "u": "cannot be told", "-": "nobody"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--names", help="a file in DIR that names the pictures to count, a line each")
    add_record_option(parser)
    given = parser.parse_args()
    captions = read_captions(given.directory / "captions.tsv")
    labels = read_labels(given.directory / "minors_by_eye.tsv")
    if given.names:
        wanted = set((given.directory / given.names).read_text(encoding="utf-8").split())
        labels = {name: label for name, label in labels.items() if name in wanted}
    with recording("words-by-eye", given.record) as record:
        report_found(record, labels, captions)
        report_vouched(record, labels, captions)
        report_time(record, [text for name in labels for text in captions[name]])


def read_captions(path: Path) -> Mapping[str, Sequence[str]]:
    """Captions by picture."""
    captions: defaultdict[str, list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, text = line.partition("\t")
        captions[key.rpartition("#")[0]].append(text)
    return captions


def read_labels(path: Path) -> dict[str, str]:
    """Picture -> y, n or u; - where nobody is in it."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {name: minor if people == "y" else "-" for name, people, minor in rows}


def report_found(record: Record, labels: Mapping[str, str], captions: Mapping[str, Sequence[str]]) -> None:
    """Keep precision and recall of "some own caption has a term"."""
    found = {name for name in labels if any(map(mentions_minors, captions[name]))}
    counts = {group: _count(labels, group, found) for group in GROUPS}
    right = counts["y"][0]
    wrong = counts["n"][0] + counts["-"][0]
    columns = (Column("pictures", "", 0, "higher"), Column("found by a caption", "", 0, "higher"))
    grid = record.grid("found", columns, "by eye")
    for group, (hits, size) in counts.items():
        grid.row(GROUPS[group], size, hits)
    shares = record.grid("", [Column("of the pictures", "%", 1, "higher")])
    shares.row("precision: found, and a minor by eye", 100 * right / (right + wrong))
    shares.row("recall: a minor by eye, and found", 100 * right / counts["y"][1])


def report_vouched(record: Record, labels: Mapping[str, str], captions: Mapping[str, Sequence[str]]) -> None:
    """Keep for how many pictures without a term a caption vouches."""
    free = {name: label for name, label in labels.items() if not any(map(mentions_minors, captions[name]))}
    vouched = {name for name in free if any(map(vouches, captions[name]))}
    columns = (Column("pictures without a term", "", 0), Column("of those, with a caption that vouches", "", 0))
    grid = record.grid("vouched", (*columns, Column("captions that vouch", "%", 1)), "by eye")
    for group, name in GROUPS.items():
        hits, size = _count(free, group, vouched)
        texts = [text for picture, label in labels.items() if label == group for text in captions[picture]]
        alone = sum(map(vouches, texts))
        grid.row(name, size, hits, 100 * alone / len(texts) if texts else None)


def report_time(record: Record, texts: Sequence[str]) -> None:
    """Keep what one caption takes."""
    started = process_time()
    for text in texts:
        mentions_minors(text)
    spent_ms = (process_time() - started) / len(texts) * 1e3
    record.grid("time", [Column("processor time", "ms", 3)]).row("reading a caption", spent_ms)


def _count(labels: Mapping[str, str], group: str, chosen: Iterable[str]) -> tuple[int, int]:
    members = {name for name, label in labels.items() if label == group}
    return len(members & set(chosen)), len(members)


if __name__ == "__main__":
    main()
