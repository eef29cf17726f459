"""The command line as a page, from the same declarations that `--help` prints."""

from __future__ import annotations

import re
from collections.abc import Iterator

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from fineline.cli import app

from .pieces import page_text, table


def command_pages() -> dict[str, str]:
    """The page of all commands."""
    group = get_command(app)
    if not isinstance(group, TyperGroup):
        raise TypeError("the command line is no group of commands")
    parts = [_prose(group.help or ""), _prose(group.epilog or ""), *_sections(group, "fineline", 2)]
    return {"commands": page_text("The command line", *parts)}


def _sections(group: TyperGroup, path: str, level: int) -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        yield _section(command, f"{path} {name}", level)
        if isinstance(command, TyperGroup):
            yield from _sections(command, f"{path} {name}", level + 1)


def _section(command: TyperCommand | TyperGroup, path: str, level: int) -> str:
    context = command.context_class(command, info_name=path)
    parts = [f"{'#' * level} {path}"]
    if isinstance(command, TyperGroup):
        return "\n\n".join([*parts, _prose(command.help or "")])
    usage = " ".join(command.collect_usage_pieces(context))
    parts += [f"```text\n{path} {usage}\n```", _prose(command.help or "")]
    rows = [*_arguments(command), *_options(command)]
    if rows:
        parts.append(table(("argument or option", "default", "what it is"), rows))
    return "\n\n".join(parts)


def _arguments(command: TyperCommand) -> Iterator[tuple[str, str, str]]:
    for parameter in command.params:
        if isinstance(parameter, TyperArgument):
            name = parameter.metavar or (parameter.name or "").upper()
            yield f"`{name}`", _default(parameter), parameter.help or ""


def _options(command: TyperCommand) -> Iterator[tuple[str, str, str]]:
    for parameter in command.params:
        if isinstance(parameter, TyperOption) and parameter.name != "help":
            name = ", ".join(f"`{option}`" for option in (*parameter.opts, *parameter.secondary_opts))
            value = "" if parameter.is_flag else f" `{parameter.metavar or 'VALUE'}`"
            yield name + value, _default(parameter), parameter.help or ""


def _default(parameter: TyperArgument | TyperOption) -> str:
    if parameter.required:
        return "must be given"
    default = parameter.default
    if default in (None, False, True, ()) or callable(default):
        return ""
    return f"`{default}`"


def _prose(text: str) -> str:
    """Help as Markdown: paragraphs joined, and what looks like HTML told as text."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return "\n\n".join(re.sub(r"<(?=[A-Za-z])", r"\\<", part) for part in paragraphs if part)
