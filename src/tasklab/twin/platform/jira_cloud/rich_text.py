"""Long texts: wiki markup through version 2 of the API, documents through version 3; kept as they were written.

Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/#version.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.document import is_document, is_valid, text_of
from tasklab.twin.platform.jira_cloud.refusal import RefusalError, bad_payload, invalid
from tasklab.twin.platform.jira_cloud.wiki_read import parse_wiki
from tasklab.twin.platform.jira_cloud.wiki_write import render_wiki

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call

MAX_LENGTH = 32_767
_TOO_LONG = "The entered text is too long. It exceeds the allowed limit of 32,767 characters."
_NO_DOCUMENT = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
_EMPTY_COMMENT = "Comment body can not be empty!"


@dataclass(frozen=True)
class RichText:
    """A text in the form in which it was written."""

    wiki: str | None = None
    document: Any = None

    @property
    def plain(self) -> str:
        """Return what is searched: the words, without what formats them where that is known."""
        return text_of(self.document) if self.wiki is None else self.wiki

    def show(self, call: Call) -> Any:
        """Return it as the version of the API that is called gives it."""
        if call.has_documents:
            return self.document if self.wiki is None else parse_wiki(self.wiki)
        return render_wiki(self.document) if self.wiki is None else self.wiki


def show_text(call: Call, text: RichText | None) -> Any:
    """Return a text as the version of the API that is called gives it; null where there is none."""
    return None if text is None else text.show(call)


def parse_field(call: Call, field: str, value: Any) -> RichText | None:
    """Return the text of a field; None where it is empty. Raises: RefusalError (400)."""
    if value is None:
        return None
    if call.has_documents:
        if not is_document(value):
            raise invalid(field, _NO_DOCUMENT)
        if not is_valid(value):
            raise RefusalError(400, "INVALID_INPUT", errors={})
        text = RichText(document=value)
        if len(text.plain) > MAX_LENGTH:
            raise invalid(field, "CONTENT_LIMIT_EXCEEDED")
        return text if value["content"] else None
    if not isinstance(value, str):
        raise invalid(field, "Operation value must be a string")
    if len(value) > MAX_LENGTH:
        raise invalid(field, _TOO_LONG)
    return RichText(wiki=value) if value else None


def parse_comment(call: Call, value: Any, *, may_be_empty: bool = False) -> RichText | None:
    """Return the text of a comment, or of a worklog where it may be empty. Raises: RefusalError (400)."""
    text = _parse_document(value) if call.has_documents else _parse_wiki(value)
    if text is not None and len(text.plain) > MAX_LENGTH:
        raise invalid("comment", "CONTENT_LIMIT_EXCEEDED" if call.has_documents else _TOO_LONG)
    if (text is None or not text.plain.strip()) and not may_be_empty and not _holds_media(value):
        raise invalid("comment", _EMPTY_COMMENT)
    return text


def _parse_document(value: Any) -> RichText | None:
    if value is None:
        return None
    if not is_document(value):
        raise invalid("comment", "Comment body is not valid!")
    if not text_of_any(value) and not _holds_media(value):
        return None
    if not is_valid(value):
        raise RefusalError(400, "INVALID_INPUT", errors={"comment": "INVALID_INPUT"})
    return RichText(document=value)


def _parse_wiki(value: Any) -> RichText | None:
    if value is not None and not isinstance(value, str):
        raise bad_payload()
    return RichText(wiki=value) if value else None


def text_of_any(value: Any) -> str:
    """Return the text in a value that may be no valid document: an empty comment is told before an invalid one."""
    if isinstance(value, list):
        return "".join(map(text_of_any, value))
    if not isinstance(value, dict):
        return ""
    own = value.get("text") if value.get("type") == "text" else ""
    named = str(value.get("attrs") or "") if value.get("type") not in {"text", "paragraph"} else ""
    return (own if isinstance(own, str) else "?") + named + text_of_any(value.get("content"))


def _holds_media(value: Any) -> bool:
    """Whether a document has something to look at that is no text."""
    if isinstance(value, list):
        return any(map(_holds_media, value))
    if not isinstance(value, dict):
        return False
    return value.get("type") in {"media", "rule", "inlineCard", "blockCard"} or _holds_media(value.get("content"))
