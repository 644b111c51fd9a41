"""Every section of the record: what measures it, from which data, for how long, and the page that tells it."""

from __future__ import annotations

from typing import NamedTuple


class Section(NamedTuple):
    """A command and the records that it keeps."""

    name: str
    command: str
    """What follows `python`; {rated} and the other names of DATA are folders."""
    minutes: float
    """About how long it takes on two cores."""
    page: str
    """The document below docs/ that tells its figures."""
    is_usual: bool = True
    """Whether it runs where no section is asked for; the others take long, or need something that data do not hold."""
    is_loaded: bool = False
    """Whether it looks at a database into which the rated set has been loaded."""
    also: tuple[str, ...] = ()
    """Further records that the command keeps."""

    @property
    def data(self) -> tuple[str, ...]:
        """The folders that it needs."""
        named = tuple(name for name in DATA if f"{{{name}}}" in self.command)
        return named if not self.is_loaded or "rated" in named else ("rated", *named)


#: What a folder of data is, by the name of its option.
DATA = {
    "rated": "the rated set",
    "flickr8k": "images/, captions.tsv, dev.txt and originals/ of Flickr8k",
    "wide": "coco/, kinds/ and photos/, pictures unlike Flickr8k",
    "tree": "an earlier version of this project, to compare with",
}

RETRIEVAL = (
    "-m benchmarks.retrieval --captions {flickr8k}/captions.tsv --images {flickr8k}/images --names {flickr8k}/dev.txt "
    "--captioned {wide}/coco --kinds {wide}/kinds"
)
SEEN = (
    "-m benchmarks.minors_by_eye {flickr8k} --folds benchmarks/minors_out_of_fold.tsv "
    "--labels benchmarks/people_by_eye.tsv benchmarks/minors_more_by_eye.tsv "
    "--also {wide}/coco {wide}/kinds {wide}/photos"
)
ASKED = "-m benchmarks.asking {flickr8k}/images --captions {flickr8k}/captions.tsv --names {flickr8k}/dev.txt"
MILLION = "-m benchmarks.scale --real {flickr8k} --counts 100000 1000000 --grid --queries 200"
MILLION_KINDS = "-m benchmarks.scale --real {flickr8k} --counts 100000 --grid 100000 --queries 200 --without-memory"
KINDS = (
    "-m benchmarks.kinds --real {flickr8k} --counts 1000000 --workers 15 --kinds halfvec/16/64 first256/16/64 "
    "first256/24/128 first128/24/128 halfvec/32/200 bits/16/64 halfvec/16/128 halfvec/24/200"
)
FEWER_KINDS = (
    "-m benchmarks.kinds --real {flickr8k} --counts 100000 --workers 2 --kinds halfvec/16/64 halfvec/24/128 "
    "first256/16/64 first128/16/64 bits/16/64 turned-bits/16/64"
)

SECTIONS = (
    Section("main", "-m benchmarks.main_job {rated}", 8, "benchmarks.md"),
    Section("copies", "-m benchmarks.copies {flickr8k}/images --number 300 --runs 3", 1, "benchmarks.md"),
    Section(
        "encode",
        "-m benchmarks.encode {rated}/train_images {flickr8k}/images --pictures 128 --runs 3",
        3,
        "benchmarks.md",
    ),
    Section("series", "-m benchmarks.series {flickr8k}/images", 1, "archive.md"),
    Section("file-captions", "-m benchmarks.file_captions {flickr8k}/images --pictures 1000", 3, "archive.md"),
    Section(
        "first-paint",
        "-m benchmarks.first_paint {rated}/train_images 100000 --load-seconds 60",
        14,
        "page.md",
        also=("web",),
    ),
    Section("tracing", "-m benchmarks.tracing {rated}/test_images --requests 30 --rounds 15", 2, "serving.md"),
    Section("retrieval", RETRIEVAL, 4, "small.md"),
    Section("words-by-eye", "-m benchmarks.words_by_eye {flickr8k} --names dev.txt", 1, "minors.md"),
    Section("minors", SEEN, 3, "detector.md"),
    Section("asking", ASKED, 5, "matching.md"),
    Section("answers-long", "-m benchmarks.answers long", 1, "asking.md", is_loaded=True),
    Section(
        "answers-english",
        "-m benchmarks.answers english {flickr8k}/captions.tsv {wide}/texts/coco_val2017.tsv",
        1,
        "asking.md",
    ),
    Section("foreign-words", "-m benchmarks.foreign_words {wide}/coco", 6, "asking.md"),
    Section("words", "-m benchmarks.words {rated}", 6, "matching.md"),
    Section("large-table", "-m benchmarks.large_table {rated}/train_images 20000 100000", 12, "search.md"),
    Section("findings", "-m benchmarks.findings", 60, "findings.md", is_usual=False, is_loaded=True),
    Section("known-words", "-m benchmarks.known_words", 50, "regressor.md", is_usual=False, is_loaded=True),
    Section("active-ratings", "-m benchmarks.active_ratings", 60, "page.md", is_usual=False, is_loaded=True),
    Section("workers", "-m benchmarks.workers --seconds 8 --rounds 3", 4, "serving.md", is_usual=False, is_loaded=True),
    Section("archive", "-m benchmarks.archive {rated}/train_images --files 100000", 20, "archive.md", is_usual=False),
    Section("minors-policy", "-m benchmarks.minors_policy 100000", 20, "minors.md", is_usual=False),
    Section("law", "-m benchmarks.law {rated} --before {tree}", 30, "security.md", is_usual=False),
    Section("law-at-size", "-m benchmarks.law_at_size 100000", 30, "security.md", is_usual=False),
    Section(
        "soak", "-m benchmarks.soak {rated} --seconds 1800 --parts 4 --pause 15", 35, "benchmarks.md", is_usual=False
    ),
    Section("million", MILLION, 120, "million.md", is_usual=False),
    Section("million-kinds", MILLION_KINDS, 30, "million.md", is_usual=False),
    Section("kinds-1000000", KINDS, 60, "million.md", is_usual=False),
    Section("kinds-100000", FEWER_KINDS, 20, "million.md", is_usual=False),
)

#: Sections that no command measures again, and why: their tables are of what was printed once.
ONCE = {
    "encode-torch": "the version that encoded with torch beside this one",
    "warm-torch": "the version that encoded with torch beside this one",
    "without-torch": "the version that encoded with torch beside this one",
    "recipe-captions": "trials of the encoder's training, by earlier versions of it",
    "kinds-lists": "one kind of index at a million, beside other work",
    "recipe-kinds": "trials of the encoder's training, by earlier versions of it",
    "recipe-members": "trials of the encoder's training, by earlier versions of it",
    "recipe-ninths": "trials of the encoder's training, of which one ships",
    "recipe-tuned": "trials of the encoder's training, of which one ships",
    "recipe-hubs": "trials of the encoder's training, by earlier versions of it",
    "recipe-words": "trials of directions of words, of which one ships",
    "regressor": "trials of the regressor's training, of which one ships",
    "minors-faces": "trials of the classifier's training, of which one ships",
    "minors-trials": "trials of the classifier's training by an earlier version of it",
    "portable": "of the card of the regressor that ships, beside the one that was trained on `small`",
    "answers-foreign": "`benchmarks.answers foreign TEXTS`: the translations are no part of the project",
    "spelling": "spellings that are not encoded any more",
    "machines": "`benchmarks.machines QUERIES HOST:PORT ...`: needs machines with Citus",
    "mutants": "`make mutate SAMPLE=40`: hours, and no figures of the program's speed",
    "zoo": "`imgsearch compare`: days of trials, which a database keeps",
}
