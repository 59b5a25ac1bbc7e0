"""Answers of the gate rendered: for people, as JSON, JUnit, SARIF 2.1.0, Markdown, and as annotations of a CI run."""

from __future__ import annotations

import hashlib
import json
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import msgspec

from tasklab.ledger.reason import RULES
from tasklab.report.text import escape_markdown
from tasklab.spec.lint import escape_data, escape_property

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tasklab.ledger.gate import GateAnswer
    from tasklab.ledger.reason import GateReason, Rule

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "text": "for people",
        "json": "one object",
        "junit": "JUnit XML, one suite for each version",
        "github": "annotations of a GitHub workflow",
        "sarif": "SARIF 2.1.0, for code scanning",
        "markdown": "a comment or a job summary",
    }
)
"""The formats of `tasklab gate`, each with what it is for."""
_SIGNS = {"no": "✗", "unknown": "?", "remark": "·"}
_SARIF_LEVELS = {"no": "error", "unknown": "error", "remark": "note"}
_HOLDS, _NOT_ASKED = "✓", " "
_LAB = "the lab"


def render_answer(answer: GateAnswer, output: str, *, version: str, explain: bool = False) -> str:
    """Render an answer in one of `FORMATS`; `version` is that of tasklab.

    `explain` adds every rule that was asked and what the answer rests on, where the format has room for it; JSON
    always has them. Raises: ValueError for another format.
    """
    match output:
        case "text":
            return _render_text(answer, explain=explain)
        case "json":
            return _render_json(answer)
        case "junit":
            return _render_junit(answer)
        case "github":
            return _render_github(answer)
        case "sarif":
            return _render_sarif(answer, version)
        case "markdown":
            return _render_markdown(answer, explain=explain)
    raise ValueError(f"{output!r} is no format; expected one of {', '.join(FORMATS)}")


def _render_text(answer: GateAnswer, *, explain: bool) -> str:
    lines = [f"{answer.subject}: {answer.answer}"]
    for subject, reasons in _by_subject(answer.reasons):
        if subject != answer.subject:
            lines.append(f"  {subject or _LAB}")
        for reason in reasons:
            lines.append(f"    {_SIGNS[reason.effect]} {reason.headline}")
            lines += [f"        {name:<6}{value}" for name, value in _details(reason)]
    if explain:
        lines += ["", "  rests on", *(f"    {sentence}" for sentence in answer.basis or ("nothing",))]
        lines += ["", "  rules", *(f"    {sign} {rule:<10}{RULES[rule]}" for sign, rule in _rules(answer))]
    return "\n".join(lines)


def _details(reason: GateReason) -> Iterator[tuple[str, str]]:
    """Name what a person needs to act: the case, the place in the spec, the command."""
    if reason.case:
        yield "case", reason.case
    if reason.spec_line:
        yield "spec", reason.spec_line
    if reason.command:
        yield "run", reason.command


def _by_subject(reasons: Sequence[GateReason]) -> list[tuple[str, list[GateReason]]]:
    """Group by version, keeping the order; a version's remarks stand with its reasons."""
    return [(subject, list(group)) for subject, group in groupby(reasons, lambda reason: reason.subject)]


def _rules(answer: GateAnswer) -> Iterator[tuple[str, Rule]]:
    """Tell of every rule how it went: the worst sign of its reasons, or that it holds, or was not asked."""
    for rule in RULES:
        effects = {reason.effect for reason in answer.reasons if reason.rule == rule}
        worst = next((effect for effect in ("no", "unknown", "remark") if effect in effects), None)
        if worst:
            yield _SIGNS[worst], rule
        else:
            yield (_HOLDS if rule in answer.asked else _NOT_ASKED), rule


def _render_json(answer: GateAnswer) -> str:
    signs = {"✗": "no", "?": "unknown", "·": "holds", _HOLDS: "holds", _NOT_ASKED: "not asked"}
    content = {
        "format": 1,
        "subject": answer.subject,
        "answer": answer.answer,
        "exit_code": answer.exit_code,
        "reasons": msgspec.to_builtins(answer.reasons),
        "rules": {rule: signs[sign] for sign, rule in _rules(answer)},
        "basis": list(answer.basis),
    }
    return json.dumps(content, indent=1, ensure_ascii=False)


def _render_junit(answer: GateAnswer) -> str:
    suites = [_junit_suite(subject or _LAB, reasons) for subject, reasons in _by_subject(answer.reasons)]
    if answer.is_yes or not suites:
        suites.append(_junit_suite(answer.subject, []))
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="tasklab gate">', *suites, "</testsuites>"]
    )


def _junit_suite(subject: str, reasons: Sequence[GateReason]) -> str:
    counts = {effect: sum(reason.effect == effect for reason in reasons) for effect in _SIGNS}
    cases = [_junit_case(subject, reason) for reason in reasons]
    cases = cases or [f'  <testcase classname={quoteattr(subject)} name="may go"/>']
    head = (
        f'<testsuite name={quoteattr(subject)} tests="{len(cases)}" failures="{counts["no"]}" '
        f'errors="{counts["unknown"]}" skipped="{counts["remark"]}">'
    )
    return "\n".join([head, *cases, "</testsuite>"])


def _junit_case(subject: str, reason: GateReason) -> str:
    element = {"no": "failure", "unknown": "error", "remark": "skipped"}[reason.effect]
    name = f"{reason.rule} {reason.method} {reason.case}".strip()
    body = escape("\n".join([reason.headline, *(f"{key}: {value}" for key, value in _details(reason))]))
    kind = f" type={quoteattr(reason.rule)}" if element != "skipped" else ""
    return (
        f"  <testcase classname={quoteattr(subject)} name={quoteattr(name)}>"
        f"<{element}{kind} message={quoteattr(reason.headline)}>{body}</{element}></testcase>"
    )


def _render_github(answer: GateAnswer) -> str:
    return "\n".join([*map(_annotation, answer.reasons), f"{answer.subject}: {answer.answer}"])


def _annotation(reason: GateReason) -> str:
    level = "notice" if reason.effect == "remark" else "error"
    file, line = _place(reason)
    title = escape_property(f"{reason.subject or _LAB}: {reason.rule}")
    return f"::{level} file={escape_property(file)},line={line},title={title}::{escape_data(str(reason))}"


def _place(reason: GateReason) -> tuple[str, int]:
    """Find the file and line that a reason is best shown at: its spec's, its ledger's, or the settings."""
    file, _, line = reason.spec_line.rpartition(":")
    if file and line.isdecimal():
        return file, int(line)
    if reason.version and reason.rule in {"todo", "fresh", "method", "level", "parity"}:
        return f"specs/{reason.platform}/{reason.version}.yaml", 1
    return (f"ledger/{reason.platform}.jsonl" if reason.platform else "tasklab.toml"), 1


def _render_sarif(answer: GateAnswer, version: str) -> str:
    rules = list(RULES)
    driver = {
        "name": "tasklab gate",
        "version": version,
        "rules": [{"id": rule, "shortDescription": {"text": RULES[rule]}} for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "results": [_sarif_result(reason, rules.index(reason.rule)) for reason in answer.reasons],
        "invocations": [{"executionSuccessful": answer.answer != "cannot tell", "exitCode": answer.exit_code}],
        "properties": {"subject": answer.subject, "answer": answer.answer},
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False)


def _sarif_result(reason: GateReason, rule_index: int) -> dict[str, Any]:
    file, line = _place(reason)
    about = f"{reason.rule}|{reason.subject}|{reason.method}|{reason.case}"
    return {
        "ruleId": reason.rule,
        "ruleIndex": rule_index,
        "level": _SARIF_LEVELS[reason.effect],
        "message": {"text": f"{reason.subject or _LAB}: {reason}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": file}, "region": {"startLine": line}}}],
        "partialFingerprints": {"reason/v1": hashlib.sha256(about.encode()).hexdigest()},
    }


def _render_markdown(answer: GateAnswer, *, explain: bool) -> str:
    lines = [f"**May {escape_markdown(answer.subject)} go?** {answer.answer}", ""]
    for subject, reasons in _by_subject(answer.reasons):
        lines += [f"### {escape_markdown(subject or _LAB)}", ""]
        lines += [f"- {_SIGNS[reason.effect]} {_markdown(reason)}" for reason in reasons]
        lines.append("")
    if explain:
        lines += ["| | rule | asks |", "| --- | --- | --- |"]
        lines += [f"| {sign} | {rule} | {RULES[rule]} |" for sign, rule in _rules(answer)]
        lines += ["", *(f"- {escape_markdown(sentence)}" for sentence in answer.basis)]
    return "\n".join(lines).rstrip()


def _markdown(reason: GateReason) -> str:
    details = "; ".join(f"{name} `{value.replace('`', '')}`" for name, value in _details(reason))
    return escape_markdown(reason.headline) + (f" ({details})" if details else "")
