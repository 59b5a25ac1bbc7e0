from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tasklab.spec.vocabulary import DERIVED
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FIRST = """\
version: "5.0"
kind: product
released: 2022-03-28
source: https://example.org/news
connection:
  parameters:
    site: {type: url, title: Site address}
    api_key: {type: secret, title: API access key}
  base_url: "{+site}"
  auth: {kind: header, name: X-Api-Key, value: $api_key}
paging: {kind: offset, query: {offset: $offset, limit: $size}, max: 100, total: total_count}
errors:
  - {status: 422, kind: validation, detail: "errors[]"}
remember:
  home:
    steps: [{get: /home.json, keep: {href: home.href}}]
    value: $href
constants: {closed: "5"}
entities:
  status:
    fields:
      id: {path: id, codec: integer_text}
      name: name
      category: {path: is_closed, codec: table, table: {false: in_progress, true: done}}
  task:
    url: "{+site}/issues/{id}"
    fields:
      id: {path: id, codec: integer_text}
      title: {path: subject, is_required: true, max_length: 255}
      description: description
      status: {path: status.id, write: status_id, codec: integer_text, lookup: status.list}
      project_id: {path: project.id, write: project_id, codec: integer_text}
      due: {path: due_date, codec: day}
      created_at: {path: created_on, codec: instant, write: false}
methods:
  status.list: {get: /statuses.json, items: statuses, page: false}
  task.list:
    get: /issues.json
    query:
      project_id: $project_id
      status_id: {codec: table, value: $completed, table: {true: closed, false: open}, absent: "*"}
      sort: $sort
    sort: {fields: {created_at: created_on}, ascending: "{field}", descending: "{field}:desc"}
    items: issues
  task.get: {get: "/issues/{id}.json", item: issue}
  task.create: {post: /issues.json, json: {issue: $write}, item: issue}
  task.update:
    steps:
      - {get: "/issues/{id}.json", keep: {etag: header.ETag}}
      - {put: "/issues/{id}.json", headers: {If-Match: $etag}, json: {issue: $write}}
    then: task.get
  task.delete: {delete: "/issues/{id}.json"}
  task.complete:
    via: task.update
    with: {id: $id, status_id: {pick: status.list, where: {category: done}, take: id}}
unavailable:
"""
DECLARED = {
    "status.list", "task.list", "task.get", "task.create", "task.update", "task.delete", "task.complete",
}  # fmt: skip
LACKING = "".join(
    f"  {name}: {{because: The platform has nothing of the kind., source: 'https://example.org/api'}}\n"
    for name in METHODS
    if name not in DECLARED | DERIVED
)
VALID = FIRST + LACKING


@pytest.fixture
def valid() -> str:
    """The text of a spec with nothing wrong in it."""
    return VALID


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file into a folder of specs, and returns the folder."""

    def write_file(file: str, text: str | bytes) -> Path:
        path = tmp_path / "specs" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path / "specs"

    return write_file
