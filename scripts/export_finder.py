"""Write imgsearch/minors/detectors/faces/find.onnx: what finds faces.

    git clone https://github.com/ShiqiYu/libfacedetection.train
    python scripts/export_finder.py libfacedetection.train/onnx/yunet_n_320_320.onnx

The network is YuNet (W. Wu, H. Peng, S. Yu 2023, "YuNet: A Tiny Millisecond-level Face Detector"), under the Apache
License 2.0. What goes in are the bytes of a picture, red first; out come how sure it is of a face at each place, and
the box there. Landmarks are left out.
"""

from __future__ import annotations

import argparse
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TARGET = Path(__file__).parents[1] / "imgsearch" / "minors" / "detectors" / "faces" / "find.onnx"
SOURCE = "libfacedetection.train 02246e7, onnx/yunet_n_320_320.onnx"
SHA256 = "81dbde155e982455488235acb8ec2dec5d647edf7cf7080d33e4abb69b93a0d2"
#: Pixels of a side, which the network takes 320 of as it comes, and between the places of its boxes.
SIDE, STEPS = 256, (8, 16, 32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", type=Path)
    network: Path = parser.parse_args().network
    content = network.read_bytes()
    if sha256(content).hexdigest() != SHA256:
        sys.exit(f"{network} is not {SOURCE}: its SHA-256 is another one")
    TARGET.write_bytes(export(onnx.load_from_string(content)).SerializeToString(deterministic=True))


def export(model: onnx.ModelProto, side: int = SIDE) -> onnx.ModelProto:
    """The same network, for another size, between bytes and what is asked of it."""
    graph = model.graph
    (given,) = graph.input
    before = [
        helper.make_node("Cast", ["pictures"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["numbers"], ["red_first"], perm=(0, 3, 1, 2)),
        helper.make_node("Gather", ["red_first", "blue_first"], [given.name], axis=1),
    ]
    after = []
    for kind in ("cls", "obj"):
        after += [
            helper.make_node("Concat", [f"{kind}_{step}" for step in STEPS], [kind], axis=1),
            helper.make_node("Clip", [kind, "none", "all"], [f"{kind}_share"]),
        ]
    after += [
        helper.make_node("Mul", ["cls_share", "obj_share"], ["both"]),
        helper.make_node("Sqrt", ["both"], ["sure"]),
        helper.make_node("Concat", [f"bbox_{step}" for step in STEPS], ["boxes"], axis=1),
    ]
    constants = {"blue_first": np.array([2, 1, 0]), "none": np.float32(0), "all": np.float32(1)}
    places = sum((side // step) ** 2 for step in STEPS)
    made = helper.make_model(
        helper.make_graph(
            [*before, *graph.node, *after],
            "find",
            [helper.make_tensor_value_info("pictures", TensorProto.UINT8, [1, side, side, 3])],
            [
                helper.make_tensor_value_info(n, TensorProto.FLOAT, [1, places, w])
                for n, w in (("sure", 1), ("boxes", 4))
            ],
            [*graph.initializer, *(numpy_helper.from_array(np.asarray(v), n) for n, v in constants.items())],
        ),
        opset_imports=[helper.make_opsetid("", model.opset_import[0].version)],
        ir_version=model.ir_version,
    )
    license_ = "Copyright (c) 2022 Shiqi Yu and OpenMMLab, Apache License 2.0"
    helper.set_model_props(made, {"weights": SOURCE, "license": license_})
    onnx.checker.check_model(made)
    return made


if __name__ == "__main__":
    main()
