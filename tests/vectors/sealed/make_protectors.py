"""Makes the stored examples of passphrase, recovery key and rotation, with libsodium and the reference Argon2 instead
of our own code (pip install pynacl argon2-cffi).

Run once, never again: the examples are frozen. It stays here because it is the second implementation, written from
the documentation in manifest.rs, recovery_key.rs, sealed_key.rs and key.rs.
"""

import hashlib
import hmac
import json
import pathlib
import sys
import unicodedata
import zlib

from argon2.low_level import Type, hash_secret_raw
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as xchacha20poly1305

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Example:
    """Everything drawn from one label, so that anyone can make it again: these keys are for tests only."""

    def __init__(self, label):
        self.label = label

    def fixed(self, label, length):
        text = f"mapae test vector {self.label}: {label}"
        return hashlib.shake_128(text.encode()).digest(length)

    def seal(self, label, key, associated, plain):
        nonce = self.fixed(f"nonce of {label}", 24)
        return nonce + xchacha20poly1305(plain, associated, nonce, key)

    def token(self, number, data_key, key_id):
        text = "mapae_" + "".join(BASE62[byte % 62] for byte in self.fixed(f"token {number}", 32))
        checksum, digits = zlib.crc32(text.encode()), ""
        for _ in range(6):
            checksum, digit = divmod(checksum, 62)
            digits = BASE62[digit] + digits
        text += digits
        token_id, header = self.fixed(f"token id {number}", 16), b"mts\x01" + key_id
        associated = b"mapae/sealed-token" + header + token_id
        sealed = header + self.seal(f"token {number}", hkdf(data_key, b"mapae/1/seal-tokens"), associated, text.encode())
        return {"token_id": token_id.hex(), "token": text, "sealed": sealed.hex()}

    def wrap(self, label, wrapping_key, data_key, key_id):
        key, associated = hkdf(wrapping_key, b"mapae/1/wrap-data-key"), b"mapae/wrapped-data-key/1" + key_id
        return {
            "check": hkdf(wrapping_key, b"mapae/1/check-wrapping-key")[:16].hex(),
            "wrapped": self.seal(label, key, associated, data_key).hex(),
        }

    def passphrase(self, text, cost, data_key, key_id):
        salt = self.fixed("salt", 16)
        typed = unicodedata.normalize("NFC", text).encode()
        memory, passes, lanes = cost["memory_kib"], cost["passes"], cost["lanes"]
        wrapping_key = hash_secret_raw(typed, salt, passes, memory, lanes, 32, Type.ID, 0x13)
        wrapped = self.wrap("passphrase", wrapping_key, data_key, key_id)
        return {"kind": "passphrase", "argon2id": cost, "salt": salt.hex()} | wrapped

    def recovery_key(self, data_key, key_id):
        digits = bytes(byte % 32 for byte in self.fixed("recovery key", 26))
        wrapping_key = hkdf(digits, b"mapae/1/recovery-key", salt=key_id)
        text = "".join(CROCKFORD[digit] for digit in digits + bech32m(digits))
        text = "-".join(text[start : start + 4] for start in range(0, 32, 4))
        return text, {"kind": "recovery_key"} | self.wrap("recovery key", wrapping_key, data_key, key_id)


def hkdf(key, info, salt=bytes(32)):
    return hmac.digest(hmac.digest(salt, key, "sha256"), info + b"\x01", "sha256")


def bech32m(digits):
    """BIP-350, with the prefix `mapae`."""
    generator = [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3]
    prefix, remainder = b"mapae", 1
    for value in [x >> 5 for x in prefix] + [0] + [x & 31 for x in prefix] + list(digits) + [0] * 6:
        top, remainder = remainder >> 25, (remainder & 0x1FFFFFF) << 5 ^ value
        for bit in range(5):
            remainder ^= generator[bit] if top >> bit & 1 else 0
    return bytes((remainder ^ 0x2BC830A3) >> 5 * (5 - place) & 31 for place in range(6))


def write(folder, vectors, manifest):
    (folder / "state").mkdir(parents=True)
    for path, content in [("vectors.json", vectors), ("state/keys.json", manifest)]:
        (folder / path).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def with_protectors(folder):
    """Format 1 with a passphrase, stored as separate jamo, and a recovery key."""
    example = Example("1 with protectors")
    data_key, key_id = example.fixed("data key", 32), example.fixed("key id", 16)
    passphrase = unicodedata.normalize("NFD", "점심은 칼국수, 저녁은 crème brûlée")
    cost = {"memory_kib": 65536, "passes": 3, "lanes": 1}
    text, recovery_key = example.recovery_key(data_key, key_id)
    vectors = {
        "key_id": key_id.hex(),
        "data_key": data_key.hex(),
        "audit_chain_key": hkdf(data_key, b"mapae/1/audit-chain").hex(),
        "passphrase": passphrase,
        "recovery_key": text,
        "tokens": [example.token(number, data_key, key_id) for number in range(2)],
    }
    protectors = [example.passphrase(passphrase, cost, data_key, key_id), recovery_key]
    write(folder, vectors, {"format": 1, "key_id": key_id.hex(), "protectors": protectors})


def rotating(folder):
    """Format 2 in the middle of a rotation: one token is sealed with the old key, one with the new one."""
    example = Example("2 rotating")
    old_key, old_id = example.fixed("old data key", 32), example.fixed("old key id", 16)
    data_key, key_id = example.fixed("data key", 32), example.fixed("key id", 16)
    chain_key = hkdf(old_key, b"mapae/1/audit-chain")
    sealing_key = hkdf(data_key, b"mapae/1/seal-keys")
    passphrase = "nineteen grey herons on a wall"
    cost = {"memory_kib": 32768, "passes": 2, "lanes": 4}
    text, recovery_key = example.recovery_key(data_key, key_id)
    vectors = {
        "key_id": key_id.hex(),
        "data_key": data_key.hex(),
        "audit_chain_key": chain_key.hex(),
        "passphrase": passphrase,
        "recovery_key": text,
        "tokens": [example.token(0, old_key, old_id), example.token(1, data_key, key_id)],
    }
    sealed_chain_key = example.seal("chain key", sealing_key, b"mapae/sealed-chain-key/1" + key_id, chain_key)
    sealed_old_key = example.seal("old key", sealing_key, b"mapae/sealed-data-key/1" + key_id + old_id, old_key)
    manifest = {
        "format": 2,
        "key_id": key_id.hex(),
        "chain_key": sealed_chain_key.hex(),
        "retiring": {"key_id": old_id.hex(), "key": sealed_old_key.hex()},
        "protectors": [example.passphrase(passphrase, cost, data_key, key_id), recovery_key],
    }
    write(folder, vectors, manifest)


with_protectors(pathlib.Path(sys.argv[1]) / "1-protectors")
rotating(pathlib.Path(sys.argv[1]) / "2-rotating")
