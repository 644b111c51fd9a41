"""The recipes of CONTRIBUTING: one row adds a filter, an encoder or a source of evidence about minors."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import CheckConstraint, Integer, bindparam

from imgsearch.cli.question import filter_options
from imgsearch.encoders import load_encoder
from imgsearch.encoders.presets import PRESETS
from imgsearch.encoders.table import ENCODERS, EncoderEntry
from imgsearch.encoders.use import UseEncoder
from imgsearch.minors.sources import SOURCES, Source, combine_revisions, is_of, load_detectors
from imgsearch.queries.filters import FILTERS, Filters, conditions
from imgsearch.queries.one_filter import Filter
from imgsearch.tables import Image, MinorEvidence
from imgsearch.web.asked import Asked, read_asked, signature_of
from imgsearch.web.question import Question
from imgsearch.web.site import make_templates
from tests.screened import SureDetector

WIDEST = Filter(
    "widest",
    "--widest",
    Image.width <= bindparam("filter_widest", type_=Integer),
    "Only pictures of at most so many pixels across.",
    ("Widest", "Ширина до"),
    parse=int,
)


@pytest.fixture
def widest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FILTERS, "widest", WIDEST)


@pytest.mark.usefixtures("widest")
def test_a_row_of_filters_is_a_keyword_a_condition_and_words() -> None:
    filters = Filters(widest=800, gallery="g")
    assert filters.names == ("gallery", "widest")
    assert filters.parameters == {"filter_gallery": "g", "filter_widest": 800}
    assert filters.describe() == "gallery g, widest 800"
    assert "image.width <= :filter_widest" in str(conditions(filters.names)[1])


@pytest.mark.usefixtures("widest")
def test_a_row_of_filters_is_an_option() -> None:
    @click.command()
    @filter_options
    def ask(**filters: object) -> None:
        click.echo(Filters(**filters).describe())

    assert CliRunner().invoke(ask, ["--widest", "800"]).output == "widest 800\n"
    assert WIDEST.help in CliRunner().invoke(ask, ["--help"], terminal_width=200).output
    assert CliRunner().invoke(ask, ["--widest", "many"]).exit_code == 2


@pytest.mark.usefixtures("widest")
def test_a_row_of_filters_is_a_parameter_of_the_api_and_a_field_of_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_asked, "__signature__", signature_of(FILTERS))
    app = FastAPI()

    @app.get("/")
    def ask(asked: Asked = Depends(read_asked)) -> str:  # noqa: B008 (how FastAPI is told)
        return asked.filters().describe()

    assert TestClient(app).get("/?widest=800").json() == "widest 800"
    described = {each["name"]: each["description"] for each in app.openapi()["paths"]["/"]["get"]["parameters"]}
    assert described["widest"] == WIDEST.help
    form = make_templates().get_template("filters.html")
    shown = form.render(asked_for=Asked(widest="800"), question=Question(), t=lambda key: key, language_index=1)
    assert re.search(r'Ширина до<input form="search" name="widest" value="800"', shown)


def test_a_row_of_encoders_is_an_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENCODERS, "other", EncoderEntry("other", ("texts",), lambda _spec, _model: UseEncoder(), "all"))
    load_encoder.cache_clear()
    assert isinstance(load_encoder("other"), UseEncoder)
    load_encoder.cache_clear()


def test_encoders_are_what_their_rows_say() -> None:
    for entry in ENCODERS.values():
        if not entry.default_model and entry.name not in PRESETS:
            encoder = load_encoder(entry.name)
            sides = {"images": encoder.encodes_images, "texts": encoder.encodes_texts}
            assert {side for side, has in sides.items() if has} == set(entry.encodes), entry.name
        assert (entry.scripts is not None) == ("texts" in entry.encodes), entry.name


def test_a_row_of_sources_is_evidence_of_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    face = Source("face", "pixels", ("age of a face", "возраст лица"), "a face that looks young", lambda: "1")
    monkeypatch.setitem(SOURCES, "face", face)
    found = str(is_of("pixels").compile(compile_kwargs={"literal_binds": True}))
    assert found == "minor_evidence.source IN ('classifier', 'face')"
    shown = make_templates().env.from_string("{{ sources['face'].labels[1] }} {{ sources['face'].kind }}").render()
    assert shown == "возраст лица pixels"


def test_a_source_with_a_detector_looks_at_pictures_and_its_revision_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shipped, face = load_detectors(), SureDetector(0.5, "face1")
    assert [detector.source for detector in shipped] == ["classifier"]
    row = Source("face", "pixels", ("", ""), "", lambda: "face1", lambda: face, lambda _: ("young", "молод"))
    monkeypatch.setitem(SOURCES, "face", row)
    monkeypatch.setitem(SOURCES, "absent", Source("absent", "pixels", ("", ""), "", lambda: "", lambda: None))
    assert load_detectors() == (*shipped, face)
    assert combine_revisions(each.revision for each in load_detectors()) == f"{shipped[0].revision}+face1"


def test_the_database_takes_evidence_of_each_source_and_no_other() -> None:
    allowed = next(
        str(constraint.sqltext)
        for constraint in MinorEvidence.metadata.tables[MinorEvidence.__tablename__].constraints
        if isinstance(constraint, CheckConstraint) and constraint.name == "ck_minor_evidence_source"
    )
    assert sorted(re.findall(r"'(\w+)'", allowed)) == sorted(SOURCES)


def test_every_source_has_a_revision() -> None:
    assert all(re.fullmatch(r"\w{6,}", source.revision()) for source in SOURCES.values())
