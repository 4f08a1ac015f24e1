import { expect, test } from 'vitest';
import { otherEnd } from './test-typing';
import { encrypt } from './typing';

test.each(['correct horse battery', '', '암호는 한글로도 적어요', '🔑 '.repeat(200)])(
  'what was typed opens at the other end, and nothing of it is seen on the way: %s',
  async (text) => {
    const { typingKey, open } = await otherEnd();
    const typed = await encrypt(text, typingKey);
    expect(await open(typed)).toBe(text);
    expect(Object.keys(typed).sort()).toEqual(['key', 'text']);
    if (text) expect(atob(typed.text)).not.toContain(text.slice(0, 8));
  },
);

test('each message has a key of its own, so the same words never look the same', async () => {
  const { typingKey } = await otherEnd();
  const [one, other] = await Promise.all([encrypt('words', typingKey), encrypt('words', typingKey)]);
  expect(one.key).not.toBe(other.key);
  expect(one.text).not.toBe(other.text);
});

test('is the uncompressed point and the 16 bytes of the tag that Rust expects', async () => {
  const { typingKey } = await otherEnd();
  const { key, text } = await encrypt('12345', typingKey);
  expect(atob(key)).toHaveLength(65);
  expect(atob(key).charCodeAt(0)).toBe(4);
  expect(atob(text)).toHaveLength(5 + 16);
});

test('opens at no other end', async () => {
  const { typingKey } = await otherEnd();
  const stranger = await otherEnd();
  await expect(stranger.open(await encrypt('words', typingKey))).rejects.toThrow();
});

test('a message that was changed does not open', async () => {
  const { typingKey, open } = await otherEnd();
  const typed = await encrypt('words', typingKey);
  const bytes = [...atob(typed.text)].map((character) => character.charCodeAt(0));
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  await expect(open({ ...typed, text: btoa(String.fromCharCode(...bytes)) })).rejects.toThrow();
});
