"""Forms of mechanisms as they are written in a request: ``NAME=FORM``, joined by ``+`` where several go together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fineline.errors import SettingError

TOGETHER = "+"


def parse_forms(texts: Iterable[str], where: str) -> dict[str, str]:
    """Form by mechanism, from texts such as ``attrition=square``.

    Args:
        texts: the texts.
        where: the option they were given to, for the message.

    Raises:
        SettingError: a text that is no pair, or two for one mechanism.
    """
    forms: dict[str, str] = {}
    for text in texts:
        name, mark, form = text.partition("=")
        if not (name and mark and form) or "=" in form:
            raise _refused("NAME=FORM, such as attrition=square", text or "nothing", where)
        if forms.setdefault(name, form) != form:
            raise _refused(f"one form of {name}", f"{forms[name]} and {form}", where)
    return forms


def forms_text(forms: Mapping[str, str]) -> str:
    """Forms as a request writes them: ``attrition=square+learning=none``."""
    return TOGETHER.join(f"{name}={form}" for name, form in forms.items())


def _refused(expected: str, found: str, where: str) -> SettingError:
    return SettingError(
        expected=expected,
        found=found,
        where=where,
        remedy="`fineline explain` lists every mechanism and its forms",
    )
