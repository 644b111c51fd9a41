"""What a regressor can see of a pair that means the same whatever the encoder: no cosine, only how unusual it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.pairs import Background, Pairs

SCENES_FILE = "scenes.txt"
COLUMNS = (
    "z_of_query",
    "z_of_image",
    "z_of_both",
    "share_of_pictures_nearer",
    "share_of_texts_nearer",
    "query_bias",
    "query_spread",
    "image_bias",
    "image_spread",
    "z_centred",
    "z_whitened",
    "like_pictures",
    "like_texts",
    "like_texts_minilm",
    "like_texts_use-multilingual",
)
SMALLEST = 1e-6
#: Share of the mean variance that is added in each direction before the spread is divided by.
SHRINKAGE = 1.0


@lru_cache(maxsize=1)
def read_scenes() -> list[str]:
    """Short texts of scenes, English ones first, then Russian ones."""
    return (files("imgsearch.rescoring") / SCENES_FILE).read_text(encoding="utf-8").splitlines()


@dataclass(frozen=True)
class Surroundings:
    images: FloatArray
    texts: FloatArray
    captions: dict[str, FloatArray]

    @cached_property
    def cosines(self) -> FloatArray:
        return self.texts @ self.images.T

    @cached_property
    def centre(self):
        c = self.cosines
        return c.mean(axis=1), c.std(axis=1), c.mean(axis=0), c.std(axis=0), c.mean()

    @cached_property
    def both_spread(self):
        c = self.cosines
        return max((c - c.mean(axis=1, keepdims=True) - c.mean(axis=0) + c.mean()).std(), SMALLEST)

    @cached_property
    def metric(self):
        it = self.images - self.images.mean(axis=0)
        tt = self.texts - self.texts.mean(axis=0)
        cov = it.T @ it / len(it) + tt.T @ tt / len(tt)
        d = len(cov)
        return np.linalg.inv(cov / (np.trace(cov) / d) + SHRINKAGE * np.eye(d)).astype(np.float32)


def standard(v, among):
    return (v - among.mean()) / max(among.std(), SMALLEST)


def corr(a, b):
    a = a - a.mean(axis=1, keepdims=True)
    b = b - b.mean(axis=1, keepdims=True)
    a = a / np.maximum(np.linalg.norm(a, axis=1, keepdims=True), SMALLEST)
    b = b / np.maximum(np.linalg.norm(b, axis=1, keepdims=True), SMALLEST)
    return (a * b).sum(axis=1)


def portable_columns(pairs: Pairs, s: Surroundings) -> FloatArray:
    n = len(pairs.image)
    q = np.broadcast_to(pairs.query, pairs.image.shape)
    cosine = np.einsum("nd,nd->n", q, pairs.image)
    qi = pairs.query @ s.images.T
    xt = pairs.image @ s.texts.T
    qm, qs = qi.mean(axis=1), np.maximum(qi.std(axis=1), SMALLEST)
    xm, xs = xt.mean(axis=1), np.maximum(xt.std(axis=1), SMALLEST)
    tm, ts, im, is_, all_ = s.centre
    cols = {}
    cols["z_of_query"] = (cosine - qm) / qs
    cols["z_of_image"] = (cosine - xm) / xs
    cols["z_of_both"] = (cosine - qm - xm + all_) / s.both_spread
    cols["share_of_pictures_nearer"] = (qi > cosine[:, None]).mean(axis=1)
    cols["share_of_texts_nearer"] = (xt > cosine[:, None]).mean(axis=1)
    cols["query_bias"] = standard(qm, tm)
    cols["query_spread"] = standard(qs, ts)
    cols["image_bias"] = standard(xm, im)
    cols["image_spread"] = standard(xs, is_)
    qc, xc = pairs.query - s.texts.mean(axis=0), pairs.image - s.images.mean(axis=0)
    for name, m in (("z_centred", None), ("z_whitened", s.metric)):
        def norm(v):
            l = np.sqrt(np.maximum(((v if m is None else v @ m) * v).sum(axis=1, keepdims=True), SMALLEST))
            return v / l
        a, b = norm(qc), norm(xc)
        tb, ib = norm(s.texts - s.texts.mean(axis=0)), norm(s.images - s.images.mean(axis=0))
        mm = (lambda v: v) if m is None else (lambda v: v @ m)
        among = mm(tb) @ ib.T
        value = (np.broadcast_to(mm(a), b.shape) * b).sum(axis=1)
        cols[name] = (value - among.mean()) / among.std()
    xi = pairs.image @ s.images.T
    qt = pairs.query @ s.texts.T
    tmean, imean = s.cosines.mean(axis=0), s.cosines.mean(axis=1)
    ii, tt = s.images @ s.images.T, s.texts @ s.texts.T
    cols["like_pictures"] = corr(qi - tmean, xi - ii.mean(axis=0))
    cols["like_texts"] = corr(qt - tt.mean(axis=0), xt - imean)
    for e in ("minilm", "use-multilingual"):
        v = pairs.caption_query.get(e)
        if v is None:
            cols[f"like_texts_{e}"] = np.full(n, np.nan)
        else:
            b = s.captions[e]
            cols[f"like_texts_{e}"] = corr(v @ b.T - (b @ b.T).mean(axis=0), xt - imean)
    return np.stack([np.broadcast_to(cols[c], n) for c in COLUMNS], axis=1).astype(np.float32)
