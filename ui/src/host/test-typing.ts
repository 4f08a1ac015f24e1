/** The other end of `typing.ts`, as `src-tauri/src/typing.rs` does it, for tests. */
import type { Typed } from './types/Typed';

export interface OtherEnd {
  /** As Rust hands it to the page. */
  typingKey: string;
  open(typed: Typed): Promise<string>;
}

export async function otherEnd(): Promise<OtherEnd> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
  const own = await crypto.subtle.generateKey(curve, true, ['deriveBits']);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', own.publicKey));
  return {
    typingKey: btoa(String.fromCharCode(...point)),
    open: async ({ key, text }) => {
      const theirs = await crypto.subtle.importKey('raw', bytes(key), curve, false, []);
      const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, own.privateKey, 256);
      const secret = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
      const info = new TextEncoder().encode('mapae typed 1');
      const opening = await crypto.subtle.deriveKey(
        { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info },
        secret,
        { name: 'AES-GCM', length: 256 },
        false,
        ['decrypt'],
      );
      const plain = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: new Uint8Array(12) },
        opening,
        bytes(text),
      );
      return new TextDecoder().decode(plain);
    },
  };
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
