"""The correction layer: reversible, sparing, and never joining a real hyphen."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.regime.errors import RecordError
from testban.regime.ocr_errors import (
    BROKEN_WORD,
    CAPITAL_INSIDE,
    RUN_TOGETHER,
    Correction,
    OffsetMap,
    apply,
    correct,
)
from testban.regime.register import load_register


def corrections(text: str) -> list[tuple[str, str, str]]:
    return [(item.original, item.corrected, item.rule) for item in correct(text).corrections]


def test_words_run_together_are_parted():
    assert corrections("the security ofits own people") == [("ofits", "of its", RUN_TOGETHER)]
    assert corrections("by abandoningnuclearweapons today") == [
        ("abandoningnuclearweapons", "abandoning nuclear weapons", RUN_TOGETHER)
    ]


def test_a_capital_between_two_plain_words_is_lowered():
    assert corrections("the most serious Breaches of it") == [("Breaches", "breaches", CAPITAL_INSIDE)]


@pytest.mark.parametrize(
    "text",
    [
        "the members of the Council agree",
        "the aspirations of any State to acquire",
        "it was adopted in May and again in March by all",
        "talks between China and others",
        "we thank Turkey for its work",
        "He said it. Violations are many",
        "the Secretariat and the Government of it",
        "a Polish initiative was",
    ],
)
def test_capitals_that_belong_there_stay(text):
    assert corrections(text) == []


@pytest.mark.parametrize(
    "text", ["well-\nbeing", "non-\nproliferation", "long-\nrange missiles", "cease-\nfire", "co-\noperation"]
)
def test_a_real_hyphen_at_the_end_of_a_line_is_never_joined(text):
    assert corrections(f"the {text} of all") == []


def test_a_word_broken_at_the_end_of_a_line_is_mended():
    text = "the prolifera-\ntion of weapons"
    assert corrections(text) == [("prolifera-\ntion", "proliferation\n", BROKEN_WORD)]


@pytest.mark.parametrize(
    "word", ["peacebuilding", "cyberattacks", "denuclearization", "policymakers", "cybersecurity"]
)
def test_words_the_united_nations_write_as_one_stay_one(word):
    assert corrections(f"support for {word} in the region") == []


def test_two_content_words_run_together_may_be_a_compound_and_are_left_with_a_remark():
    found = correct("the weaponsprogramme of it")
    assert found.corrections == ()
    assert "compound" in found.doubts[0].reason


def test_sound_paraphrases_of_the_register_are_left_alone():
    for entry in load_register():
        assert corrections(entry.paragraph.paraphrase) == [], entry.id


PIECES = st.lists(
    st.sampled_from(
        [
            "ofits",
            "the",
            "serious",
            "Violations",
            "of",
            "nuclear-",
            "\n",
            " ",
            "tothe",
            "weapons",
            ". ",
            "é",
            "inthe",
            "-\n",
        ]
    ),
    max_size=40,
).map(" ".join)


def revert(corrected: str, corrections: Sequence[Correction]) -> str:
    """Take corrections out again."""
    turned, shift = [], 0
    for item in corrections:
        turned.append(Correction(item.offset + shift, item.corrected, item.original, item.rule))
        shift += len(item.corrected) - len(item.original)
    return apply(corrected, turned)


@given(st.one_of(PIECES, st.text(max_size=200)))
@settings(deadline=None, max_examples=200)
def test_reverting_gives_the_original_back(text):
    found = correct(text)
    assert found.original == text
    assert revert(found.text, found.corrections) == text


@given(PIECES)
@settings(deadline=None, max_examples=100)
def test_offsets_of_the_original_name_what_stood_there(text):
    found = correct(text)
    for item in found.corrections:
        assert text[item.offset : item.offset + len(item.original)] == item.original


@given(PIECES)
@settings(deadline=None, max_examples=100)
def test_outside_corrections_offsets_lead_to_the_same_character(text):
    found = correct(text)
    offsets = OffsetMap(found.corrections)
    touched = {
        number
        for item in found.corrections
        for number in range(item.offset, item.offset + len(item.original))
    }
    for number, character in enumerate(found.text):
        there = offsets.original(number)
        assert there in touched or text[there] == character


def test_a_correction_that_does_not_fit_is_refused():
    with pytest.raises(RecordError, match="offset 0: 'else' does not stand there"):
        apply("ofits", [Correction(0, "else", "x", RUN_TOGETHER)])
