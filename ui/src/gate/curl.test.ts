import { expect, test } from 'vitest';
import { curlLine } from './curl';

const call = { url: 'https://api.example.com', method: 'GET', path: '/v1/build', token: '<토큰>' };

test.each([
  ['a GET', {}, `curl -H 'Authorization: Bearer <토큰>' 'https://api.example.com/v1/build'`],
  [
    'another method',
    { method: 'POST' },
    `curl -X POST -H 'Authorization: Bearer <토큰>' 'https://api.example.com/v1/build'`,
  ],
  [
    'an address with a slash at its end',
    { url: ' https://api.example.com/ ' },
    `curl -H 'Authorization: Bearer <토큰>' 'https://api.example.com/v1/build'`,
  ],
  [
    'what the shell would take for its own',
    { url: "https://x'; rm -rf ~; '" },
    `curl -H 'Authorization: Bearer <토큰>' 'https://x'\\''; rm -rf ~; '\\''/v1/build'`,
  ],
])('%s is one line for the shell', (_, changed, line) => {
  expect(curlLine({ ...call, ...changed })).toBe(line);
});
