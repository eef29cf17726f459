"""The libraries that only reading needs, and a clear word when they are not there."""

from __future__ import annotations

from importlib.util import find_spec

from fineline.errors import FinelineError

LIBRARIES = (
    "charset_normalizer",
    "dateparser",
    "safetensors",
    "snowballstemmer",
    "spacy",
    "text_to_num",
    "tokenizers",
    "trafilatura",
)


class MissingExtraError(FinelineError):
    """Libraries of an optional extra that are not installed."""

    fault = "libraries for reading articles are missing"


def require_libraries() -> None:
    """Check that the libraries of the extra `read` are there. Raises `MissingExtraError` naming those that are not."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            expected="the libraries of the extra 'read'",
            found=f"no {', '.join(missing)}",
            where="fineline read",
            remedy="install them: pip install 'fineline[read]', or uv sync --extra read",
        )
