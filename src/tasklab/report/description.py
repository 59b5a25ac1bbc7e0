"""What a spec says for people: the fields that can be read and written, native filters, and what changed, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.adapter.codec.registry import CODECS
from tasklab.unified.catalogue import METHODS
from tasklab.verify.contract.capability import Capability

if TYPE_CHECKING:
    from tasklab.spec.load import LoadedSpec
    from tasklab.spec.model import Spec


@dataclass(frozen=True)
class ObjectDescription:
    """What of one unified object a version can carry."""

    object: str
    fields: tuple[tuple[str, bool], ...]
    """Each field that can be read, and whether it can be written too."""
    native_filters: tuple[str, ...]
    """Filters of its list that the platform applies itself; the others are applied by us, and the answer says so."""
    sorts: tuple[str, ...]
    """Fields that the platform itself sorts its list by."""


@dataclass(frozen=True)
class SpecDescription:
    """What the spec of one version says."""

    objects: tuple[ObjectDescription, ...]
    changes: tuple[tuple[str, str], ...]
    """What the vendor changed against the version before, and who says so."""
    unavailable: tuple[tuple[str, str, str], ...]
    """Method, what the platform lacks, and the address of who says so."""
    hooks: tuple[str, ...]
    """Codecs that fit this platform more than others: a figure to keep low."""
    source: str
    """Who says when it was released."""


def describe_spec(loaded: LoadedSpec) -> SpecDescription:
    """Describe a spec."""
    spec = loaded.spec
    capability = Capability(spec, loaded.digest)
    names = dict.fromkeys(entry.object for entry in METHODS.values())
    objects = (_describe_object(capability, name) for name in names)
    return SpecDescription(
        tuple(found for found in objects if found.fields),
        tuple((change.what, change.because) for change in spec.changes),
        tuple((name, each.because, each.source) for name, each in spec.unavailable.items()),
        _find_hooks(spec),
        spec.source or "",
    )


def _describe_object(capability: Capability, name: str) -> ObjectDescription:
    written = {
        field.name
        for verb in ("create", "update")
        if f"{name}.{verb}" in METHODS
        for field in capability.written_by(f"{name}.{verb}")
    }
    fields = tuple((field, field in written) for field in capability.readable(name))
    listed = f"{name}.list"
    if listed not in METHODS or not capability.has(listed):
        return ObjectDescription(name, fields, (), ())
    references = capability.references(listed)
    native = tuple(each for each in METHODS[listed].filters if each in references)
    return ObjectDescription(name, fields, native, capability.sorts(listed))


def _find_hooks(spec: Spec) -> tuple[str, ...]:
    used = {
        codec
        for entity in spec.entities.values()
        for lens in entity.fields.values()
        for codec in (lens.codec, lens.write_codec)
        if codec and codec in CODECS and CODECS[codec].is_hook
    }
    return tuple(sorted(used))
