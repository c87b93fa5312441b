"""Keys: Ed25519 in PEM, never overwritten, never confused."""

from __future__ import annotations

import stat

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from testban.dossier import KeyFileError, PasswordError, key_id, load_private_key, load_public_key, make_key
from testban.dossier.sign import signature_holds


@pytest.fixture
def key(tmp_path):
    make_key(tmp_path / "state.pem")
    return tmp_path / "state.pem"


def test_the_public_key_next_to_it_checks_what_the_private_one_signs(key):
    private, public = load_private_key(key), load_public_key(key.with_suffix(".pub.pem"))
    assert signature_holds(b"manifest", private.sign(b"manifest"), public)
    assert not signature_holds(b"manifesT", private.sign(b"manifest"), public)
    assert key_id(public) == key_id(private.public_key())


def test_a_signature_of_another_length_does_not_hold(key):
    public = load_public_key(key.with_suffix(".pub.pem"))
    assert not signature_holds(b"m", b"", public)
    assert not signature_holds(b"m", bytes(65), public)


def test_the_private_key_is_readable_by_its_owner_alone(key):
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_no_key_is_overwritten(key):
    before = key.read_bytes()
    with pytest.raises(KeyFileError, match="exists"):
        make_key(key)
    assert key.read_bytes() == before


def test_an_encrypted_key_opens_with_its_password_only(tmp_path):
    path = tmp_path / "locked.pem"
    make_key(path, password="correct horse")
    assert b"ENCRYPTED" in path.read_bytes()
    load_private_key(path, password="correct horse")
    with pytest.raises(PasswordError, match="needs its password"):
        load_private_key(path)
    with pytest.raises(PasswordError, match="this password"):
        load_private_key(path, password="battery staple")


def test_a_password_for_a_key_without_one_is_refused(key):
    with pytest.raises(KeyFileError, match="not encrypted"):
        load_private_key(key, password="x")


class TestWrongKind:
    def test_a_public_key_does_not_sign(self, key):
        with pytest.raises(KeyFileError, match="public key; signing needs the private"):
            load_private_key(key.with_suffix(".pub.pem"))

    def test_a_private_key_is_not_taken_for_checking(self, key):
        with pytest.raises(KeyFileError, match="stays with its owner"):
            load_public_key(key)

    @pytest.mark.parametrize("kind", ["RSA", "EllipticCurve"])
    def test_keys_of_other_algorithms_are_named(self, tmp_path, kind):
        other = (
            rsa.generate_private_key(65537, 2048)
            if kind == "RSA"
            else ec.generate_private_key(ec.SECP256R1())
        )
        private, public = tmp_path / "other.pem", tmp_path / "other.pub.pem"
        private.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public.write_bytes(other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        for load, path in ((load_private_key, private), (load_public_key, public)):
            with pytest.raises(KeyFileError, match="another kind"):
                load(path)

    @pytest.mark.parametrize(
        "content",
        [b"", b"hello", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", bytes(70_000)],
    )
    def test_what_is_no_key_is_refused_by_name(self, tmp_path, content):
        path = tmp_path / "notes.txt"
        path.write_bytes(content)
        for load in (load_private_key, load_public_key):
            with pytest.raises(KeyFileError, match=r"notes\.txt"):
                load(path)

    def test_an_absent_file_and_a_folder_are_named(self, tmp_path):
        for path in (tmp_path / "absent.pem", tmp_path):
            with pytest.raises(KeyFileError, match=path.name):
                load_private_key(path)
