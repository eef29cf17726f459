"""The command line as a page, from the same declarations that `--help` prints."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
from typer.main import get_command

from fineline.cli import app

from .pieces import page_text, table


def command_pages() -> dict[str, str]:
    """The page of all commands."""
    group = get_command(app)
    parts = [_prose(group.help or ""), _prose(group.epilog or ""), *_sections(group, "fineline", 2)]
    return {"commands": page_text("The command line", *parts)}


def _sections(group: click.Command, path: str, level: int) -> Iterator[str]:
    if not isinstance(group, click.Group):
        return
    for name, command in sorted(group.commands.items()):
        yield _section(command, f"{path} {name}", level)
        yield from _sections(command, f"{path} {name}", level + 1)


def _section(command: click.Command, path: str, level: int) -> str:
    context = click.Context(command, info_name=path)
    usage = " ".join(command.collect_usage_pieces(context))
    rows = [_row(parameter, context) for parameter in command.params if parameter.name != "help"]
    parts = [f"{'#' * level} {path}", f"```text\n{path} {usage}\n```", _prose(command.help or "")]
    if rows and not isinstance(command, click.Group):
        parts.append(table(("argument or option", "default", "what it is"), rows))
    return "\n\n".join(parts)


def _row(parameter: click.Parameter, context: click.Context) -> tuple[str, str, str]:
    if not isinstance(parameter, click.Option):
        said = f"`{parameter.make_metavar(context)}`"
        return said, "" if parameter.required else "none", getattr(parameter, "help", None) or ""
    name = ", ".join(f"`{option}`" for option in (*parameter.opts, *parameter.secondary_opts))
    value = "" if parameter.is_flag else f" `{parameter.make_metavar(context)}`"
    return name + value, _default(parameter), parameter.help or ""


def _default(option: click.Option) -> str:
    if option.required:
        return "must be given"
    default = option.default
    if default is None or default == () or option.is_flag or callable(default):
        return ""
    return f"`{default}`"


def _prose(text: str) -> str:
    """Help as Markdown: paragraphs joined, and what looks like HTML told as text."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return "\n\n".join(re.sub(r"<(?=[A-Za-z])", r"\\<", part) for part in paragraphs if part)
