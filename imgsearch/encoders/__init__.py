"""Encoders: pictures and texts in, unit vectors out. No SQL here; torch is imported only where pictures are encoded."""

from imgsearch.encoders.protocol import Encoder, FloatArray, check_vectors, normalize
from imgsearch.encoders.registry import load_encoder

__all__ = ["Encoder", "FloatArray", "check_vectors", "load_encoder", "normalize"]
