"""Checks of entities and their lenses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.spec.expression import ExpressionError, Hole, parse_template
from tasklab.spec.path import parse_dav_path, parse_path
from tasklab.spec.vocabulary import UnifiedObject, method_parameters, unified_objects
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from tasklab.spec.check.target import TargetCheck
    from tasklab.spec.check.value import Scope, ValueCheck
    from tasklab.spec.lens import Beside, Entity, Lens
    from tasklab.spec.model import Spec
    from tasklab.spec.problem import KeyPath

_SOURCES = ("path", "parts", "constant", "template")


class EntityCheck:
    """Checks the entities of one spec."""

    def __init__(self, values: ValueCheck, targets: TargetCheck, scope: Scope, spec: Spec) -> None:
        self._spec = spec
        self._values = values
        self._findings = values.findings
        self._targets = targets
        self._scope = scope

    def check(self, name: str, entity: Entity) -> None:
        """Check one entity."""
        key: KeyPath = ("entities", name)
        objects = unified_objects()
        if not self._findings.require_known("unknown-object", key, name, objects, "object", is_key=True):
            return
        unified = objects[name]
        for field, lens in entity.fields.items():
            at = (*key, "fields", field)
            if self._findings.require_known(
                "unknown-field", at, field, unified.fields, f"field of {name}", is_key=True
            ):
                self._check_lens(at, name, entity, lens)
                for inner, part in lens.part.items():
                    self._check_lens((*at, "part", inner), name, entity, part)
        for field in sorted(unified.required - set(entity.fields)):
            self._findings.add_at_key("lens", key, f"no lens for `{field}`", f"one: every {name} has a {field}")
        if entity.url is not None:
            self._check_template((*key, "url"), name, entity, entity.url)
        for member, beside in entity.beside.items():
            self._check_beside((*key, "beside", member), entity, member, beside)
        if entity.made_by is not None:
            self._values.check_codec((*key, "made_by"), entity.made_by, reads=True, writes=False)
        for extension, path in entity.extensions.items():
            self._values.check_path((*key, "extensions", extension), path, entity.format)
        self._check_constants(key, unified, entity)

    def _check_beside(self, key: KeyPath, entity: Entity, member: str, beside: Beside) -> None:
        for name in ("path", "by"):
            self._values.check_path((*key, name), getattr(beside, name))
        if not any(lens.path is not None and lens.path.startswith(member) for lens in entity.fields.values()):
            self._findings.add("lens", key, f"`{member}`, which no lens reads", f"a lens with a path into `{member}`")

    def _check_lens(self, key: KeyPath, name: str, entity: Entity, lens: Lens) -> None:
        given = [source for source in _SOURCES if source in lens.model_fields_set]
        if len(given) != 1:
            found = f"a lens with {' and '.join(given)}" if given else "a lens with no way to read"
            self._findings.add("lens", key, found, "exactly one of `path`, `parts`, `constant` and `template`")
        self._check_places(key, name, entity, lens)
        self._check_codecs(key, lens)
        self._check_needs(key, name, entity, lens)
        if lens.lookup is not None:
            self._targets.check_lookup((*key, "lookup"), lens.lookup)
        if lens.is_required and (lens.write is False or lens.write_on == "update"):
            self._findings.add("lens", key, "a field that is required and never written on create", "one or the other")
        self._values.check((*key, "clear"), lens.clear, self._scope)
        for index, moved in enumerate(lens.moves):
            self._findings.require_known(
                "unknown-field", (*key, "moves", index), moved, entity.fields, f"field of {name}"
            )

    def _check_places(self, key: KeyPath, name: str, entity: Entity, lens: Lens) -> None:
        """Check every path and template of a lens."""
        paths: dict[KeyPath, str | None] = {("path",): lens.path, ("otherwise",): lens.otherwise}
        paths |= {("parts", index): path for index, path in enumerate(lens.parts or ())}
        paths |= {("write",): lens.write} if isinstance(lens.write, str) else {}
        for member, path in paths.items():
            if path is not None:
                self._values.check_path((*key, *member), path, entity.format)
        if lens.template is not None:
            self._check_template((*key, "template"), name, entity, lens.template)
        for path, raw in lens.where.items():
            self._values.check_path((*key, "where", path), path, entity.format)
            self._values.check((*key, "where", path), raw, self._scope)

    def _check_needs(self, key: KeyPath, name: str, entity: Entity, lens: Lens) -> None:
        if lens.needs is not None:
            at, known = (*key, "needs"), entity.fields
            self._findings.require_known("unknown-field", at, lens.needs, known, f"field of {name}")

    def _check_codecs(self, key: KeyPath, lens: Lens) -> None:
        has_table = lens.table is not None
        writes = lens.path is not None and lens.write is not False
        if lens.codec is not None:
            is_both_ways = writes and lens.write_codec is None
            self._values.check_codec((*key, "codec"), lens.codec, reads=True, writes=is_both_ways, has_table=has_table)
            self._check_lookup(key, lens.codec, lens)
        elif has_table:
            self._findings.add("lens", (*key, "table"), "a table without a codec", "`codec: table`")
        if lens.write_codec is not None:
            takes_table = has_table and lens.write_codec == "table"
            at = (*key, "write_codec")
            self._values.check_codec(at, lens.write_codec, reads=False, writes=True, has_table=takes_table)

    def _check_lookup(self, key: KeyPath, name: str, lens: Lens) -> None:
        codec = self._values.codecs.get(name)
        if codec is not None and codec.takes_lookup and lens.lookup is None:
            found = f"the codec `{name}` without a lookup"
            self._findings.add("lens", (*key, "codec"), found, "a `lookup` beside a codec that takes what it lists")

    def _check_template(self, key: KeyPath, name: str, entity: Entity, text: str) -> None:
        """Check a template of an object: names are native paths, or what is known of the connection and the call."""
        try:
            template = parse_template(text)
        except ExpressionError:
            self._values.check_template(key, text, self._scope)
            return
        known = self._scope.names | _parameters_of(name) | self._across(name) | {"mark"}
        for hole in template.holes:
            if hole.name not in known and not _is_path(hole, entity.format):
                expected = f"a native path, or one of {', '.join(sorted(known))}"
                self._findings.add("unknown-reference", key, f"the unknown name `{hole.name}`", expected)
            if hole.codec is not None:
                self._values.check_codec(key, hole.codec, reads=True, writes=False)

    def _across(self, name: str) -> frozenset[str]:
        """Return the names that the list of these objects goes across."""
        listing = self._spec.methods.get(f"{name}.list")
        return frozenset(listing.across or () if listing else ())

    def _check_constants(self, key: KeyPath, unified: UnifiedObject, entity: Entity) -> None:
        for index, constant in enumerate(entity.constants or []):
            at = (*key, "constants", index)
            for field, raw in constant.items():
                inner = (*at, field)
                self._findings.require_known(
                    "unknown-field", inner, field, unified.fields, f"field of {unified.name}", is_key=True
                )
                self._values.check(inner, raw, self._scope)
            for field in sorted(unified.required - set(constant)):
                self._findings.add("lens", at, f"a {unified.name} without `{field}`", f"the key `{field}`")


def _parameters_of(name: str) -> frozenset[str]:
    """Return the parameters of the methods that answer with this object."""
    methods = [method.name for method in METHODS.values() if method.object == name]
    return frozenset(parameter for method in methods for parameter in method_parameters(method).names)


def _is_path(hole: Hole, form: str) -> bool:
    try:
        (parse_path if form == "json" else parse_dav_path)(hole.name)
    except ExpressionError:
        return False
    return True
