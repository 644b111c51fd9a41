"""Limits, defaults and sizes that documents tell, against the code's."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from imgsearch.cli.evaluate import evaluate
from imgsearch.cli.query import query
from imgsearch.cli.serve import MEGABYTE, serve
from imgsearch.db.pgvector_version import MINIMUM_PGVECTOR
from imgsearch.db.sizing import server_settings
from imgsearch.doctor.examine import MINIMUM_PYTHON
from imgsearch.moment import parse_moment
from imgsearch.queries import candidates, session
from imgsearch.queries.by_words import MOST_WORDS
from imgsearch.reports.models import examples, sheets
from imgsearch.rescoring import absence, evidence
from imgsearch.search import bands, evident, pages
from imgsearch.search import query as asking
from imgsearch.search.browse import MOST_COUNTED
from imgsearch.training import feedback, threshold
from imgsearch.vectors.index import EF_CONSTRUCTION, ELEMENT_BYTES, M
from imgsearch.web import accounts, bodies, database, finding, limits, responses, server, visitor
from imgsearch.web.config import WebConfig
from imgsearch.web.routes import review, search
from loaders.metadata_row import NAMES, find_fields
from tests.docs.markdown import ROOT, found, in_backticks, numbers, read, table

CONFIG = WebConfig(secret="")
SECONDS_IN_A_DAY = 24 * 3600
COUNTED = "one two three four five six seven eight nine ten eleven twelve".split()
#: How many candidates of a long list come by each source when all find different pictures: the turns go by these steps.
RATES = (1 / candidates.NEAREST_TURN, 1 / candidates.MEANING_TURN, 1 / candidates.WORDS_TURN)
GRAPH_KB = round((2 * 512 + 2 * M * 16 + ELEMENT_BYTES) / 1024, 1)
DEFAULTS: dict[str, Any] = {
    str(option.name): option.default for command in (serve, evaluate) for option in command.params
}
#: Document, pattern whose groups are numbers, what the code has.
SAID: dict[str, dict[str, list[float]]] = {
    "docs/search.md": {
        r"Up to ([\d,]+) pictures that pass \(`EXACT_UP_TO`\)": [session.EXACT_UP_TO],
        r"The count ends at ([\d,]+),": [session.EXACT_UP_TO + 1],
        r"after ([\d,]+) pictures \(`MAXIMUM_SCANNED`\)": [session.MAXIMUM_SCANNED],
        r"Searches use (\d+), which": [session.EF_SEARCH],
        r"The last hit is the ([\d,]+)th": [pages.MAXIMUM_HITS],
        r"at most (\d+) parts, a text at most ([\d,]+) characters": [
            asking.MAXIMUM_PARTS,
            asking.MAXIMUM_QUERY_CHARACTERS,
        ],
        r"a weight is above 0 and at most (\d+)\.": [asking.MAXIMUM_WEIGHT],
    },
    "docs/matching.md": {
        r"the same for every search of a large gallery, (\d+)\.": [session.EF_SEARCH],
        r"(\d+) % of the candidates come by vectors, (\d+) % by meaning": [
            round(100 * rate / sum(RATES)) for rate in RATES[:2]
        ],
    },
    "docs/page.md": {
        r"a rater who says (\d), and only where": [feedback.CLICK_RATING],
    },
    "docs/serving.md": {
        r"\| (\d+) a minute \(`--searches-per-minute`\)": [CONFIG.searches_per_minute],
        r"\| (\d+) a minute; (\d+) from one address for all names": [
            CONFIG.logins_per_minute,
            CONFIG.logins_per_minute * limits.NAMES_PER_ADDRESS,
        ],
        r"\| (\d+) MB \(`--max-upload`\)": [CONFIG.max_upload_bytes / MEGABYTE],
        r"from a provider to one address \| (\d+) a minute": [CONFIG.logins_per_minute * limits.NAMES_PER_ADDRESS],
        r"a screen of the review page \| (\d+) \|": [review.SHOWN],
        r"any other form \| (\d+) kB": [bodies.FORM_BYTES / 1024],
        r"all addresses together \| (\d+) a minute and (\d+) an hour": [
            CONFIG.logins_per_minute * limits.ADDRESSES_PER_NAME,
            CONFIG.logins_per_minute * limits.HOURLY_PER_NAME,
        ],
        r"headers of a request \| (\d+) kB, (\d+) s": [server.HEAD_BYTES / 1024, CONFIG.head_seconds],
        r"no pause of (\d+) s, and (\d+) kB/s": [CONFIG.body_seconds, CONFIG.least_body_rate / 1024],
        r"connections at the same time \| (\d+)": [server.CONNECTIONS],
        r"made at a time \| (\d+); others wait for (\d+) s": [responses.MAKING_AT_A_TIME, responses.LONGEST_WAIT],
        r"pictures on a page \| (\d+); the last page is the (\d+)rd": [finding.PAGE_HITS, search.LAST_PAGE],
        r"characters of a text \| (\d+), ([\d,]+) \|": [asking.MAXIMUM_PARTS, asking.MAXIMUM_QUERY_CHARACTERS],
        r"a password \| (\d+) to (\d+) characters": [accounts.MINIMUM_PASSWORD, accounts.MAXIMUM_PASSWORD],
        r"a session \| (\d+) days": [visitor.SESSION_SECONDS / SECONDS_IN_A_DAY],
        r"a statement in the database \| (\d+) s": [database.STATEMENT_TIMEOUT_MS / 1000],
    },
    "docs/million.md": {
        r"The product's statement for 100 candidates; m (\d+), ef_construction (\d+), half": [M, EF_CONSTRUCTION],
        r"its graph needs, (\d\.\d) kB for each picture": [GRAPH_KB],
    },
    "docs/scale-out.md": {
        r"while a shard's is built, at (\d\.\d) kB a picture": [GRAPH_KB],
        r"WITH \(m = (\d+), ef_construction = (\d+)\)": [M, EF_CONSTRUCTION],
    },
    "docs/findings.md": {
        r"Intervals: 95 %, (\d+) bootstrap resamples": [DEFAULTS["resamples"]],
    },
    "README.md": {
        r"Python (\d)\.(\d+) or newer": list(MINIMUM_PYTHON),
    },
    "docs/install.md": {
        r"Python (\d)\.(\d+) or newer": list(MINIMUM_PYTHON),
        r"pgvector (\d)\.(\d)\.(\d) or newer": list(MINIMUM_PGVECTOR),
    },
}


@pytest.mark.parametrize("document", SAID)
def test_a_document_tells_the_codes_numbers(document: str) -> None:
    assert {pattern: numbers(document, pattern) for pattern in SAID[document]} == SAID[document]


def test_numbers_that_are_written_as_words() -> None:
    total = sum(RATES)
    (by_words,) = found("docs/matching.md", r"and one in (\w+) by words; where")
    assert by_words == COUNTED[round(total / RATES[2]) - 1]
    (without_captions,) = found("docs/matching.md", r"where no caption has a vector one in (\w+) comes by words")
    assert without_captions == COUNTED[round((RATES[0] + RATES[2]) / RATES[2]) - 1]
    assert found("docs/matching.md", r"after every (\w+) one by words") == [
        COUNTED[candidates.WORDS_TURN // candidates.NEAREST_TURN - 1]
    ]
    assert found("docs/matching.md", r"of more than (\w+) the (\w+) longest") == [COUNTED[MOST_WORDS - 1]] * 2
    assert found("docs/matching.md", r"a (\w+) of them are looked up in") == ["hundred"]
    assert candidates.MAXIMUM_BY_MEANING == session.EF_SEARCH_CAPTIONS == 100
    assert found("docs/page.md", r"Browsers keep small copies for (\w+) minutes at most") == [
        COUNTED[int(responses.KEPT.partition("max-age=")[2]) // 60 - 1]
    ]
    assert found("docs/page.md", r"each rater counting as a third of (\w+) experts") == [COUNTED[feedback.EXPERTS - 1]]
    assert feedback.CLICK_RATERS == 0.1  # "a tenth of a rater"
    assert found("docs/findings.md", r"Searches therefore keep (\w+) in ten matches") == [
        COUNTED[round(10 * (1 - threshold.PRESENT_LOST)) - 1]
    ]
    shown = found("docs/reports.md", r"the (\w+) matches whose rating is met most closely and the (\w+) pairs missed")
    assert shown == [COUNTED[examples.SHOWN - 1]] * 2
    assert sheets.QUERIES == 12  # "a dozen of the test queries"


def test_what_decides_about_bands_is_as_written() -> None:
    shipped = absence.shipped_absence()
    assert shipped is not None
    alike = found("docs/matching.md", r"from a cosine of (\.\d+) on may look alike and from (\.\d+) on do")
    assert tuple(map(float, alike)) == shipped.pictures
    assert found("docs/matching.md", r"of the first (\d+) candidates, those with captions") == [str(bands.DECIDING)]
    assert found("docs/matching.md", r"what scores below (\.\d) is never shown") == [f"{bands.LEAST:.1f}"[1:]]
    assert found("docs/asking.md", r"«людей»\) being (\d\.\d+) standard deviations") == [str(evident.SPREADS)]
    assert found("docs/search.md", r"counted to ([\d,]+)\)") == [f"{MOST_COUNTED:,}"]
    near = (bands.NEAR_BEST, bands.NEAR_BEST_BY_PIXELS, bands.VERY_NEAR_BEST)
    assert near == (0.75, 0.4, 0.9)  # "three quarters", "four tenths", "nine tenths"
    assert (absence.RIVALS, len(evidence.PRODUCTS)) == (10, 15)  # "the ten names", "fifteen of their products"
    names = {len(shipped.arrays[f"names.{letters}"]) for letters in ("latin", "other")}
    assert names == set(numbers("docs/matching.md", r"nearest to them, of ([\d,]+) in the query's"))


def test_the_stages_of_pages_are_those_of_the_code() -> None:
    said = numbers(
        "docs/matching.md",
        r"the best (\d+) of the first (\d+) candidates, then the best (\d+) others of the first (\d+), "
        r"and so on to (\d+); "
        r"then the rest of the first ([\d,]+); then each further thousand",
    )
    stages = pages.stages_until(pages.MAXIMUM_HITS)
    whole = next(number for number, stage in enumerate(stages) if stage.candidates == pages.BLOCK)
    first, second, last = stages[0], stages[1], stages[whole - 1]
    assert said == [*first, *second, last.candidates, pages.BLOCK]
    assert {after.candidates - before.candidates for before, after in pairwise(stages[whole:])} == {pages.BLOCK}


def test_settings_of_the_two_servers_are_those_that_documents_tell() -> None:
    for name, share in (("effective_cache_size", 2), ("shared_buffers", 4)):
        assert server_settings(8 * 2**30)[name] == f"{8 * 1024 // share}MB"
    said = found("docs/million.md", r"docker-compose.yml says (\d+) GB and (\d+) GB")
    composed = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert f"effective_cache_size=${{IMGSEARCH_DB_CACHE:-{said[0]}GB}}" in composed
    assert f"shared_buffers=${{IMGSEARCH_DB_SHARED_BUFFERS:-{said[1]}GB}}" in composed
    database = yaml.safe_load(composed)["services"]["db"]
    assert database["image"].endswith("pg18}")
    user, port, name = found(
        "docs/install.md", r"export IMGSEARCH_DATABASE_URL=postgresql://(\w+):imgsearch@127.0.0.1:(\d+)/(\w+)`"
    )
    assert (database["environment"]["POSTGRES_USER"], database["environment"]["POSTGRES_DB"]) == (user, name)
    assert database["ports"] == [f"127.0.0.1:${{IMGSEARCH_DB_PORT:-{port}}}:5432"]


def test_options_have_the_defaults_that_documents_tell() -> None:
    assert f"http://{DEFAULTS['host']}:{DEFAULTS['port']}" in read("docs/commands-by-task.md")
    assert f"http://{DEFAULTS['host']}:{DEFAULTS['port']}/" in read("docs/page.md")
    assert DEFAULTS["searches_per_minute"] == CONFIG.searches_per_minute
    assert DEFAULTS["max_upload"] * MEGABYTE == CONFIG.max_upload_bytes
    (limit,) = (option for option in query.params if option.name == "limit")
    assert isinstance(limit.type, click.IntRange)
    assert limit.type.max == pages.MAXIMUM_LIMIT


def test_the_help_of_dates_names_what_they_take_and_how_far_they_reach() -> None:
    helps = {option.opts[0]: option.help or "" for option in query.params if isinstance(option, click.Option)}
    formats = re.findall(r"\d[\d.-]+\d", helps["--from"])
    year, month, day = re.findall(r"year|month|day", helps["--to"])
    # A day is written in two ways.
    assert list(
        zip((year, month, day, day), (parse_moment(text).end.date().isoformat() for text in formats), strict=True)
    ) == [
        ("year", "2025-01-01"),
        ("month", "2024-06-01"),
        ("day", "2024-06-01"),
        ("day", "2024-06-01"),
    ]


def test_every_name_of_a_metadata_column_is_taken() -> None:
    for column, others, _kept in table("docs/search.md", "| column | also called | kept as |"):
        if column == "any other":
            continue
        field = in_backticks(column)[0]
        names = {name.strip() for name in others.split(",")}
        assert {field, *(name.replace(" ", "_") for name in names)} == set(NAMES[field])
        for name in names:
            columns = [name] if field == "image" else ["image", name]
            assert getattr(find_fields(Path("m.csv"), columns), field) == name


def test_the_dependencies_that_the_installation_pins_are_those_of_the_constraints() -> None:
    (version,) = found("docs/install.md", r"pip install torch==([\d.]+)")
    assert f"torch=={version}" in (ROOT / "constraints.txt").read_text(encoding="utf-8").split()


def test_vectors_take_the_bytes_that_documents_count_with() -> None:
    """docs/scale-out.md: what ten million and more pictures take, from the bytes of one."""
    (index,) = numbers("docs/scale-out.md", r"`use-multilingual`\) \| [\d,]+ \| ([\d,]+) \|")
    (captioned,) = numbers("docs/scale-out.md", r"= ([\d,]+) bytes of index")
    (small,) = numbers("docs/scale-out.md", r"`minilm`\) \| [\d,]+ \| ([\d,]+) \|")
    assert captioned == index + 5 * (small + index)
    (machine_hours,) = numbers("docs/scale-out.md", r"costs 1\.00 USD an hour \((\d+) hours a month")
    machines = numbers("docs/scale-out.md", r"machines with a standby each \| (\d+) \| (\d+) \| (\d+) \|")
    costs = numbers("docs/scale-out.md", r"USD a month \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|")
    assert costs == [number * machine_hours for number in machines]
