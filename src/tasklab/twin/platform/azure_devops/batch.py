"""Several changes of work items in one request. Source: https://learn.microsoft.com/previous-versions/azure/devops/integrate/previous-apis/wit/batch."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.body import BodyError, read_json
from tasklab.twin.platform.azure_devops.call import Answer, Call, listed
from tasklab.twin.platform.azure_devops.item import MAX_IDS, change_item, make_item
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.patch import MEDIA_TYPE
from tasklab.twin.platform.azure_devops.refusal import RefusalError, bad_property

_PATH = re.compile(r"(?:/(?P<project>[^/]+))?/_apis/wit/workitems/(?P<id>[^/]+)/?", re.IGNORECASE)


@operation("POST wit/$batch")
def run_batch(call: Call) -> Answer:
    """Carry out changes one after the other, each with an answer of its own."""
    call.check_media_type("application/json")
    try:
        parts = read_json(call.request)
    except BodyError as error:
        raise bad_property("Value cannot be null.\r\nParameter name: requests") from error
    if not isinstance(parts, list) or not 0 < len(parts) <= MAX_IDS:
        raise bad_property(f"The number of requests has to be between 1 and {MAX_IDS}.")
    return listed([_run(call, each) for each in parts])


def _run(call: Call, part: Any) -> dict[str, Any]:
    try:
        answer = _serve(call, part)
    except RefusalError as refusal:
        answer = Answer(refusal.body, refusal.status)
    body = msgspec.json.encode(answer.value).decode()
    return {"code": answer.status, "headers": {"Content-Type": "application/json; charset=utf-8"}, "body": body}


def _serve(call: Call, part: Any) -> Answer:
    if not isinstance(part, dict) or not isinstance(part.get("uri"), str):
        raise bad_property("The request of the batch is not valid.")
    address = urlsplit(part["uri"])
    found = _PATH.fullmatch(address.path)
    if str(part.get("method", "")).upper() != "PATCH" or found is None:
        raise bad_property(f"The request of the batch is not supported: {part['uri']}.")
    body = msgspec.json.encode(part.get("body"))
    request = Request(verb="PATCH", path=address.path, headers=(("content-type", MEDIA_TYPE),), body=body)
    project = call.find_project(unquote(found["project"])) if found["project"] else call.project
    inner = replace(call, request=request, project=project)
    target = unquote(found["id"])
    return make_item(inner, target) if target.startswith("$") else change_item(inner, target)
