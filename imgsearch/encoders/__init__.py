"""Encoders: pictures and texts in, unit vectors out. No SQL here, and no torch but in a hub's model."""

from imgsearch.encoders.protocol import Encoder, Features, FloatArray, Tower, check_vectors, normalize
from imgsearch.encoders.table import load_encoder, load_tower, load_vocabulary
from imgsearch.encoders.text import is_english

__all__ = [
    "Encoder",
    "Features",
    "FloatArray",
    "Tower",
    "check_vectors",
    "is_english",
    "load_encoder",
    "load_tower",
    "load_vocabulary",
    "normalize",
]
