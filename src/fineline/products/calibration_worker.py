"""One process of a calibration."""

from __future__ import annotations

import sys
from pathlib import Path

from fineline.inference.worker import pin

if __name__ == "__main__":
    pin(int(sys.argv[2]))
    from fineline.products.calibrating import work  # JAX must start after the core is chosen

    work(Path(sys.argv[1]), int(sys.argv[2]))
