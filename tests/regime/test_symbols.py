"""Document symbols: what is written is read back, in every spelling in use."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.regime.errors import UnknownNameError
from testban.regime.symbols import Symbol, find_symbols, parse_symbol

YEARS = st.integers(1946, 2099)
SESSIONS = st.one_of(
    st.integers(1, 120).map(str),
    st.integers(1, 12).map("S-{}".format),
    st.integers(1, 12).map("ES-{}".format),
)
NUMBERS = st.integers(1, 9999)
PIECES = st.lists(
    st.tuples(st.sampled_from(["Add", "Rev", "Corr"]), st.integers(1, 99)).map(lambda p: f"{p[0]}.{p[1]}"),
    max_size=2,
).map("/".join)
MEETING = st.one_of(
    st.just(""),
    st.integers(1, 20).map("Resumption {}".format),
    st.sampled_from(["Part I", "Part II", "Part IV"]),
)
SYMBOLS = st.one_of(
    st.builds(Symbol, st.just("S/RES"), NUMBERS, year=st.one_of(st.none(), YEARS)),
    st.builds(Symbol, st.just("S/PV"), NUMBERS, suffix=MEETING),
    st.builds(Symbol, st.just("S/PRST"), NUMBERS, year=YEARS, suffix=PIECES),
    st.builds(Symbol, st.just("S"), NUMBERS, year=YEARS, suffix=PIECES),
    st.builds(Symbol, st.just("S"), st.integers(2100, 99999), suffix=PIECES),
    st.builds(
        Symbol,
        st.just("A/RES"),
        NUMBERS,
        session=SESSIONS,
        suffix=st.one_of(st.just(""), st.sampled_from(list("ABDX"))),
    ),
    st.builds(Symbol, st.just("A/PV"), NUMBERS, session=SESSIONS, suffix=MEETING),
    st.builds(Symbol, st.just("A"), NUMBERS, session=SESSIONS, suffix=PIECES),
)


@given(SYMBOLS)
@settings(deadline=None, max_examples=300)
def test_every_symbol_written_is_read_back(symbol):
    assert parse_symbol(str(symbol)) == symbol


@given(SYMBOLS, SYMBOLS)
@settings(deadline=None, max_examples=150)
def test_symbols_inside_a_sentence_are_found_in_order(first, second):
    found = [item.symbol for item in find_symbols(f"See ({first}) and, later, {second}.")]
    assert found == [first, second]


@given(st.text(max_size=80))
@settings(deadline=None, max_examples=200)
def test_any_text_is_searched_without_fault(text):
    for item in find_symbols(text):
        assert 0 <= item.starts < item.ends <= len(text)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("S/RES/2397 (2017)", "S/RES/2397 (2017)"),
        ("S/RES/2397(2017)", "S/RES/2397 (2017)"),
        ("S/PV.8053", "S/PV.8053"),
        ("S/PV.6201 (Resumption 1)", "S/PV.6201 (Resumption 1)"),
        ("S/PV.6201(Resumption1)", "S/PV.6201 (Resumption 1)"),
        ("A/RES/50/245", "A/RES/50/245"),
        ("A/RES/S-10/2", "A/RES/S-10/2"),
        ("S/PRST/2012/13", "S/PRST/2012/13"),
        ("S/2017/769", "S/2017/769"),
        ("S/23500", "S/23500"),
        ("A/72/PV.3", "A/72/PV.3"),
        ("A/66/153/Add.1", "A/66/153/Add.1"),
    ],
)
def test_spellings_have_one_normal_form(written, normal):
    assert str(parse_symbol(written)) == normal


@pytest.mark.parametrize(
    "text", ["", "S/", "S/PV.", "B/RES/1 (2000)", "S/RES/x", "8053", "S/PV.8053 and more"]
)
def test_what_is_no_symbol_is_refused(text):
    with pytest.raises(UnknownNameError, match="not a document symbol"):
        parse_symbol(text)


def test_resolutions_named_in_words_are_found():
    text = "resolutions 1718 (2006), 1874 (2009)\nand 2087 (2013), and General Assembly resolution 50/245"
    assert [str(item.symbol) for item in find_symbols(text)] == [
        "S/RES/1718 (2006)",
        "S/RES/1874 (2009)",
        "S/RES/2087 (2013)",
        "A/RES/50/245",
    ]


def test_a_number_with_a_year_is_no_resolution_by_itself():
    assert list(find_symbols("Population 1718 (2006). It grew.")) == []
