from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from imgsearch.encoders import check_vectors, load_encoder, normalize
from imgsearch.errors import BadInput, InvalidVectors, UnsupportedInput


def vectors() -> np.ndarray:
    return normalize(np.arange(1, 13, dtype=np.float32).reshape(3, 4))


def test_unit_vectors_pass() -> None:
    check_vectors(vectors(), 4)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_values_that_are_not_finite_are_refused_with_their_row(bad: float) -> None:
    broken = vectors()
    broken[1, 2] = bad
    with pytest.raises(InvalidVectors, match="vector 1 "):
        check_vectors(broken, 4)


def test_zero_vector_is_refused() -> None:
    broken = vectors()
    broken[2] = 0
    with pytest.raises(InvalidVectors, match="vector 2 has length 0"):
        check_vectors(broken, 4)


def test_other_width_is_refused() -> None:
    with pytest.raises(InvalidVectors, match=r"\(3, 4\)"):
        check_vectors(vectors(), 5)


def test_unknown_encoder_lists_the_choices() -> None:
    with pytest.raises(BadInput, match="small, minilm"):
        load_encoder("resnet18")


def test_one_sided_encoders_refuse_the_other_side() -> None:
    with pytest.raises(UnsupportedInput):
        load_encoder("minilm").encode_images([Image.new("RGB", (8, 8))])
    with pytest.raises(UnsupportedInput):
        load_encoder("efficientnet-lite2").encode_texts(["a dog"])


def printed(program: str) -> str:
    """What a program prints in a process of its own."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_default_query_imports_neither_torch_nor_transformers() -> None:
    program = (
        "import sys, imgsearch.cli.query\n"
        "from imgsearch.encoders import load_encoder\n"
        "load_encoder('small').encode_texts(['two dogs'])\n"
        "print([name for name in ('torch', 'transformers', 'sklearn', 'pandas', 'scipy') if name in sys.modules])"
    )
    assert printed(program) == "[]"


def test_default_query_maps_no_table_that_it_does_not_ask() -> None:
    program = (
        "import sys, imgsearch.cli.query\n"
        "print(sorted(name.rsplit('.')[-1] for name in sys.modules if name.startswith('imgsearch.tables.')))"
    )
    assert printed(program) == "['base', 'caption', 'image', 'model', 'search', 'spread']"


def test_base_brings_every_table_and_a_table_those_that_it_refers_to() -> None:
    program = (
        "from imgsearch import tables\n"
        "print(sorted(tables.Search.metadata.tables))\n"
        "print(len(tables.Search.metadata.sorted_tables) < len(tables.Base.metadata.sorted_tables))\n"
        "mapped = {each.class_ for each in tables.Base.registry.mappers}\n"
        "print(mapped <= {getattr(tables, name) for name in tables.__all__})"
    )
    tables, fewer, whole = printed(program).splitlines()
    assert {"'encoder'", "'image'", "'regressor'", "'search'"} <= set(tables.strip("[]").split(", "))
    assert (fewer, whole) == ("True", "True")


def test_base_is_whole_whatever_was_asked_for_before() -> None:
    program = (
        "from imgsearch.tables import NOT_LOADED, Image, Base\n"
        "before = len(Base.metadata.tables)\n"
        "from imgsearch import tables\n"
        "for name in tables.__all__:\n"
        "    getattr(tables, name)\n"
        "print(before == len(Base.metadata.tables), 'search' in Base.metadata.tables)"
    )
    assert printed(program) == "True True"
