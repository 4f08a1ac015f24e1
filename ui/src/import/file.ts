/**
 * The text of a file that a person chose. UTF-8 with or without a byte order mark; what is not UTF-8 is tried as
 * EUC-KR, which is what a Korean spreadsheet saves by itself, and that is told.
 */

/** In bytes. As much as Rust takes (`read_list.rs`). */
export const LARGEST = 64 * 1024 * 1024;

export type Read =
  | { kind: 'text'; text: string; encoding: 'utf-8' | 'euc-kr' }
  | { kind: 'refused'; because: 'too_large' | 'not_text' | 'unreadable' };

export async function readText(file: File): Promise<Read> {
  if (file.size > LARGEST) return { kind: 'refused', because: 'too_large' };
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    return { kind: 'refused', because: 'unreadable' };
  }
  for (const encoding of ['utf-8', 'euc-kr'] as const) {
    const text = decode(bytes, encoding);
    // No text has NUL; a picture or a spreadsheet's own file does, and may still happen to decode.
    if (text !== undefined && !text.includes('\0')) return { kind: 'text', text, encoding };
  }
  return { kind: 'refused', because: 'not_text' };
}

/** Without the byte order mark; `undefined` where a byte does not belong. */
function decode(bytes: ArrayBuffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
