"""What only some commands need, and how it is installed."""

from __future__ import annotations

from importlib.util import find_spec

from imgsearch.errors import MissingExtra

DISTRIBUTION = "imgsearch-pgvector"
#: Extra of pyproject.toml -> the modules that it brings and that the code imports.
EXTRAS: dict[str, tuple[str, ...]] = {
    "formats": ("pillow_heif", "pillow_jxl", "rawpy"),
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


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):  # half removed
        return False
