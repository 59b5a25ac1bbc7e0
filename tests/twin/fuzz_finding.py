"""What Schemathesis found, read from its events: each fault of an operation once."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REFUSED = 400


@dataclass(frozen=True)
class Finding:
    """An operation, what is wrong there, and a request that shows it."""

    operation: str
    what: str
    """Such as `parameter limit in query - invalid type`."""
    shown: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.what}\n      {self.shown}"


@dataclass(frozen=True)
class Run:
    """What a run came to."""

    cases: int
    taken: int
    """Cases that the twin did not refuse: a run in which all is refused tells nothing."""
    findings: list[Finding]


def read_run(lines: Iterable[str]) -> Run:
    """Count the requests and gather the findings, each fault of an operation once."""
    cases, taken, found = 0, 0, {}
    for line in lines:
        event = json.loads(line)
        if "ScenarioFinished" in event:
            recorder = event["ScenarioFinished"]["recorder"]
            answers = [each.get("response") for each in recorder.get("interactions", {}).values()]
            statuses = [each["status_code"] for each in answers if each]
            cases, taken = cases + len(statuses), taken + sum(status < REFUSED for status in statuses)
            for finding in _read_scenario(recorder):
                found.setdefault((finding.operation, finding.what), finding)
    return Run(cases, taken, list(found.values()))


def _read_scenario(recorder: dict[str, Any]) -> Iterator[Finding]:
    for case, checks in recorder.get("checks", {}).items():
        for check in checks:
            if check["status"] == "failure":
                told = check["failure_info"]["failure"]["message"]
                component = told.partition("Invalid component: ")[2].partition("\n")[0]
                shown = _show(recorder.get("interactions", {}).get(case))
                yield Finding(recorder["label"], component.replace("`", "") or f"{check['name']}: {told}", shown)


def _show(interaction: Any) -> str:
    if not interaction:
        return "no request"
    request, response = interaction["request"], interaction.get("response") or {}
    body = b64decode((request.get("body") or {}).get("$base64", "")).decode(errors="replace")
    kind = "".join(next((v for k, v in request["headers"].items() if k.lower() == "content-type"), []))
    path = re.sub(r"^\w+://[^/]+", "", request["uri"])
    return f"{request['method']} {path[:300]} {kind[:40]} {body[:200]!r} -> {response.get('status_code')}"
