"""Records: the founding statement, verbatim records with many speakers, hostile files."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.model import BadInputError
from testban.regime.errors import RecordError
from testban.regime.record import Record, example_record, parse_record, read_record, record_data
from testban.regime.register import load_register
from testban.regime.symbols import parse_symbol

REGISTER = load_register()
VERBATIM = b"""The President (spoke in French): The Security Council will now begin its consideration
of the item. I give the floor to the Secretary-General.

The Secretary-General: I thank the Council. On 3 September 2017 a nuclear
test took place; resolution 2375 (2017) followed.

I remain concerned.

Ms. Ibanez-Lopez (Plurinational State of Bolivia) (spoke in Spanish): We thank
the Democratic Republic of the
Congo for its words on the NPT.

Mr. van der Meer: I speak for myself.
"""


def parse(raw: bytes, **more: object) -> Record:
    return parse_record(raw, name="file.txt", register=REGISTER, **more)


class TestFoundingStatement:
    record = parse(example_record())

    def test_speaker_state_and_role(self):
        (speech,) = self.record.speeches
        assert (speech.speaker, speech.state, speech.role) == ("Mr. Umarov", "Kazakhstan", "representative")

    def test_meeting_and_date_are_unknown(self):
        assert self.record.meeting is None
        assert self.record.day is None
        assert len(self.record.notes) == 2

    def test_meeting_and_date_are_taken_when_supplied(self):
        record = parse(example_record(), meeting=parse_symbol("S/PV.8137"), day=date(2017, 12, 15))
        assert record_data(record)["meeting"] == {"value": "S/PV.8137"}
        assert record.notes == ()

    def test_three_corrections_and_no_other(self):
        assert [(item.original, item.corrected) for item in self.record.corrected.corrections] == [
            ("Violations", "violations"),
            ("ofits", "of its"),
            ("renouncingnuclearweapons", "renouncing nuclear weapons"),
        ]
        assert self.record.corrected.doubts == ()

    def test_the_original_is_untouched(self):
        assert self.record.corrected.original.encode() == example_record()

    def test_the_packaged_example_is_the_statement_as_scanned(self, shared):
        assert example_record() == (shared / "records" / "statement_kazakhstan_2017-12-15.txt").read_bytes()

    def test_the_treaty_it_speaks_of_is_the_ctbt(self):
        treaties = [item for item in self.record.references if item.kind == "treaty"]
        assert [(item.normal, item.register) for item in treaties] == [("ctbt", ("ctbt",))]

    def test_the_meeting_it_refers_to_is_8053(self):
        (symbol,) = [item for item in self.record.references if item.kind == "symbol"]
        assert symbol.normal == "S/PV.8053"
        assert symbol.register == ("2017-09-21-meeting",)

    def test_the_states_it_names(self):
        assert {item.normal for item in self.record.references if item.kind == "State"} == {"KAZ", "PRK"}

    def test_six_paragraphs_whose_offsets_find_them(self):
        paragraphs = self.record.speeches[0].paragraphs
        assert len(paragraphs) == 6
        for paragraph in paragraphs:
            there = self.record.corrected.original[paragraph.starts : paragraph.ends]
            assert there.split()[0] == paragraph.text.split()[0]
            assert there.split()[-1] == paragraph.text.split()[-1]

    def test_references_stand_where_they_say(self):
        for item in self.record.references:
            there = self.record.corrected.original[item.starts : item.ends]
            assert " ".join(there.split()) == " ".join(item.text.split())


class TestVerbatimRecord:
    record = parse(VERBATIM)

    def test_every_speaker_has_a_speech(self):
        assert [
            (speech.speaker, speech.state, speech.role, speech.language) for speech in self.record.speeches
        ] == [
            ("The President", None, "President of the Council", "spoke in French"),
            ("The Secretary-General", None, "Secretary-General", None),
            ("Ms. Ibanez-Lopez", "Plurinational State of Bolivia", "representative", "spoke in Spanish"),
            ("Mr. van der Meer", None, "not said", None),
        ]

    def test_a_second_paragraph_belongs_to_the_same_speaker(self):
        assert len(self.record.speeches[1].paragraphs) == 2

    def test_a_resolution_named_in_words_is_that_of_the_register(self):
        assert ("S/RES/2375 (2017)", ("unscr-2375",)) in [
            (item.normal, item.register) for item in self.record.references
        ]

    def test_a_date_leads_to_the_chronology(self):
        (day,) = [item for item in self.record.references if item.kind == "date"]
        assert day.normal == "2017-09-03"
        assert "2017-09-03-nuclear-test" in day.register

    def test_a_name_broken_over_lines_is_the_congo_and_not_the_dprk(self):
        assert "COD" in {item.normal for item in self.record.references}
        assert "PRK" not in {item.normal for item in self.record.references}

    def test_an_impossible_date_stays_plain_text(self):
        record = parse(b"Mr. A (Chad): On 31 June 2017 nothing happened.\n")
        assert [item for item in record.references if item.kind == "date"] == []

    def test_text_without_a_speaker_says_so(self):
        record = parse(b"Nothing but words.\n")
        assert record.speeches[0].speaker is None
        assert "no speaker found" in record.notes[-1]

    def test_windows_line_ends_make_the_same_paragraphs(self):
        other = parse(VERBATIM.replace(b"\n", b"\r\n"))
        texts = [[paragraph.text for paragraph in speech.paragraphs] for speech in other.speeches]
        assert texts == [[p.text for p in speech.paragraphs] for speech in self.record.speeches]


class TestBadInput:
    @pytest.mark.parametrize(
        ("raw", "message"),
        [
            (b"", "holds no text"),
            (b" \n \n", "holds no text"),
            (b"Mr. A: \xff\xfe", "byte 7 is not UTF-8"),
            (b"Mr. A:\x00 hello", r"control character U\+0000"),
            (b"\x1b[2J Mr. A: hello", r"control character U\+001B"),
            (b"%PDF-1.4\x01", r"control character U\+0001"),
            (b"a" * 2_000_001, "at most 2000000"),
        ],
    )
    def test_what_is_no_text_is_refused_by_name(self, raw, message):
        with pytest.raises(RecordError, match=message):
            parse(raw)

    def test_a_missing_file_is_named(self, tmp_path):
        with pytest.raises(RecordError, match=r"none\.txt: cannot be read"):
            read_record(tmp_path / "none.txt")

    @pytest.mark.parametrize("piece", [b"a", b"Mr ", b"(\n", b"A/", b"ofits ", b"-\n", b"((((", b"S/RES/"])
    def test_repetition_does_not_hang(self, piece):
        parse(piece * (60_000 // len(piece)))

    @given(st.binary(max_size=300))
    @settings(deadline=None, max_examples=100)
    def test_any_bytes_are_read_or_refused(self, raw):
        try:
            record = parse(raw)
        except BadInputError:
            return
        assert record.corrected.original.encode() == raw
