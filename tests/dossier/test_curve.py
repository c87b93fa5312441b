"""Keys of small order are refused, whatever their encoding; honest keys never are."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from testban.dossier.curve import P, is_weak_key
from testban.dossier.errors import KeyFileError
from testban.dossier.keys import parse_public_key, public_pem


def small_order_encodings() -> list[bytes]:
    """Every y for which some multiple by 8 is the neutral point, found by doubling backwards from it."""
    found = {1, P - 1, 0}
    # Order 8: doubling gives order 4, where y = 0: x^2 + y^2 = 0 on the curve, so y^4 d + 2 y^2 - 1 = 0.
    d = -121665 * pow(121666, P - 2, P) % P
    root = square_root((1 + d) % P)
    for sign in (1, -1):
        square = (-1 + sign * root) * pow(d, P - 2, P) % P
        y = square_root(square)
        if y is not None:
            found |= {y, P - y}
    encodings = []
    for y in found:
        for high in (0, 1):
            encodings.append((y | high << 255).to_bytes(32, "little"))
            if y + P < 2**255:
                encodings.append((y + P | high << 255).to_bytes(32, "little"))
    return encodings


def square_root(value: int) -> int | None:
    root = pow(value, (P + 3) // 8, P)
    for candidate in (root, root * pow(2, (P - 1) // 4, P) % P):
        if candidate * candidate % P == value % P:
            return candidate
    return None


def test_there_are_at_least_eight_of_them() -> None:
    assert len(set(small_order_encodings())) >= 8


@pytest.mark.parametrize("raw", small_order_encodings(), ids=lambda raw: raw.hex()[:16])
def test_a_key_of_small_order_is_refused(raw: bytes) -> None:
    assert is_weak_key(raw)
    with pytest.raises(KeyFileError):
        parse_public_key(public_pem(Ed25519PublicKey.from_public_bytes(raw)), "signer.pem")


def test_honest_keys_are_taken() -> None:
    for _ in range(50):
        key = Ed25519PrivateKey.generate().public_key()
        assert not is_weak_key(key.public_bytes(Encoding.Raw, PublicFormat.Raw))


@pytest.mark.parametrize("raw", [b"", bytes(31), bytes(33), b"\xff" * 32])
def test_what_is_not_a_point_is_weak(raw: bytes) -> None:
    assert is_weak_key(raw)
