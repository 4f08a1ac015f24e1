import { describe, expect, test } from 'vitest';
import { LARGEST, readText } from './file';

const file = (bytes: number[]) => new File([new Uint8Array(bytes)], 'tokens.csv');

describe('a file', () => {
  test('in UTF-8 is read as it is', async () => {
    const read = await readText(new File(['이름,설명\n배포,\n'], 'tokens.csv'));
    expect(read).toEqual({ kind: 'text', text: '이름,설명\n배포,\n', encoding: 'utf-8' });
  });

  test('loses its byte order mark', async () => {
    expect(await readText(file([0xef, 0xbb, 0xbf, 0x61]))).toMatchObject({ text: 'a', encoding: 'utf-8' });
  });

  test('in EUC-KR is read, and that is told', async () => {
    const read = await readText(file([0xc0, 0xcc, 0xb8, 0xa7, 0x2c]));
    expect(read).toEqual({ kind: 'text', text: '이름,', encoding: 'euc-kr' });
  });

  test.each([
    ['a picture', [0x89, 0x50, 0x4e, 0x47, 0x00, 0xff]],
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00]],
    ['bytes of no encoding', [0xff, 0xff, 0xff]],
  ])('that is %s is no text', async (_, bytes) => {
    expect(await readText(file(bytes))).toEqual({ kind: 'refused', because: 'not_text' });
  });

  test('that is too large is not read at all', async () => {
    const large = { size: LARGEST + 1, arrayBuffer: () => Promise.reject(new Error('read')) };
    expect(await readText(large as unknown as File)).toEqual({ kind: 'refused', because: 'too_large' });
  });

  test('that goes away is told from one that is no text', async () => {
    const gone = { size: 1, arrayBuffer: () => Promise.reject(new Error('gone')) };
    expect(await readText(gone as unknown as File)).toEqual({ kind: 'refused', because: 'unreadable' });
  });
});
