"""Problems of specs rendered: for people, as JSON, JUnit, SARIF 2.1.0, and as annotations of a CI run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from tasklab.spec.problem import RULES, render_found
from tasklab.spec.source import split_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tasklab.spec.problem import SpecError

_WIDEST = 160


def render_text(errors: Sequence[SpecError], read: Callable[[str], str], folder: str = "specs") -> str:
    """Return problems for people: each with its line and a caret; `read` gives the text of a file.

    Shape: one paragraph per problem, then the count.
    """
    paragraphs = [_paragraph(error, read, folder) for error in errors]
    files = len({error.place.file for error in errors})
    count = f"{_counted(len(errors), 'problem')} in {_counted(files, 'file')}" if errors else "no problems"
    return "\n".join([*paragraphs, count]) + "\n"


def _paragraph(error: SpecError, read: Callable[[str], str], folder: str) -> str:
    head = f"{_path(error, folder)}:{error.place.line}:{error.place.column}: {error.message} [{error.rule}]"
    lines = split_lines(read(error.place.file))
    if error.place.line > len(lines) or not lines[error.place.line - 1].strip():
        return head + "\n"
    line = lines[error.place.line - 1]
    start = max(0, error.place.column - _WIDEST // 2) if len(line) > _WIDEST else 0
    shown = "".join(character if character.isprintable() else " " for character in line[start : start + _WIDEST])
    gutter = f"{error.place.line:>5} | "
    return f"{head}\n{gutter}{shown}\n{' ' * 5} | {' ' * (error.place.column - 1 - start)}^\n"


def render_json(errors: Sequence[SpecError], folder: str = "specs") -> str:
    """Return problems as JSON: a list of objects, one per problem."""
    return json.dumps([_as_object(error, folder) for error in errors], indent=2) + "\n"


def _as_object(error: SpecError, folder: str) -> dict[str, Any]:
    return {
        "file": _path(error, folder),
        "line": error.place.line,
        "column": error.place.column,
        "key": error.key_text,
        "rule": error.rule,
        "found": error.found,
        "expected": error.expected,
        "nearest": error.nearest,
        "message": error.message,
    }


def render_junit(errors: Sequence[SpecError], files: Sequence[str], folder: str = "specs") -> str:
    """Return problems as JUnit XML: one case per file, with a failure that tells all its problems."""
    by_file: dict[str, list[SpecError]] = {file: [] for file in files}
    for error in errors:
        by_file.setdefault(error.place.file, []).append(error)
    failed = sum(bool(each) for each in by_file.values())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuite name="tasklab lint" tests="{len(by_file)}" failures="{failed}" errors="0" skipped="0">',
        *(_case(file, each, folder) for file, each in by_file.items()),
        "</testsuite>",
    ]
    return "\n".join(lines) + "\n"


def _case(file: str, errors: Sequence[SpecError], folder: str) -> str:
    name = quoteattr(_joined(folder, file))
    if not errors:
        return f'  <testcase classname="specs" name={name}/>'
    body = escape("\n".join(str(error) for error in errors))
    count = quoteattr(_counted(len(errors), "problem"))
    return f'  <testcase classname="specs" name={name}><failure message={count}>{body}</failure></testcase>'


def render_sarif(errors: Sequence[SpecError], version: str, folder: str = "specs") -> str:
    """Return problems as SARIF 2.1.0; `version` is the version of tasklab."""
    rules = list(RULES)
    driver = {
        "name": "tasklab lint",
        "version": version,
        "rules": [{"id": rule, "shortDescription": {"text": RULES[rule]}} for rule in rules],
    }
    results = [_sarif_result(error, rules.index(error.rule), folder) for error in errors]
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(document, indent=2) + "\n"


def _sarif_result(error: SpecError, rule_index: int, folder: str) -> dict[str, Any]:
    region = {"startLine": error.place.line, "startColumn": error.place.column}
    place = {"artifactLocation": {"uri": _path(error, folder)}, "region": region}
    result: dict[str, Any] = {
        "ruleId": error.rule,
        "ruleIndex": rule_index,
        "level": "error",
        "message": {"text": error.message},
        "locations": [{"physicalLocation": place}],
    }
    if error.key:
        result["locations"][0]["logicalLocations"] = [{"fullyQualifiedName": error.key_text}]
    return result


def render_annotations(errors: Sequence[SpecError], folder: str = "specs") -> str:
    """Return problems as workflow commands, which a CI run shows beside the lines of a change."""
    return "".join(
        f"::error file={escape_property(_path(error, folder))},line={error.place.line},col={error.place.column},"
        f"title={escape_property(error.rule)}::{escape_data(error.message)}\n"
        for error in errors
    )


def escape_data(text: str) -> str:
    """Escape the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Escape a property of a workflow command."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Mapping[str, str] = {
    "text": "for people, each problem with its line",
    "json": "a list of problems",
    "junit": "JUnit XML, one case per file",
    "sarif": "SARIF 2.1.0, for code scanning",
    "github": "annotations of a GitHub workflow",
}
"""The formats of `tasklab lint`, each with what it is for."""


def render_problems(
    output: str, errors: Sequence[SpecError], *, files: Sequence[str], read: Callable[[str], str], version: str
) -> str:
    """Return problems in one of `FORMATS`.

    Raises: ValueError for another format.
    """
    match output:
        case "text":
            return render_text(errors, read)
        case "json":
            return render_json(errors)
        case "junit":
            return render_junit(errors, files)
        case "sarif":
            return render_sarif(errors, version)
        case "github":
            return render_annotations(errors)
    raise ValueError(f"{render_found(output)} is no format; expected one of {', '.join(FORMATS)}")


def _path(error: SpecError, folder: str) -> str:
    return _joined(folder, error.place.file)


def _joined(folder: str, file: str) -> str:
    return f"{folder}/{file}" if folder else file


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
