"""What only some commands need, and how it is installed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from imgsearch.errors import MissingExtra, UnreadableImage

DISTRIBUTION = "imgsearch-pgvector"
#: Extra of pyproject.toml -> the modules that it brings and that the code imports.
EXTRAS: dict[str, tuple[str, ...]] = {
    "formats": ("brotli", "pillow_heif", "pillow_jxl", "rawpy"),
    "hub": ("torch", "transformers"),
    "mcp": ("mcp",),
    "oidc": ("authlib", "cryptography", "httpx2", "joserfc"),
    "otel": ("opentelemetry.exporter.otlp.proto.http",),
    "parquet": ("pyarrow",),
    "report": ("krippendorff", "matplotlib", "pandas", "scipy", "sklearn"),
    "s3": ("s3fs",),
    "serve": (
        "fastapi", "itsdangerous", "limits", "prometheus_client", "python_multipart", "structlog", "uvicorn",
    ),
    "train": ("optuna", "scipy", "sklearn", "torch"),
    "watch": ("watchfiles",),
}  # fmt: skip


def require(extra: str) -> None:
    """Refuse to begin what would end for lack of a package.

    Args:
        extra: a name of EXTRAS.

    Raises:
        MissingExtra: a module of it is not installed; the message is the line that installs it.
    """
    missing = [module for module in EXTRAS[extra] if not _is_installed(module)]
    if missing:
        raise MissingExtra(
            f"this needs packages that are not installed ({', '.join(missing)}); "
            f'run `pip install "{DISTRIBUTION}[{extra}]"`'
        )


def import_format(name: str, what: str) -> Any:  # noqa: ANN401 (a module)
    """A library of the extra `formats`.

    Args:
        name: of the module.
        what: what it reads.

    Raises:
        UnreadableImage: it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as exc:
        raise UnreadableImage(f"{what} needs a library that is not installed; install {DISTRIBUTION}[formats]") from exc


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):  # half removed
        return False
