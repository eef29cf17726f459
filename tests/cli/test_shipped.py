"""With the posterior that comes with the case, every command works and comes out the same in another process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = {
    "forecast": ("forecast", "ukraine", "--horizon", "52"),
    "troops": ("counterfactual", "ukraine", "--without", "contributor-troops"),
    "brief": ("brief", "ukraine", "--out", "out"),
    "munitions": ("counterfactual", "ukraine", "--without", "contributor-munitions", "--from", "2025-01-05"),
    "both": ("counterfactual", "ukraine", "--without", "contributor", "--horizon", "13"),
}
ON_DEMAND = ("munitions", "both")
NAMES = [pytest.param(name, marks=pytest.mark.study) if name in ON_DEMAND else name for name in COMMANDS]
ALONE = {name: value for name, value in os.environ.items() if name != "JAX_COMPILATION_CACHE_DIR"}
"""Each process compiles for itself: that this gives the same bits is part of what is tested."""


def fineline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    command = [Path(sys.executable).with_name("fineline"), *arguments]
    return subprocess.run(command, cwd=folder, env=ALONE, capture_output=True, text=True, check=False, timeout=600)


@pytest.mark.integration
@pytest.mark.parametrize("name", NAMES)
def test_a_run_is_reproduced_to_the_last_bit(name: str, home: Path) -> None:
    made = fineline(home, *COMMANDS[name])
    assert made.returncode == 0, made.stderr
    (record,) = (home / "runs").glob("*/run.json")
    run = json.loads(record.read_text(encoding="utf-8"))
    assert all((Path(run["written_to"]) / file).is_file() for file in run["outputs"])
    again = fineline(home, "reproduce", run["id"])
    assert again.returncode == 0, again.stdout + again.stderr
    assert again.stdout.rstrip().endswith("identical")
