/**
 * Encrypts what a person types to unlock, for the shell alone: ECDH on P-256 with a key of this one message, HKDF,
 * AES-256-GCM, all of the platform's WebCrypto. The bridge between page and shell copies what it carries several
 * times and wipes nothing; so that no copy is left to find, only this leaves the page. `src-tauri/src/typing.rs` is
 * its other end.
 */
import type { Typed } from './types/Typed';

const INFO = new TextEncoder().encode('mapae typed 1');

export async function encrypt(text: string, typingKey: string): Promise<Typed> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
  const theirs = await crypto.subtle.importKey('raw', bytes(typingKey), curve, false, []);
  const ours = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, ours.privateKey, 256);
  const key = await crypto.subtle
    .importKey('raw', shared, 'HKDF', false, ['deriveKey'])
    .then((secret) =>
      crypto.subtle.deriveKey(
        { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: INFO },
        secret,
        { name: 'AES-GCM', length: 256 },
        false,
        ['encrypt'],
      ),
    );
  // A key of one message needs no nonce but zero.
  const nonce = new Uint8Array(12);
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce },
    key,
    new TextEncoder().encode(text),
  );
  return {
    key: base64(new Uint8Array(await crypto.subtle.exportKey('raw', ours.publicKey))),
    text: base64(new Uint8Array(sealed)),
  };
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
