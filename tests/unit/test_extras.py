"""What `pip install imgsearch-pgvector` brings is enough to load and to search; what is not names its extra."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement

from imgsearch import extras
from imgsearch.cli import main
from imgsearch.encoders import load_encoder
from imgsearch.errors import MissingExtra
from imgsearch.extras import EXTRAS, require
from imgsearch.search.result import SearchResult
from imgsearch.shown.hits import Hits
from loaders.watch import watch_folder

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEEDED = {extra: f'pip install "imgsearch-pgvector[{extra}]"' for extra in EXTRAS}
FILES = [word for option in ("captions", "train", "dev") for word in (f"--{option}", __file__)]
TRAINING = [*FILES, "--images", str(Path(__file__).parent), "--out", "heads"]
EVERYTHING = {"starlette"}.union(*EXTRAS.values())
OWN_EXTRA = (
    "imgsearch.mcp",
    "imgsearch.web",
    "imgsearch.reports",
    "imgsearch.training.torch_heads",
    "imgsearch.tracing.",
    "imgsearch.__main__",
)
#: The page imports them where it has a provider of logins, which takes the extra oidc.
OF_A_PROVIDER = ("imgsearch.web.bounded", "imgsearch.web.id_token", "imgsearch.web.provider")
#: Whatever is imported of an extra, or only because something of it is, is not there.
BLOCKED = """
import importlib, importlib.abc, pkgutil, sys

class Blocked(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if any(f"{{name}}.".startswith(f"{{module}}.") for module in {blocked}):
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Blocked())
"""
WALK = """
import imgsearch, loaders
for package in ({packages}):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.startswith({left_out}):
            importlib.import_module(module.name)
"""
ENCODE = """
from PIL import Image
from imgsearch.encoders import load_encoder
encoder = load_encoder("small")
print(encoder.encode_images([Image.new("RGB", (8, 8))]).shape, encoder.encode_texts(["a"]).shape)
"""


def run_without(modules: Iterable[str], code: str) -> str:
    """What a program prints where some modules are not installed."""
    program = BLOCKED.format(blocked=sorted(modules)) + code
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def missing(monkeypatch: pytest.MonkeyPatch, extra: str) -> None:
    monkeypatch.setattr(extras, "_is_installed", lambda name: name not in EXTRAS[extra])


def test_every_module_but_those_of_the_page_and_of_reports_is_imported_without_any_extra() -> None:
    run_without(EVERYTHING, WALK.format(packages="imgsearch, loaders", left_out=OWN_EXTRA))


@pytest.mark.parametrize(("extra", "package"), [("serve", "imgsearch.web"), ("report", "imgsearch.reports")])
def test_a_package_with_an_extra_of_its_own_is_imported_without_the_others(extra: str, package: str) -> None:
    others = EVERYTHING - {*EXTRAS[extra], "starlette"}
    run_without(others, f"import {package}" + WALK.format(packages=f"{package}, ", left_out=OF_A_PROVIDER))


def test_pictures_and_texts_are_encoded_without_any_extra() -> None:
    assert run_without(EVERYTHING, ENCODE) == "(1, 512) (1, 512)\n"


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_table_of_extras_says_what_they_bring(extra: str) -> None:
    distributions = {
        module: {name.lower().replace("_", "-") for name in names} for module, names in packages_distributions().items()
    }
    brought = {Requirement(line).name for line in PROJECT["optional-dependencies"][extra]}
    assert brought == set().union(*(distributions[module.partition(".")[0]] & brought for module in EXTRAS[extra]))
    assert len(brought) == len(EXTRAS[extra])


def test_all_and_dev_bring_every_extra() -> None:
    (line,) = PROJECT["optional-dependencies"]["all"]
    assert Requirement(line).extras == EXTRAS.keys()
    assert "imgsearch-pgvector[all,build]" in PROJECT["optional-dependencies"]["dev"]


def test_nothing_of_an_extra_is_always_installed() -> None:
    always = {Requirement(line).name for line in PROJECT["dependencies"]}
    assert (
        always & {Requirement(line).name for extra in EXTRAS for line in PROJECT["optional-dependencies"][extra]}
        == set()
    )


@pytest.mark.parametrize(
    ("extra", "arguments"),
    [
        ("train", ["train", "regressor"]),
        ("train", ["train", "encoder", *TRAINING]),
        ("train", ["train", "minors", *TRAINING]),
        ("train", ["evaluate"]),
        ("train", ["compare"]),
        ("report", ["report", "eda", "--out", "eda.html"]),
        ("report", ["report", "models", "--out", "models.html"]),
        ("serve", ["serve"]),
        ("oidc", ["serve", "--oidc-issuer", "https://login.example.org"]),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value[:2]),
)
def test_a_command_that_lacks_an_extra_names_it_in_one_line(
    monkeypatch: pytest.MonkeyPatch, extra: str, arguments: list[str]
) -> None:
    missing(monkeypatch, extra)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert NEEDED[extra] in result.output


def test_the_message_names_what_is_missing_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "_is_installed", lambda name: name not in ("optuna", "torch"))
    with pytest.raises(MissingExtra, match=r"^this needs packages that are not installed \(optuna, torch\); run `pip "):
        require("train")


def test_a_module_is_missing_where_it_or_what_it_lies_in_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EXTRAS, "parquet", ("json", "json.decoder", "json.none", "none_such", "none_such.module"))
    with pytest.raises(MissingExtra, match=r"not installed \(json\.none, none_such, none_such\.module\); run"):
        require("parquet")


@pytest.mark.parametrize("spec", ["clip", "siglip", "resnet50:folder"])
def test_a_model_of_a_hub_without_its_extra_is_refused(monkeypatch: pytest.MonkeyPatch, spec: str) -> None:
    missing(monkeypatch, "hub")
    with pytest.raises(MissingExtra, match=r"imgsearch-pgvector\[hub\]"):
        load_encoder(spec)


def test_a_frame_without_its_extra_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    missing(monkeypatch, "report")
    with pytest.raises(MissingExtra, match=r"imgsearch-pgvector\[report\]"):
        Hits(SearchResult(text="a", language="en", hits=[], nearest=[])).frame()


def test_watching_without_its_extra_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from threading import Event

    missing(monkeypatch, "watch")
    with pytest.raises(MissingExtra, match=r"imgsearch-pgvector\[watch\]"):
        watch_folder(tmp_path, lambda _: None, every_s=1, stop=Event())
