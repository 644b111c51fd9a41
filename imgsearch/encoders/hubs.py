"""Pictures that are near to whatever is asked for, set back by as much as they are too near.

In many dimensions some pictures are the nearest of very many texts (hubs, Radovanović et al. 2010). How near a picture
is to usual texts anyway is known when it is encoded: the soft maximum of its cosines with a bank of them, as in the
inverted softmax (Smith et al. 2017) and querybank normalisation (Bogolin et al. 2022). It becomes a number of the
picture's vector, and a text's vector says how much it counts, so that the cosine of both is right, in an index too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray

#: Further dimensions of a vector that is corrected.
DIMENSIONS = 2
#: Of the soft maximum: the larger, the more the nearest texts decide.
SHARPNESS = 25.0
#: No picture is set back, or forth, by more.
REACH = 0.2
#: How much nearness counts for texts that MiniLM reads, and for others, whose cosines differ less. Chosen, with
#: SHARPNESS, on Flickr8k's dev pictures and on the halves of others to choose by: docs/small.md has the figures.
READ, UNREAD = 0.7, 0.4


class Hubs(NamedTuple):
    """A bank of texts.

    Cosines of two pictures, and of two texts, stay what they were but for a constant part.
    """

    texts: FloatArray
    """(K, W) unit length."""
    level: FloatArray
    """(1,) nearness of the usual picture."""

    def nearness(self, images: FloatArray) -> FloatArray:
        """(N, W) unit length -> (N,) how near pictures are to the bank."""
        mean = np.exp(SHARPNESS * (images @ self.texts.T)).mean(axis=1)
        return np.asarray(np.log(mean) / SHARPNESS, dtype=np.float32)

    def of_images(self, images: FloatArray) -> FloatArray:
        """(N, W) of pictures, unit length -> (N, W + 2), unit length."""
        back = np.clip(self.nearness(images) - self.level, -REACH, REACH)[:, None]
        # All of them get the same length, or being a hub would change how much the rest counts.
        rest = np.sqrt(np.maximum(REACH**2 - back**2, 0))
        return np.asarray(np.concatenate([images, -back, rest], axis=1) / np.sqrt(1 + REACH**2), dtype=np.float32)

    @staticmethod
    def of_texts(texts: FloatArray, is_read: npt.NDArray[np.bool_]) -> FloatArray:
        """(N, W) of texts, unit length, and (N,) whether MiniLM reads them -> (N, W + 2), unit length."""
        weight = np.where(is_read, READ, UNREAD)[:, None]
        columns = [texts, weight, np.zeros_like(weight)]
        return np.asarray(np.concatenate(columns, axis=1) / np.sqrt(1 + weight**2), dtype=np.float32)
