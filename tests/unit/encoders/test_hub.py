from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from transformers import (
    BertConfig,
    BertModel,
    CLIPConfig,
    CLIPImageProcessorPil,
    CLIPModel,
    ConvNextImageProcessorPil,
    PreTrainedTokenizerFast,
    ResNetConfig,
    ResNetModel,
    SiglipConfig,
    SiglipImageProcessorPil,
    SiglipModel,
)

from imgsearch.encoders import check_vectors, load_encoder
from imgsearch.encoders.fetch import fetch_from_folder
from imgsearch.encoders.presets import MANIFEST_FILE, PRESETS
from imgsearch.errors import ModelUnavailable, UnsupportedInput
from imgsearch.model_folder import ModelFiles, set_model_folder

VOCABULARY = {"<pad>": 0, "<unk>": 1, "<bos>": 2, "<eos>": 3, "dog": 4, "snow": 5}
TEXT = {
    "vocab_size": 6,
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "max_position_embeddings": 12,
    "pad_token_id": 0,
    "bos_token_id": 2,
    "eos_token_id": 3,
}
VISION = {
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "image_size": 16,
    "patch_size": 8,
}
SIZE = {"height": 16, "width": 16}


def save_tokenizer(folder: Path) -> None:
    tokenizer = Tokenizer(WordLevel(VOCABULARY, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        unk_token="<unk>",
        bos_token="<bos>",
        eos_token="<eos>",
        model_max_length=12,
    ).save_pretrained(folder)


def save_clip(folder: Path) -> None:
    """A whole model with random weights."""
    torch.manual_seed(0)
    CLIPModel(CLIPConfig(text_config=TEXT, vision_config=VISION, projection_dim=12)).save_pretrained(folder)
    CLIPImageProcessorPil(size={"shortest_edge": 16}, crop_size=SIZE).save_pretrained(folder)
    save_tokenizer(folder)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clip")
    save_clip(folder)
    return folder


@pytest.fixture(scope="module")
def siglip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("siglip")
    SiglipModel(SiglipConfig(text_config=TEXT, vision_config=VISION)).save_pretrained(folder)
    SiglipImageProcessorPil(size=SIZE).save_pretrained(folder)
    save_tokenizer(folder)
    return folder


@pytest.fixture(scope="module")
def resnet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("resnet")
    config = ResNetConfig(embedding_size=8, hidden_sizes=[8, 24], depths=[1, 1], layer_type="basic")
    ResNetModel(config).save_pretrained(folder)
    ConvNextImageProcessorPil(size={"shortest_edge": 16}).save_pretrained(folder)
    return folder


@pytest.mark.parametrize(("kind", "dimension"), [("clip", 12), ("siglip", 16)])
def test_joint_models_encode_both_sides(request: pytest.FixtureRequest, kind: str, dimension: int) -> None:
    encoder = load_encoder(f"{kind}:{request.getfixturevalue(kind)}")
    assert encoder.dimension == dimension
    images = encoder.encode_images([Image.new("RGB", (40, 20), "red"), Image.new("L", (9, 30))])
    texts = encoder.encode_texts(["dog", "snow snow dog", "dog " * 40])
    check_vectors(images, dimension)
    check_vectors(texts, dimension)
    assert images.shape[0] == 2
    assert texts.shape[0] == 3
    np.testing.assert_allclose(encoder.encode_texts(["dog"])[0], texts[0], atol=1e-5)
    assert len(encoder.revision) == 12


def test_clip_equals_the_model_by_hand(clip: Path) -> None:
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 255, (16, 16, 3), dtype=np.uint8))
    pixels = CLIPImageProcessorPil.from_pretrained(clip)(images=picture, return_tensors="pt")["pixel_values"]
    with torch.inference_mode():
        output = CLIPModel.from_pretrained(clip).eval().vision_model(pixel_values=pixels).pooler_output
        projected = CLIPModel.from_pretrained(clip).eval().visual_projection(output)
    expected = torch.nn.functional.normalize(projected).numpy()
    np.testing.assert_allclose(load_encoder(f"clip:{clip}").encode_images([picture]), expected, atol=1e-5)


def test_resnet_encodes_pictures_only(resnet: Path) -> None:
    encoder = load_encoder(f"resnet50:{resnet}")
    vectors = encoder.encode_images([Image.new("RGB", (30, 30), "blue")])
    check_vectors(vectors, 24)
    with pytest.raises(UnsupportedInput):
        encoder.encode_texts(["dog"])


def test_revision_changes_with_the_weights(tmp_path: Path, clip: Path) -> None:
    other = CLIPModel.from_pretrained(clip)
    with torch.no_grad():
        other.logit_scale.add_(1)
    other.save_pretrained(tmp_path)
    assert load_encoder(f"clip:{tmp_path}").revision != load_encoder(f"clip:{clip}").revision


def test_missing_model_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"there is no folder .*none on this machine"):
        load_encoder(f"clip:{tmp_path}/none")


def test_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    BertModel(
        BertConfig(vocab_size=6, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8)
    ).save_pretrained(tmp_path)
    with pytest.raises(ModelUnavailable, match="bert"):
        load_encoder(f"clip:{tmp_path}")


def test_weights_that_are_not_safetensors_are_refused(tmp_path: Path, clip: Path) -> None:
    model = CLIPModel.from_pretrained(clip)
    model.config.save_pretrained(tmp_path)
    torch.save(model.state_dict(), tmp_path / "pytorch_model.bin")
    with pytest.raises(ModelUnavailable):
        load_encoder(f"clip:{tmp_path}").encode_texts(["dog"])


def test_siglip_reads_lower_case_padded_on_the_right_without_a_mask(siglip: Path, tmp_path: Path) -> None:
    """As it was trained, whatever the tokenizer's own files say."""
    folder = tmp_path / "siglip2"
    shutil.copytree(siglip, folder)
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    settings |= {"padding_side": "left", "model_max_length": 10**30}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    ids = torch.tensor([[VOCABULARY["dog"], VOCABULARY["snow"], *[0] * 10]])
    with torch.inference_mode():
        pooled = SiglipModel.from_pretrained(folder).eval().get_text_features(input_ids=ids)
    expected = torch.nn.functional.normalize(getattr(pooled, "pooler_output", pooled)).numpy()
    encoder = load_encoder(f"siglip:{folder}")
    np.testing.assert_allclose(encoder.encode_texts(["Dog SNOW"]), expected, atol=1e-5)
    # The texts beside it change nothing.
    np.testing.assert_allclose(encoder.encode_texts(["Dog SNOW", "dog " * 30])[:1], expected, atol=1e-5)


def test_preset_is_read_from_its_folder_with_its_commit(clip: Path, tmp_path: Path) -> None:
    before, folder = ModelFiles.root, tmp_path / "models" / "clip-base"
    set_model_folder(tmp_path)
    try:
        with pytest.raises(ModelUnavailable, match="run `imgsearch models fetch clip-base`"):
            load_encoder("clip-base")
        fetch_from_folder(PRESETS["clip-base"], clip, folder, progress=lambda *_: None)
        encoder = load_encoder("clip-base")
        assert (encoder.name, encoder.dimension) == ("clip-base", 12)
        assert encoder.revision == json.loads((folder / MANIFEST_FILE).read_text())["revision"][:12]
        same = load_encoder(f"clip:{clip}").encode_texts(["dog"])
        np.testing.assert_array_equal(encoder.encode_texts(["dog"]), same)
    finally:
        ModelFiles.root = before
        load_encoder.cache_clear()
