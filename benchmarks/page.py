"""How long a reader waits: from a slider's move to eight graphs redrawn, alone and with five browsers for two minutes.

    python benchmarks/page.py                                    # one browser, 100 moves
    python benchmarks/page.py --browsers 5 --seconds 120         # and five at once
    python benchmarks/page.py --moves 0 --starts 5               # only starts: one with no cache, five with one

A server is started in a process of its own, and headless Chromium looks at it: 500 draws, 104 weeks after the data,
eight graphs. Times are taken in the page, from the slider's event to the frame after the last graph is drawn.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np
from playwright.sync_api import Page, sync_playwright

MEGABYTE = 1024**2
MOVE = """
async ([lever, value]) => {
  const slider = document.getElementById(`lever-${lever}`);
  const from = performance.now();
  slider.value = value;
  const wanted = Number(slider.value);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((done) => {
    const look = () => {
      const held = JSON.parse(document.body.dataset.drawn).levers.find((one) => one.lever === lever);
      if (held?.value === wanted) { seen.disconnect(); requestAnimationFrame(() => done()); }
    };
    const seen = new MutationObserver(look);
    seen.observe(document.body, { attributes: true, attributeFilter: ["data-drawn"] });
  });
  return performance.now() - from;
}
"""
LEVERS = {
    "shells": (0.1, 2.9),
    "mobilisation": (1_000, 499_000),
    "committed_aid": (0.05, 1.95),
    "contingent": (1e3, 9.9e4),
}


@dataclass
class Reader:
    """What one browser saw."""

    times: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Start:
    """Seconds from the command until the server answered, and until it was ready to run the model."""

    answers: float
    ready: float


@contextmanager
def server(cache: Path | None = None) -> Generator[tuple[subprocess.Popen[bytes], str, Start]]:
    """A server, its address, and how it started; `cache` is where it keeps compiled programs, the user's by default."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    command = [Path(sys.executable).with_name("fineline"), "serve", "--port", str(port)]
    places = {**os.environ, **({"XDG_CACHE_HOME": str(cache)} if cache else {})}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=places)  # noqa: S603
    address = f"http://127.0.0.1:{port}/"
    try:
        while (health := health_of(address)) is None:
            time.sleep(0.02)
        answered = time.perf_counter() - began
        while health is None or not health["ready"]:
            time.sleep(0.02)
            health = health_of(address)
        yield process, address, Start(answered, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait()


def health_of(address: str) -> dict[str, object] | None:
    """What the server says of itself; nothing while it does not answer."""
    try:
        with urlopen(f"{address}api/health", timeout=5) as answer:  # noqa: S310 - an address of our own
            return json.load(answer)
    except URLError:
        return None


def open_page(page: Page, address: str, reader: Reader) -> float:
    """Open the page; the milliseconds until the baseline is drawn."""
    page.on("pageerror", lambda error: reader.faults.append(str(error)))
    page.on("console", lambda said: reader.faults.append(said.text) if said.type == "error" else None)
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("body[data-ready]", timeout=120_000)
    return 1000 * (time.perf_counter() - began)


def look(address: str, reader: Reader, *, seed: int, moves: int | None, until: float | None) -> None:
    """Move levers, one after the other, and keep how long each took."""
    chance = random.Random(seed)  # noqa: S311 - which way a slider goes
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        open_page(page, address, reader)
        while (moves is not None and len(reader.times) < moves) or (until is not None and time.monotonic() < until):
            lever = chance.choice(list(LEVERS))
            reader.times.append(page.evaluate(MOVE, [lever, chance.uniform(*LEVERS[lever])]))
        browser.close()


def resident(process: subprocess.Popen[bytes]) -> float:
    """Resident memory of the server, MiB."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


def told(times: list[float]) -> dict[str, float]:
    """Count, median and 95th percentile, milliseconds."""
    return {"moves": len(times), "median_ms": float(np.median(times)), "p95_ms": float(np.percentile(times, 95))}


def alone(address: str, moves: int) -> dict[str, object]:
    """One browser; the first ten moves warm it and do not count."""
    reader = Reader()
    look(address, reader, seed=0, moves=moves + 10, until=None)
    return {**told(reader.times[10:]), "faults": reader.faults}


def together(address: str, process: subprocess.Popen[bytes], browsers: int, seconds: float) -> dict[str, object]:
    """Several browsers at once, and the server's memory before, half way and after."""
    readers = [Reader() for _ in range(browsers)]
    memory = [resident(process)]
    until = time.monotonic() + seconds
    how = {"moves": None, "until": until}
    threads = [
        threading.Thread(target=look, args=(address, reader), kwargs={"seed": seed, **how})
        for seed, reader in enumerate(readers)
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds / 2)
    memory.append(resident(process))
    for thread in threads:
        thread.join()
    memory.append(resident(process))
    times = [one for reader in readers for one in reader.times]
    return {**told(times), "faults": [one for reader in readers for one in reader.faults], "memory_mib": memory}


def starts(count: int) -> dict[str, object]:
    """How long a start takes where nothing compiled is kept yet, and the middle of several where it is."""
    with TemporaryDirectory() as cache:
        found: list[Start] = []
        for _ in range(count + 1):
            with server(Path(cache)) as (_, _, start):
                found.append(start)
    again = {name: float(np.median([getattr(one, name) for one in found[1:]])) for name in ("answers", "ready")}
    return {"first": asdict(found[0]), "again": again}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--moves", type=int, default=100)
    parser.add_argument("--browsers", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--starts", type=int, default=0)
    asked = parser.parse_args()
    found: dict[str, object] = {}
    if asked.starts:
        found["start_s"] = starts(asked.starts)
    if asked.moves:
        with server() as (process, address, _):
            found["alone"] = alone(address, asked.moves)
            if asked.browsers:
                found["together"] = together(address, process, asked.browsers, asked.seconds)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
