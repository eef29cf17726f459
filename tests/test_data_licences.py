"""The page on the terms of the data says what the tables say."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_page_is_the_one_the_tables_give() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "write_data_licences.py"))
    assert (ROOT / "DATA_LICENCES.md").read_text(encoding="utf-8") == script["page"](), (
        "run scripts/write_data_licences.py"
    )
