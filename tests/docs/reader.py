"""A reader who follows a page to the letter, in an empty folder."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from fineline.cli import app

from .pages import ROOT, Example, commands

ENVIRONMENT = "source .venv/bin/activate"
"""The one command that a test has obeyed before it begins."""
MAKE = "make -n --no-print-directory -o .venv/.synced-any OUT=out"
"""Says what a target of the Makefile runs, once everything is set up."""
PATIENCE = 180.0
"""Seconds in which a command that stays must have said what the page shows."""
COPIED = ("src", "tests", "scripts", "docs", "pyproject.toml", "uv.lock")


class Reader:
    """Types what the page shows; names defined in Python last to the end of the page."""

    def __init__(self, folder: Path, names: dict[str, Any] | None = None) -> None:
        """Begin in a folder, which is the current one."""
        self.folder = folder
        self.names: dict[str, Any] = {"__name__": "page"} if names is None else names
        self.has_checkout = False
        self._staying: list[subprocess.Popen[bytes]] = []

    def follow(self, example: Example) -> None:
        """Do what a block says."""
        if "checkout" in example.marks and not self.has_checkout:
            _copy_repository(self.folder)
            self.has_checkout = True
        if example.file:
            path = self.folder / example.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(example.text, encoding="utf-8")
        elif example.language == "python":
            code = "\n" * example.line + example.text
            exec(compile(code, f"page, line {example.line}", "exec"), self.names)
        else:
            typed = commands(example)
            staying = [typed.pop()] if "stays" in example.marks else []
            for command, answer in typed:
                self._type(command, answer, fails="fails" in example.marks)
            for command, answer in staying:
                self._begin(command, answer)

    def close(self) -> None:
        """End what has stayed."""
        for process in reversed(self._staying):
            process.terminate()
            process.wait(timeout=30)

    def _type(self, command: str, answer: str, *, fails: bool) -> None:
        if command == ENVIRONMENT:
            return
        if command.startswith("make ") and not self.has_checkout:
            command = _made(command)
        code, said = self._alone(command) if self.has_checkout else self._here(command)
        assert (code != 0) == fails, f"`{command}` ended with {code}:\n{said}"
        missing = _missing(answer, said)
        assert missing == [], f"`{command}` does not say {missing}:\n{said}"

    def _begin(self, command: str, answer: str) -> None:
        with tempfile.TemporaryFile() as output:
            words = shlex.split(command, comments=True)
            process = subprocess.Popen(
                words, cwd=self.folder, env=self._surroundings(), stdout=output, stderr=subprocess.STDOUT
            )
            self._staying.append(process)
            until = time.monotonic() + PATIENCE
            said = ""
            while not said or _missing(answer, said):
                assert process.poll() is None, f"`{command}` ended with {process.returncode}:\n{said}"
                assert time.monotonic() < until, f"`{command}` does not say {_missing(answer, said)}:\n{said}"
                time.sleep(0.2)
                said = os.pread(output.fileno(), 1 << 20, 0).decode()
            _reach(command, until)

    def _here(self, command: str) -> tuple[int, str]:
        """Commands of Fineline in this process, where what is compiled once serves all; others in a shell."""
        first, *arguments = shlex.split(command, comments=True)
        if first != "fineline":
            return self._alone(command)
        done = CliRunner().invoke(app, arguments)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.output

    def _alone(self, command: str) -> tuple[int, str]:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self._surroundings(),
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def _surroundings(self) -> dict[str, str]:
        tools = Path(sys.executable).parent
        surroundings = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
        if self.has_checkout:
            surroundings["PYTHONPATH"] = str(self.folder / "src")
        return surroundings


def _made(command: str) -> str:
    """The command that a target of the Makefile runs in an environment that is set up."""
    target = command.removeprefix("make ")
    told = subprocess.run([*MAKE.split(), target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return told.strip().splitlines()[-1].removeprefix(".venv/bin/")


def _reach(command: str, until: float) -> None:
    """Wait until the port that a command names is open; it may say so a little before."""
    for port in re.findall(r"--port (\d+)", command):
        while True:
            try:
                socket.create_connection(("127.0.0.1", int(port)), timeout=5.0).close()
                break
            except ConnectionRefusedError:
                assert time.monotonic() < until, f"`{command}` does not listen"
                time.sleep(0.1)


def _missing(answer: str, said: str) -> list[str]:
    return [line for line in answer.splitlines() if _words(line) not in _words(said)]


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _copy_repository(folder: Path) -> None:
    left_out = shutil.ignore_patterns("__pycache__", "_build", "generated")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=left_out)
        else:
            shutil.copy(source, folder / name)
