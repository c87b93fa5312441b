"""English words, to tell a scan fault from a rare word."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from testban.geodesy import load_states
from testban.regime.errors import RegisterError
from testban.safe_io import read_yaml


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Sets of lower-case words.

    Attributes
    ----------
    common : frozenset of str
        Words of which a run-together word may be made (SCOWL sizes 10-35).
    accepted : frozenset of str
        Words that are not a fault: the common ones, rarer ones (SCOWL sizes 40-60) that could be cut into
        common ones, and what the United Nations write as one word.
    capitals : frozenset of str
        Words that may be capitalised inside a sentence.
    joints : frozenset of str
        Short words one of which must stand in a run-together pair.
    """

    common: frozenset[str]
    accepted: frozenset[str]
    capitals: frozenset[str]
    joints: frozenset[str]


@cache
def load_lexicon() -> Lexicon:
    """Read the packaged words.

    Examples
    --------
    >>> "proliferation" in load_lexicon().common, "ofits" in load_lexicon().accepted
    (True, False)
    """
    folder = files("testban.regime") / "data" / "records"
    lines = gzip.decompress((folder / "lexicon.txt.gz").read_bytes()).decode("utf-8").splitlines()
    heads = [number for number, line in enumerate(lines) if line.startswith("#")]
    common = _front_coded(lines[heads[0] + 1 : heads[1]])
    further = _front_coded(lines[heads[1] + 1 :])
    house = read_yaml(folder / "house_words.yaml")
    names = {
        word.casefold()
        for state in load_states().values()
        for name in (state.name, *state.aliases)
        for word in name.split()
    }
    return Lexicon(
        common=common,
        accepted=common | further | _words(house, "one_word"),
        capitals=_words(house, "capitals") | names,
        joints=_words(house, "joints"),
    )


def _front_coded(lines: list[str]) -> frozenset[str]:
    """Words in order, each as the number of letters that it shares with the last ("a" for none) and its rest.

    Examples
    --------
    >>> sorted(_front_coded(["aban", "dish"]))
    ['ban', 'banish']
    """
    words = []
    word = ""
    for line in lines:
        word = word[: ord(line[0]) - ord("a")] + line[1:]
        words.append(word)
    return frozenset(words)


def _words(house: dict[str, object], key: str) -> frozenset[str]:
    words = house.get(key)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise RegisterError(f"house_words.yaml: {key} is not a list of words")
    return frozenset(words)
