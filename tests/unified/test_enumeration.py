from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.unified import enumeration
from tasklab.unified.enumeration import OpenEnum, PriorityLevel, RelationKind, StatusCategory

ENUMERATIONS = OpenEnum.__subclasses__()


@pytest.mark.parametrize("kind", ENUMERATIONS, ids=lambda kind: kind.__name__)
@given(word=st.text())
def test_a_word_that_is_no_member_is_unknown(kind, word):
    assert kind(word) is (kind(word) if word in list(kind) else kind.UNKNOWN)


@pytest.mark.parametrize("kind", ENUMERATIONS, ids=lambda kind: kind.__name__)
def test_every_member_is_found_by_its_word(kind):
    assert [kind(str(member)) for member in kind] == list(kind)


def test_what_is_no_text_is_an_error():
    with pytest.raises(ValueError, match="3 is not a valid StatusCategory"):
        StatusCategory(3)


def test_parameters_take_the_same_words():
    assert list(get_args(enumeration.StatusCategoryName)) == list(StatusCategory)
    assert list(get_args(enumeration.PriorityLevelName)) == list(PriorityLevel)
    assert [*get_args(enumeration.RelationKindName), "unknown"] == list(RelationKind)


@pytest.mark.parametrize("kind", RelationKind)
def test_the_inverse_of_the_inverse_is_the_relation(kind):
    assert kind.inverse.inverse is kind


def test_a_relation_reads_the_other_way_round_from_the_other_task():
    assert RelationKind.BLOCKS.inverse is RelationKind.BLOCKED_BY
    assert RelationKind.CHILD.inverse is RelationKind.PARENT
    assert RelationKind.RELATES_TO.inverse is RelationKind.RELATES_TO
