"""What objects have to say about themselves."""

from __future__ import annotations

import msgspec
import pytest
from tests.generate.sample import load_document, read_sample

from tasklab.unified.objects import Field, FieldType
from tasklab.unified.page import Page
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.session import CONNECTION_ID
from tasklab.verify.contract.stamp import check_stamp, natives_of


def _field(capability, *, is_custom, raw=msgspec.UNSET):
    site = {"connection_id": CONNECTION_ID, "platform": "shelf", "platform_version": capability.spec.version}
    return Field(id="due", **site, name="Due", type=FieldType.DATE, is_custom=is_custom, raw=raw)


@pytest.mark.parametrize(
    ("is_custom", "has_raw", "is_right"),
    [(True, True, True), (True, False, False), (False, False, True), (False, True, False)],
)
def test_a_field_has_a_native_form_where_the_platform_has_the_field(is_custom, has_raw, is_right):
    loaded = load_document("shelf", read_sample("shelf"))
    capability = Capability(loaded.spec, loaded.digest)
    raw = msgspec.Raw(b"{}") if has_raw else msgspec.UNSET
    field = _field(capability, is_custom=is_custom, raw=raw)
    assert (check_stamp(field, capability, has_raw=True) == "") is is_right
    assert natives_of(Page(items=[field])) == ([field] if is_custom else [])
