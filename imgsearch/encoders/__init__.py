"""Encoders: pictures and texts in, unit vectors out. No SQL here; torch is imported only where pictures are encoded."""

from imgsearch.encoders.protocol import Encoder, FloatArray, check_vectors, normalize
from imgsearch.encoders.table import load_encoder
from imgsearch.encoders.text import is_latin

__all__ = ["Encoder", "FloatArray", "check_vectors", "is_latin", "load_encoder", "normalize"]
