"""With the posterior that comes with the case, every command works and comes out the same in another process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = {
    "forecast": ("forecast", "ukraine", "--horizon", "52"),
    "troops": ("counterfactual", "ukraine", "--without", "contributor-troops"),
    "munitions": ("counterfactual", "ukraine", "--without", "contributor-munitions", "--from", "2025-01-05"),
    "both": ("counterfactual", "ukraine", "--without", "contributor", "--horizon", "13"),
    "brief": ("brief", "ukraine", "--out", "out"),
}


def fineline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    command = [Path(sys.executable).with_name("fineline"), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)


@pytest.mark.integration
@pytest.mark.parametrize("name", COMMANDS)
def test_a_run_is_reproduced_to_the_last_bit(name: str, home: Path) -> None:
    made = fineline(home, *COMMANDS[name])
    assert made.returncode == 0, made.stderr
    (record,) = (home / "runs").glob("*/run.json")
    run = json.loads(record.read_text(encoding="utf-8"))
    assert all((Path(run["written_to"]) / file).is_file() for file in run["outputs"])
    again = fineline(home, "reproduce", run["id"])
    assert again.returncode == 0, again.stdout + again.stderr
    assert again.stdout.rstrip().endswith("identical")
