"""Checks of methods: how each is done, what its calls refer to, and how its answer is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.spec.call import VERBS, Call, Method, Paging
from tasklab.spec.check.call import BODIES, references_in
from tasklab.spec.vocabulary import DERIVED, method_parameters, unified_objects
from tasklab.unified.catalogue import METHODS
from tasklab.unified.page import AttachmentContent, Deleted

if TYPE_CHECKING:
    from tasklab.spec.check.call import CallCheck
    from tasklab.spec.check.target import TargetCheck
    from tasklab.spec.check.value import Scope, ValueCheck
    from tasklab.spec.model import Spec
    from tasklab.spec.problem import KeyPath

_OF_CALL = (
    "query",
    "headers",
    "params",
    "variables",
    "expect",
    "nothing_on",
    "reply",
    "keep",
    "each",
    "file_name",
    "when",
    "is_repeatable",
    "is_write",
)
_CURSORS = {"page": ("page",), "offset": ("offset",), "cursor": ("cursor",), "keyset": ("last", "cursor")}
"""What a list has to send for its next page to differ from the first, by kind of paging."""
_NOTES = {"because", "source"}
"""What may be said of a method that is made from others."""
_OF_PAGING = ("page", "offset", "size", "cursor", "last")


class MethodCheck:
    """Checks the methods of one spec."""

    def __init__(self, spec: Spec, values: ValueCheck, calls: CallCheck, targets: TargetCheck, scope: Scope) -> None:
        self._spec = spec
        self._values = values
        self._findings = values.findings
        self._calls = calls
        self._targets = targets
        self._scope = scope

    def check(self, name: str, method: Method) -> None:
        """Check one method."""
        key: KeyPath = ("methods", name)
        if not self._findings.require_known("unknown-method", key, name, METHODS, "method", is_key=True):
            return
        way = self._way(key, name, method)
        scope = self._scope_of(name, method)
        self._values.used.clear()
        for own, raw in method.let.items():
            self._values.check((*key, "let", own), raw, scope)
        if way == "call":
            scope = self._calls.check(key, method, scope)
        elif way == "steps":
            scope = self._calls.check_steps((*key, "steps"), method.steps or [], scope)
        for parameter, agreement in method.agree.items():
            at, given = (*key, "agree", parameter), self._scope_of(name, method)
            self._findings.require_known(
                "unknown-field", at, parameter, method_parameters(name).names, "parameter", is_key=True
            )
            self._values.check((*at, "value"), agreement.value, given)
            self._values.check((*at, "same_as"), agreement.same_as, given)
        if method.items_of is not None:
            self._check_items_of((*key, "items_of"), name, method, scope)
        sent = frozenset(self._values.used)
        self._check_followers(key, name, method, scope)
        self._check_answer(key, name, method, way)
        self._check_confirm(key, name, method)
        if METHODS[name].is_list:
            self._check_list(key, name, method)
        if METHODS[name].is_list and way in ("call", "steps"):
            self._check_sort(key, name, method, sent)
            self._check_paging(key, method, sent)

    def _way(self, key: KeyPath, name: str, method: Method) -> str | None:
        """Return how a method is done; None when it is not said in one way."""
        has_call = any(getattr(method, verb) is not None for verb in (*VERBS, "rpc", "graphql"))
        given = {"call": has_call, "steps": method.steps is not None, "via": method.via is not None}
        given["constants"] = method.constants
        ways = [way for way, is_given in given.items() if is_given]
        if len(ways) != 1:
            is_derived = name in DERIVED and not method.model_fields_set - _NOTES
            if ways or not is_derived:
                found = f"a method with {' and '.join(ways)}" if ways else "a method with no way to be done"
                self._findings.add("call", key, found, "exactly one of a call, `steps`, `via` and `constants`")
            return None
        if ways[0] != "call":
            for member in (*_OF_CALL, *BODIES):
                if member in method.model_fields_set:
                    shown = "json" if member == "json_body" else member
                    self._findings.add("call", (*key, shown), f"`{shown}` beside `{ways[0]}`", "it inside a call")
        return ways[0]

    def _scope_of(self, name: str, method: Method) -> Scope:
        unified = METHODS[name]
        special = {"now", "unique"}
        if unified.is_write and not issubclass(unified.item, Deleted):
            special.add("write")
        if unified.object in unified_objects():
            special.add("native_fields")
        if unified.is_list:
            special |= set(_OF_PAGING) if method.page is not False else set()
            special |= {"sort"} if method.sort is not None else set()
        scope = self._scope.with_trusted(special - {"cursor", "last"})
        # Written last: a parameter hides a special name (`query`, `sort` of a caller never do, they are controls).
        ours = scope.with_trusted(set(method.across or {}) - method_parameters(name).names)
        ours = ours.with_caller(frozenset(method.let))
        return ours.with_caller(method_parameters(name).names | (special & {"cursor", "last"}))

    def _check_followers(self, key: KeyPath, name: str, method: Method, scope: Scope) -> None:
        for parameter, raw in method.with_.items():
            self._values.check((*key, "with", parameter), raw, scope)
        if method.with_ and method.via is None and method.then is None and method.among is None:
            self._findings.add("target", (*key, "with"), "`with` beside no `via`, `then` or `among`", "one of them")
        if method.among is not None and self._targets.check_list((*key, "among"), method.among):
            missing = sorted(method_parameters(method.among).required - set(method.with_))
            if missing:
                found = f"`{method.among}` without {', '.join(missing)}"
                self._findings.add("target", (*key, "among"), found, "the parameters it needs in `with`")
        if method.via is not None and self._targets.check((*key, "via"), method.via):
            self._check_given((*key, "via"), name, method.via, method, set(method.with_))
            self._check_found(key, name, method, method.via)
        if method.then is not None and self._targets.check((*key, "then"), method.then):
            known = set(method.with_) | (set(scope.names) & {"id", "project_id", "task_id"})
            self._check_given((*key, "then"), name, method.then, method, known)

    def _check_found(self, key: KeyPath, name: str, method: Method, target: str) -> None:
        """Check that what is found in a list is told apart by fields that its objects have."""
        if not METHODS[target].is_list or METHODS[name].is_list:
            return
        if not method.where:
            self._findings.add("target", (*key, "via"), f"one object of `{target}`", "`where`, which says which one")
        entity = self._spec.entities.get(METHODS[target].object)
        readable = {"url", *(entity.fields if entity else ())}
        for field, raw in method.where.items():
            at = (*key, "where", field)
            self._findings.require_known("unknown-field", at, field, readable, "field of this spec", is_key=True)
            self._values.check(at, raw, self._scope_of(name, method))

    def _check_given(self, key: KeyPath, name: str, target: str, method: Method, given: set[str]) -> None:
        """Check that another method is given what it needs, and answers with what this one does."""
        parameters = method_parameters(target)
        of_list = {"id"} if METHODS[target].is_list else set()
        for parameter in set(method.with_) - of_list:
            self._findings.require_known(
                "unknown-field", (*key[:-1], "with", parameter), parameter, parameters.names, "parameter", is_key=True
            )
        missing = sorted(parameters.required - given)
        if missing:
            found = f"`{target}` without {', '.join(missing)}"
            self._findings.add("target", key, found, "the parameters it needs, kept or in `with`")
        if METHODS[target].result != METHODS[name].result and not _is_one_of(key, name, target):
            found = f"`{target}`, which answers with something else than {name}"
            self._findings.add("target", key, found, f"a method that answers as {name} does")

    def _check_answer(self, key: KeyPath, name: str, method: Method, way: str | None) -> None:
        unified = METHODS[name]
        entity = method.read or unified.object
        if method.read is not None:
            self._findings.require_known(
                "unknown-object", (*key, "read"), method.read, self._spec.entities, "entity of this spec"
            )
        if method.constants:
            self._check_constants(key, entity)
        form = self._answer_form(method)
        for path in [method.items] if isinstance(method.items, str) else method.items or ():
            self._values.check_path((*key, "items"), path, form)
        if method.item is not None:
            self._values.check_path((*key, "item", "path"), method.item.path, form)
        if way in ("call", "steps") and method.then is None:
            self._check_read(key, name, method, entity)

    def _check_items_of(self, key: KeyPath, name: str, method: Method, scope: Scope) -> None:
        self._values.check(key, method.items_of, scope)
        paging = None if method.page is False else method.page or self._spec.paging
        if not METHODS[name].is_list:
            self._findings.add("call", key, "`items_of` of a method that lists nothing", "`item`")
        elif method.items is not None or method.item is not None:
            self._findings.add("call", key, "`items_of` beside a path to what is read", "one of them")
        elif paging is not None and paging.kind != "none":
            self._findings.add("call", key, "`items_of` of a list that is read page by page", "`page: false`")

    def _check_read(self, key: KeyPath, name: str, method: Method, entity: str) -> None:
        unified = METHODS[name]
        if unified.item is AttachmentContent:
            return
        is_each = (method.steps or [method])[-1].each is not None  # one object in each answer is a list too
        if is_each and not unified.is_list and not issubclass(unified.item, Deleted):
            self._findings.add("call", key, "`each` in the call that is answered with", "a last call that is made once")
        wanted = "items" if unified.is_list and not (is_each and method.item) else "item"
        if wanted == "items" and method.items_of is not None:
            return
        if issubclass(unified.item, Deleted):
            for member in ("items", "item"):
                if getattr(method, member) is not None:
                    self._findings.add("call", (*key, member), f"`{member}` of a method that reads nothing", "none")
            return
        if getattr(method, wanted) is None:
            expected = f"`{wanted}`, or `then` with a method that reads it"
            self._findings.add_at_key("call", key, f"no `{wanted}`", expected)
        elif entity not in self._spec.entities and method.read is None and unified.object in unified_objects():
            self._findings.add_at_key("call", key, f"no entity `{entity}` to read it with", f"`entities.{entity}`")

    def _check_constants(self, key: KeyPath, entity: str) -> None:
        known = self._spec.entities.get(entity)
        if known is None or known.constants is None:
            expected = f"`entities.{entity}.constants`"
            self._findings.add("call", (*key, "constants"), f"no constants of `{entity}`", expected)

    def _answer_form(self, method: Method) -> str:
        steps = method.steps or [method]
        step = (method.item.step if method.item else method.items_step) or len(steps)
        reply = steps[min(step, len(steps)) - 1].reply or "json"
        return "json" if reply == "none" else reply

    def _check_confirm(self, key: KeyPath, name: str, method: Method) -> None:
        fields = method_parameters(name).names
        for index, parameter in enumerate(method.confirm):
            self._findings.require_known("unknown-field", (*key, "confirm", index), parameter, fields, "parameter")
        if method.confirm and (METHODS[name].is_list or (method.then is None and method.item is None)):
            expected = "`item`, or `then` with a method that reads the result back"
            self._findings.add("call", (*key, "confirm"), "`confirm` of nothing that is read", expected)

    def _check_list(self, key: KeyPath, name: str, method: Method) -> None:
        unified = METHODS[name]
        for index, parameter in enumerate(method.refine):
            self._findings.require_known("unknown-field", (*key, "refine", index), parameter, unified.filters, "filter")
        for name_of_one, among in (method.across or {}).items():
            if isinstance(among, str):
                self._targets.check_list((*key, "across", name_of_one), among)
        entity = self._spec.entities.get(method.read or unified.object)
        if method.items_step is not None:
            self._check_items_step((*key, "items_step"), name, method)
        if method.held_by is not None:
            self._check_held_by((*key, "held_by"), method.held_by, method, entity.format if entity else "json")
        for member in ("where", "unless"):
            for path, raw in getattr(method, member).items():
                self._values.check_path((*key, member, path), path, entity.format if entity else "json")
                self._values.check((*key, member, path), raw, self._scope_of(name, method))

    def _check_items_step(self, key: KeyPath, name: str, method: Method) -> None:
        steps, place = method.steps or [], method.items_step or 0
        paging = self._spec.paging if method.page is None else method.page
        is_paged = paging is not False and paging.kind != "none"
        if not METHODS[name].is_list or is_paged or not 0 < place <= len(steps):
            found = f"step {place} of {len(steps)}{' of a list with pages' if is_paged else ''}"
            self._findings.add("call", key, found, "one of the steps of a list without pages")
        elif steps[place - 1].each is not None or steps[place - 1].when is not None:
            self._findings.add("call", key, "a step that is not made once", "one without `each` and `when`")

    def _check_held_by(self, key: KeyPath, path: str, method: Method, form: str) -> None:
        self._values.check_path(key, path, form)
        if not method.across or not method.is_distinct:
            self._findings.add("call", key, "`held_by` alone", "`across` and `is_distinct` beside it")
        if "[]" not in path:
            self._findings.add("call", key, "a path to one value", "one to the ids of all: `in[].id`")

    def _check_sort(self, key: KeyPath, name: str, method: Method, sent: frozenset[str]) -> None:
        if method.sort is None:
            return
        at = (*key, "sort")
        unified = unified_objects()[METHODS[name].object]
        for field in method.sort.fields:
            self._findings.require_known(
                "unknown-field", (*at, "fields", field), field, unified.fields, f"field of {unified.name}", is_key=True
            )
        of_field = self._scope.with_trusted(["field"])
        self._values.check((*at, "ascending"), method.sort.ascending, of_field)
        self._values.check((*at, "descending"), method.sort.descending, of_field)
        self._values.check((*at, "default"), method.sort.default, self._scope)
        if "sort" not in sent:
            self._findings.add_at_key("call", at, "a `sort` that no call sends", "`$sort` in the call")

    def _check_paging(self, key: KeyPath, method: Method, sent: frozenset[str]) -> None:
        paging = self._paging(method)
        needed = _CURSORS.get(paging.kind)
        if needed is not None and not ((sent | references_in(Call(query=paging.query))) & set(needed)):
            expected = f"${' or $'.join(needed)} in the query of the paging or in the call, or `page: false`"
            self._findings.add_at_key("call", key, f"a list of paging {paging.kind} that asks for one page", expected)

    def _paging(self, method: Method) -> Paging:
        if method.page is False:
            return Paging(kind="none")
        return method.page or self._spec.paging


def _is_one_of(key: KeyPath, name: str, target: str) -> bool:
    """Tell whether a result is one of a list: the object with its id, the last one, or the first that fits."""
    return key[-1] in ("then", "via") and METHODS[target].is_list and METHODS[target].item is METHODS[name].item
