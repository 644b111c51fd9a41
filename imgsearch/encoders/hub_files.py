"""The files of a hub's model in a folder: where it is, which one is missing, which one cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from imgsearch.errors import ModelUnavailable

CONFIG = ("config.json",)
#: In one file or in several.
WEIGHTS = ("*.safetensors",)
PROCESSOR = ("preprocessor_config.json", "processor_config.json")
#: Where none is there transformers makes an empty one, which knows no word.
TOKENIZER = ("tokenizer.json", "vocab.json", "vocab.txt", "spiece.model", "tokenizer.model")

#: How long a hub is waited for that may be there.
ANSWER_SECONDS = 5


def whole_name(spec: str) -> str:
    """An encoder's name with the folder in it as every process finds it, wherever that was started.

    Where a folder is named from the folder that somebody happens to be in, another process would not find it, and ask
    the hub for a model of somebody else's that is called so.
    """
    name, colon, model = spec.partition(":")
    if not colon or not model:
        return spec
    folder = Path(model).expanduser()
    return f"{name}:{folder.resolve()}" if folder.is_dir() or model.startswith("~") else spec


def is_local(model: str) -> bool:
    """Whether a model is read from this machine alone: it is a folder, or no hub answers and only its copies are left.

    Of a hub that does not answer transformers would ask for each file six times, for half a minute.
    """
    if Path(model).is_dir():
        return True
    from huggingface_hub import constants, get_session

    try:
        get_session().head(constants.ENDPOINT, timeout=ANSWER_SECONDS)
    except Exception:  # of whichever client the library has
        return True
    return False


@contextmanager
def opening(model: str, files: tuple[str, ...]) -> Iterator[None]:
    """Whatever goes wrong with a part of a model, as one line that names the file.

    Args:
        model: a hub id or a folder.
        files: patterns of names, any of which a folder needs.

    Raises:
        ModelUnavailable: none of them is there, or what is there cannot be read.
    """
    folder = Path(model)
    if folder.is_absolute() and not folder.is_dir():
        raise ModelUnavailable(f"there is no folder {folder} on this machine; copy the model there, or name another")
    found = [path for pattern in files for path in sorted(folder.glob(pattern))] if folder.is_dir() else []
    if folder.is_dir() and not found:
        raise ModelUnavailable(
            f"{folder} holds no {' or '.join(files)}; a model is a folder as save_pretrained writes it (safetensors)"
        )
    try:
        yield
    except ModelUnavailable:
        raise
    except Exception as exc:  # transformers, tokenizers and safetensors have no error in common
        if not found:
            silent = ", which does not answer now" if is_local(model) else ""
            raise ModelUnavailable(
                f"{model} is neither a folder written by save_pretrained (safetensors) "
                f"nor a model that the Hugging Face hub serves to this machine{silent}; name the folder with its path"
            ) from exc
        said = str(exc).strip().partition("\n")[0]
        raise ModelUnavailable(f"{found[0]} cannot be read ({said}); copy the model again") from exc


def refuse_gaps(model: str, told: dict[str, Any]) -> None:
    """Refuse weights that transformers would make up at random.

    Args:
        model: a hub id or a folder.
        told: what transformers says of the loading.

    Raises:
        ModelUnavailable: the files lack weights of the model, or have some of another shape.
    """
    lacking = sorted({str(each) for each in told.get("missing_keys") or ()})
    if lacking:
        raise ModelUnavailable(
            f"{model} lacks {len(lacking):,} of the model's weights, such as {lacking[0]}; copy the model again"
        )
