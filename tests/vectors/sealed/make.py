"""Makes the stored examples of format 1, with libsodium instead of our own code (pip install pynacl).

Run once per format, never again: the examples are frozen. It stays here because it is the second implementation
of the format, written from the documentation in sealed.rs, key.rs and wrapping.rs.
"""

import hashlib
import hmac
import json
import pathlib
import sys
import zlib

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as xchacha20poly1305

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def fixed(label, length):
    """Bytes that anyone can make again: these keys are for tests only."""
    return hashlib.shake_128(b"mapae test vector 1: " + label.encode()).digest(length)


def hkdf(key, info):
    extracted = hmac.digest(bytes(32), key, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def token_text(label):
    text = "mapae_" + "".join(ALPHABET[byte % 62] for byte in fixed(label, 32))
    checksum, digits = zlib.crc32(text.encode()), ""
    for _ in range(6):
        checksum, digit = divmod(checksum, 62)
        digits = ALPHABET[digit] + digits
    return text + digits


def main(folder):
    data_key, wrapping_key, key_id = fixed("data key", 32), fixed("wrapping key", 32), fixed("key id", 16)

    sealing_key = hkdf(data_key, b"mapae/1/seal-tokens")
    header = b"mts\x01" + key_id
    tokens = []
    for number in range(4):
        token_id, nonce = fixed(f"token id {number}", 16), fixed(f"nonce {number}", 24)
        text = token_text(f"token {number}")
        associated = b"mapae/sealed-token" + header + token_id
        sealed = header + nonce + xchacha20poly1305(text.encode(), associated, nonce, sealing_key)
        tokens.append({"token_id": token_id.hex(), "token": text, "sealed": sealed.hex()})

    vectors = {
        "key_id": key_id.hex(),
        "data_key": data_key.hex(),
        "audit_chain_key": hkdf(data_key, b"mapae/1/audit-chain").hex(),
        "tokens": tokens,
    }
    (folder / "vectors.json").write_text(json.dumps(vectors, indent=2) + "\n")

    state = folder / "state"
    state.mkdir(parents=True, exist_ok=True)
    nonce = fixed("wrapping nonce", 24)
    associated = b"mapae/wrapped-data-key/1" + key_id
    wrapped = nonce + xchacha20poly1305(data_key, associated, nonce, hkdf(wrapping_key, b"mapae/1/wrap-data-key"))
    protector = {
        "kind": "key_file",
        "check": hkdf(wrapping_key, b"mapae/1/check-wrapping-key")[:16].hex(),
        "wrapped": wrapped.hex(),
    }
    manifest = {"format": 1, "key_id": key_id.hex(), "protectors": [protector]}
    (state / "keys.json").write_text(json.dumps(manifest, indent=2) + "\n")
    line = f"mapae-key-1 {key_id.hex()} {wrapping_key.hex()}"
    (state / f"key-{key_id.hex()}").write_text(f"{line} {zlib.crc32(line.encode()):08x}\n")


main(pathlib.Path(sys.argv[1]))
