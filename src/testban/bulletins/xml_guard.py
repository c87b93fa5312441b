"""Refuse XML that could harm its reader before any parser builds it."""

from __future__ import annotations

from xml.parsers import expat

from testban.bulletins.errors import BulletinFileError

MAX_DEPTH = 64


def guard_xml(data: bytes, name: str) -> str:
    """Check that a file is whole, plain XML; return the local name of its root element.

    Raises
    ------
    BulletinFileError
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
        if depth > MAX_DEPTH:
            raise BulletinFileError(name, f"is nested deeper than {MAX_DEPTH}", line=parser.CurrentLineNumber)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*declared: object) -> None:
        raise BulletinFileError(
            name, "declares a document type, which is refused", line=parser.CurrentLineNumber
        )

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        cut = "is truncated" if error.code in _CUT else "is no well-formed XML"
        raise BulletinFileError(name, f"{cut}: {expat.ErrorString(error.code)}", line=error.lineno) from error
    except (ValueError, LookupError) as error:  # an encoding that does not exist
        raise BulletinFileError(name, "is no XML in a known encoding", line=1) from error
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
