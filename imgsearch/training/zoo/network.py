"""The fully connected network of the comparison."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray

if TYPE_CHECKING:
    from torch import Tensor, nn

BATCH = 16
DROPOUTS = (0.3, 0.05, 0.05)
#: Share of the training groups that decides when to stop.
VALIDATION_SHARE = 0.1
#: Epochs without a better validation error before it stops.
PATIENCE = 4
MAXIMUM_EPOCHS = 40


class NetworkSettings(NamedTuple):
    """What tuning chooses."""

    width: int
    """Of the first hidden layer; the next ones have a quarter and a sixteenth of it."""
    learning_rate: float
    """Of Adam."""
    weight_decay: float
    """Decoupled, so that it is not scaled by Adam."""


def fit_network(
    rows: FloatArray,
    target: FloatArray,
    groups: npt.NDArray[np.int64],
    settings: NetworkSettings,
    *,
    seed: int,
    epochs: int = MAXIMUM_EPOCHS,
) -> Callable[[FloatArray], FloatArray]:
    """Three hidden layers, Adam, batches of 16, early stopping on groups that it does not learn from.

    Args:
        rows: (N, F) standardised, no NaN.
        target: (N,) 0..1.
        groups: (N,) what training and validation may not share.
        settings: chosen by tuning.
        seed: of weights, batches, dropout and the validation groups; the caller's own random state is left alone.
        epochs: at most.

    Returns:
        A function from (M, F) to (M,) predictions in 0..1.
    """
    import torch
    from sklearn.model_selection import GroupShuffleSplit
    from torch.nn.functional import mse_loss

    splitter = GroupShuffleSplit(n_splits=1, test_size=VALIDATION_SHARE, random_state=seed)
    train, validation = next(splitter.split(rows, groups=groups))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = _layers(rows.shape[1], settings.width)
        optimizer = torch.optim.AdamW(
            network.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay
        )
        x, y = torch.from_numpy(rows), torch.from_numpy(target)
        best, waited, state = np.inf, 0, deepcopy(network.state_dict())
        for _ in range(epochs):
            _run_epoch(network, optimizer, x[train], y[train])
            error = float(mse_loss(_predict(network, x[validation]), y[validation]))
            if error < best:
                best, waited, state = error, 0, deepcopy(network.state_dict())
            elif (waited := waited + 1) >= PATIENCE:
                break
        network.load_state_dict(state)

    def predict(unseen: FloatArray) -> FloatArray:
        predicted: FloatArray = _predict(network, torch.from_numpy(unseen)).numpy()
        return predicted

    return predict


def _layers(columns: int, width: int) -> nn.Sequential:
    from torch import nn

    layers: list[nn.Module] = []
    for dropout, size in zip(DROPOUTS, (width, width // 4, width // 16), strict=True):
        layers += [nn.Linear(columns, size), nn.ReLU(), nn.Dropout(dropout)]
        columns = size
    return nn.Sequential(*layers, nn.Linear(columns, 1), nn.Sigmoid(), nn.Flatten(0))


def _run_epoch(network: nn.Sequential, optimizer: Any, x: Tensor, y: Tensor) -> None:  # noqa: ANN401 (torch's own)
    import torch
    from torch.nn.functional import mse_loss

    network.train()
    for batch in torch.split(torch.randperm(len(x)), BATCH):
        optimizer.zero_grad()
        mse_loss(network(x[batch]), y[batch]).backward()  # type: ignore[no-untyped-call]
        optimizer.step()


def _predict(network: nn.Sequential, x: Tensor) -> Tensor:
    import torch

    network.eval()
    with torch.inference_mode():
        predicted: Tensor = network(x)
    return predicted
