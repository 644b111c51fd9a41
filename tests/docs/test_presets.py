"""What documents tell of presets and of the portable regressor, against the code and the model's card."""

from __future__ import annotations

from imgsearch.encoders.presets import PRESETS
from imgsearch.models.portable import BACKGROUND_PICTURES
from imgsearch.rescoring.portable_model import shipped_portable
from tests.docs.markdown import found, numbers, table
from tests.docs.test_models import WORDS

PRESETS_HEADER = (
    "| preset | model on the hub | revision | licence | languages | dimensions | parameters | download, MB | "
    "memory, MB | processor time for a picture, ms |"
)


def test_the_presets_are_those_of_the_code() -> None:
    rows = table("docs/models.md", PRESETS_HEADER)
    told = [[cell.strip().strip("`") for cell in row] for row in rows]
    assert told == [
        [
            preset.name,
            preset.model,
            preset.revision if preset.is_pinned else f"{preset.revision}, not pinned",
            preset.licence,
            preset.languages,
            str(preset.dimension),
            f"{preset.parameters} million",
            f"{preset.download_mb:,}",
            f"{preset.memory_mb:,}",
            f"{preset.picture_ms:,}",
        ]
        for preset in PRESETS.values()
    ]


def test_the_portable_regressors_figures_are_those_of_its_card() -> None:
    model = shipped_portable()
    told = numbers(
        "docs/regressor.md", r"\*\*portable\*\*, which never saw `small` \| (\.\d+) \| (\.\d+) \| (\.\d+) \| (\.\d+) \|"
    )
    situations = ("captions", "pixels", "captions_multilingual", "pixels_multilingual")
    assert told == [round(model.card["metrics"][f"mse_{name}"], 4) for name in situations]
    assert numbers("docs/findings.md", r"(\.\d+) with own captions and (\.\d+) from pixels \(\[regressor") == told[:2]
    (count,) = found("docs/regressor.md", r"as (\w+) simple encoders see them, fitted")
    assert count == WORDS[len(model.card["learned_from"])]
    assert numbers("docs/regressor.md", r"among (\d+) pictures of the gallery, and") == [BACKGROUND_PICTURES]
    assert model.card["tested_on"].startswith("small ")
