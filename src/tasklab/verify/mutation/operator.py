"""Every kind of fault that is planted, by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.verify.mutation import field_operator as field
from tasklab.verify.mutation import list_operator as listing
from tasklab.verify.mutation import request_operator as request

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator

    from tasklab.verify.mutation.edit import Edit

OPERATORS: dict[str, Callable[[ast.Module], Iterator[Edit]]] = {
    "dropped read": field.dropped_read,
    "swapped reads": field.swapped_reads,
    "dropped write": field.dropped_write,
    "swapped writes": field.swapped_writes,
    "swallowed null": field.swallowed_null,
    "lost time zone": field.lost_time_zone,
    "wrong mapping": field.wrong_mapping,
    "wrong word": field.wrong_word,
    "wrong site": field.wrong_site,
    "unsupported lie": field.unsupported_lie,
    "silent drop": field.silent_drop,
    "wrong verb": request.wrong_verb,
    "missing header": request.missing_header,
    "unescaped id": request.unescaped_id,
    "wrong address": request.wrong_address,
    "repeatable write": request.repeatable_write,
    "unmarked write": request.unmarked_write,
    "lost repeat": request.lost_repeat,
    "ignored answer": request.ignored_answer,
    "wrong remembered": request.wrong_remembered,
    "lost check": request.lost_check,
    "wrong condition": request.wrong_condition,
    "wrong error kind": request.wrong_error_kind,
    "wrong error field": request.wrong_error_field,
    "wrong raw": request.wrong_raw,
    "lost absence": request.lost_absence,
    "claimed filter": listing.claimed_filter,
    "ignored filter": listing.ignored_filter,
    "off-by-one page": listing.off_by_one_page,
    "wrong page end": listing.wrong_page_end,
    "stuck page": listing.stuck_page,
    "truncated list": listing.truncated_list,
    "kept outsider": listing.kept_outsider,
}
