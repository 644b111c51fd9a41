"""What docs/small.md tells of the tuned blocks, against the code and the file."""

from __future__ import annotations

from imgsearch.encoders.lite import TUNED_FILE
from imgsearch.encoders.runtime import FOLDER
from imgsearch.training.heads import RECIPE
from scripts.fit_tuned import EPOCHS, PAIRS, RATE, VIEWS
from tests.docs.markdown import found, numbers

PAGE = "docs/small.md"
COUNTED = {4: "four", 10: "ten", 12: "twelve"}


def test_the_tuned_blocks_were_fitted_as_the_page_tells() -> None:
    assert found(PAGE, r"training pictures\. (\w+) pairs of heads, which were thrown away")[0].lower() == COUNTED[PAIRS]
    assert found(PAGE, r"stored once for each of (\w+) views") == [COUNTED[VIEWS]]
    rate, epochs = found(PAGE, r"A rate of (1e-\d) for (\w+) epochs")
    assert (float(rate), epochs) == (RATE, COUNTED[EPOCHS])
    assert numbers(PAGE, r"dropped as a whole for (\d+) % of the pictures") == [round(100 * RECIPE["tuned_dropout"])]


def test_the_file_of_the_tuned_blocks_has_the_size_that_is_told() -> None:
    size = (FOLDER / TUNED_FILE).stat().st_size
    assert numbers(PAGE, r"factor for each row, (\d\.\d) MB; of dev") == [round(size / 1e6, 1)]
    whole = sum(file.stat().st_size for file in (FOLDER / TUNED_FILE).parent.iterdir())
    assert numbers("docs/models.md", r"`imgsearch/encoders/lite2` \((\d+) MB\)") == [round(whole / 1e6)]
