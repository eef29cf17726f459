"""What heads every output of a run of futures: which run, of what, and the settings that differ from the baseline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def heading(manifest: Mapping[str, Any]) -> dict[str, str]:
    """The attributes of a dataset and the metadata of a file: plain text, so that netCDF and Parquet keep them.

    Args:
        manifest: what heads the run, as `fineline.products.exploring.manifest_of` gives it.

    Returns:
        ``run_id``, ``posterior_id``, ``case`` and ``as_of`` as they are; ``mechanisms``, ``levers`` and ``assumptions``
        as JSON; ``outside``, a line each, where something was asked that the record has not seen.
    """
    said = {
        "run_id": str(manifest["run"]),
        "posterior_id": str(manifest["posterior"]),
        "case": str(manifest["case"]),
        "as_of": str(manifest["as_of"]),
        **{key: _text(manifest[key]) for key in ("mechanisms", "levers", "assumptions")},
    }
    return {**said, **({"outside": "\n".join(manifest["outside"])} if manifest["outside"] else {})}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
