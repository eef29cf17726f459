"""Take the README's picture of the page: `picture_of_page.py FILE`; wants chromium and playwright."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

LEVER = "Five times the North Korean contingent"
PATIENCE = 120


def main(out: str) -> None:
    """Serve the page, press a scenario, and keep what is seen."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("fineline"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            _open(page, f"http://127.0.0.1:{port}/")
            page.get_by_role("button", name=LEVER).click()
            page.wait_for_function("() => JSON.parse(document.body.dataset.drawn).scenarios.length === 1")
            page.screenshot(path=out)
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _open(page: Page, address: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            page.goto(address)
            break
        except Error:  # the server does not answer yet
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
    page.wait_for_selector("body[data-ready]", timeout=1000 * PATIENCE)


if __name__ == "__main__":
    main(sys.argv[1])
