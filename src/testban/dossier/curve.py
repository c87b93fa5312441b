"""Points of edwards25519 that no honest key is: of small order, where one signature fits many texts.

RFC 8032, section 5.1: d is that of its equation -x^2 + y^2 = 1 + d x^2 y^2 over the field of p = 2^255 - 19.
A public key A is checked by 8 A = 0, not by a list of the eight points: each has several encodings.
"""

from __future__ import annotations

P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P
_SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)
_COFACTOR_BITS = 3  # 8 = 2^3
Point = tuple[int, int]


def is_weak_key(raw: bytes) -> bool:
    """Say whether the 32 bytes of a public key are a point of small order, or not in the one form of a point.

    Parameters
    ----------
    raw : bytes
        The key as RFC 8032, section 5.1.2, encodes it.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_weak_key(bytes([1]) + bytes(31))
    True
    >>> is_weak_key(bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
    False
    """
    point = _decode(raw)
    if point is None:
        return True
    for _ in range(_COFACTOR_BITS):
        point = _double(point)
    return point == (0, 1)


def _decode(raw: bytes) -> Point | None:
    """Decode a point (section 5.1.3); None where it is not on the curve or could be written shorter."""
    if len(raw) != 32:
        return None
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * _SQRT_MINUS_1 % P
        if (v * x * x - u) % P:
            return None
    if x == 0 and sign:
        return None
    return (P - x if x % 2 != sign else x), y


def _double(point: Point) -> Point:
    x, y = point
    product = D * x * x * y * y % P
    return (
        2 * x * y * pow(1 + product, P - 2, P) % P,
        (y * y + x * x) * pow(1 - product, P - 2, P) % P,
    )
