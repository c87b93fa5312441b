"""Refuse XML that could harm its reader before any parser builds it."""

from __future__ import annotations

from xml.parsers import expat

from testban.safe_io.errors import ForeignFileError
from testban.safe_io.limits import MAX_XML_DEPTH


def guard_xml(data: bytes, name: str, *, error: type[ForeignFileError] = ForeignFileError) -> str:
    """Check that a file is whole, plain XML; return the local name of its root element.

    Raises
    ------
    ForeignFileError
        A document type declaration (none of our formats has one, and entities are declared there), nesting
        deeper than 64, or XML that is not well formed, such as a truncated file; with its line.

    Examples
    --------
    >>> guard_xml(b"<q:quakeml xmlns:q='http://quakeml.org/xmlns/quakeml/1.2'/>", "a.xml")
    'quakeml'
    """
    parser = expat.ParserCreate()
    roots: list[str] = []
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if not roots:
            roots.append(tag.rpartition(":")[2])
        if depth > MAX_XML_DEPTH:
            raise error(name, f"is nested deeper than {MAX_XML_DEPTH}", line=parser.CurrentLineNumber)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*declared: object) -> None:
        raise error(name, "declares a document type, which is refused", line=parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as fault:
        cut = "is truncated" if fault.code in _CUT else "is no well-formed XML"
        raise error(name, f"{cut}: {expat.ErrorString(fault.code)}", line=fault.lineno) from fault
    except (ValueError, LookupError) as fault:  # an encoding that does not exist
        raise error(name, "is no XML in a known encoding", line=1) from fault
    return roots[0]


_CUT = {
    expat.errors.codes[text]
    for text in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}
