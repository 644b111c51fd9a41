"""Encoders: pictures and texts in, unit vectors out. No SQL here, and no torch but in a hub's model."""

from imgsearch.encoders.protocol import Encoder, FloatArray, check_vectors, normalize
from imgsearch.encoders.table import load_encoder
from imgsearch.encoders.text import is_latin

__all__ = ["Encoder", "FloatArray", "check_vectors", "is_latin", "load_encoder", "normalize"]
