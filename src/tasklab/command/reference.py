"""The generated documents: `python -m tasklab.command.reference docs` writes commands.md and methods.md."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from tasklab.command.group import group
from tasklab.command.table import COMMANDS
from tasklab.unified import error as errors
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator

_MADE = "<!-- Made by `python -m tasklab.command.reference docs`. Do not edit: change the code. -->"
_EXITS = """\
## Exit codes

Every command ends with 0 for yes or done, 1 for no or something failing, 2 for *could not tell* (which is never a yes),
64 for a call whose words are wrong, and 130 when it was interrupted: the same words take the work up again."""
_METHODS = """\
One catalogue on every platform. A supported version has every core method, or a proof that the platform cannot do it;
of the extended ones it has what the version before had."""
_ERRORS = """\
Every method ends with its result or with one of these. On the wire an error is a problem document (RFC 9457)."""


def render_commands() -> str:
    """Render the reference of the command line."""
    parts = ["# Commands", _MADE, *(_command(name) for name in COMMANDS), _EXITS]
    return "\n\n".join(parts) + "\n"


def _command(name: str) -> str:
    context = click.Context(group, info_name="tasklab")
    command = group.get_command(context, name)
    if command is None:
        raise AssertionError(f"{name} is in the table of commands and cannot be found")
    parts = [f"## {name}", *_help(command, click.Context(command, context, info_name=name), f"tasklab {name}")]
    if isinstance(command, click.Group):
        for sub in command.commands.values():
            inner = click.Context(sub, context, info_name=f"{name} {sub.name}")
            parts += [f"### {name} {sub.name}", *_help(sub, inner, f"tasklab {name} {sub.name}")]
    return "\n\n".join(parts)


def _help(command: click.Command, context: click.Context, words: str) -> Iterator[str]:
    pieces = command.collect_usage_pieces(context)
    yield f"`{' '.join([words, *pieces])}`"
    yield inspect.cleandoc(command.help or "")
    rows = [record for option in command.get_params(context) if (record := option.get_help_record(context))]
    rows = [row for row in rows if row[1] and "--help" not in row[0]]
    if rows:
        yield "\n".join(["| option | meaning |", "| --- | --- |", *(f"| `{_cell(a)}` | {_cell(b)} |" for a, b in rows)])


def render_methods() -> str:
    """Render the reference of the unified methods, their parameters and their errors."""
    parts = [
        "# Unified methods",
        _MADE,
        _METHODS,
        "\n".join(["| method | tier | what it does |", "| --- | --- | --- |", *_method_rows()]),
        "## Parameters",
        "`tasklab schema --unified` prints all of them, and every object, as JSON Schema.",
        *_parameters(),
        "## Errors",
        _ERRORS,
        "\n".join(["| kind | status | what the caller does |", "| --- | --- | --- |", *_error_rows()]),
    ]
    return "\n\n".join(parts) + "\n"


def _method_rows() -> Iterator[str]:
    for method in METHODS.values():
        yield f"| `{method.name}` | {method.tier} | {_cell(method.summary)} |"


def _parameters() -> Iterator[str]:
    for method in METHODS.values():
        names = [
            f"`{field.encode_name}`" + (" (needed)" if field.required else "")
            for field in msgspec.structs.fields(method.parameters)
        ]
        yield f"**{method.name}**: {', '.join(names) or 'none'}."


def _error_rows() -> Iterator[str]:
    groups = [
        (errors.CallError, "change the call"),
        (errors.AccessError, "have the owner of the account act"),
        (errors.TransientError, "wait, then repeat"),
        (errors.VersionError, "choose another version for the connection"),
        (errors.PlatformError, "report it"),
    ]
    for group_class, advice in groups:
        for kind in group_class.__subclasses__() or [group_class]:
            yield f"| `{kind.kind}` | {kind.status} | {advice}: {_cell((kind.__doc__ or '').partition(chr(10))[0])} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


DOCUMENTS = {"commands.md": render_commands, "methods.md": render_methods}
"""File in `docs/` to what renders it."""


def main() -> None:
    """Write the generated documents into a folder."""
    folder = Path(sys.argv[1])
    for name, render in DOCUMENTS.items():
        (folder / name).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
