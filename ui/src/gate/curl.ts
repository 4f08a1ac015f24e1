/** A call of an API as a line for the shell. */

interface Call {
  /** Of the gateway: `https://api.example.com`. */
  url: string;
  method: string;
  /** As in the catalogue, with its parameters in braces. */
  path: string;
  /** What stands in the token's place. */
  token: string;
}

export function curlLine({ url, method, path, token }: Call): string {
  const parts = ['curl'];
  if (method !== 'GET') parts.push('-X', /^[A-Z]+$/.test(method) ? method : quoted(method));
  parts.push(
    '-H',
    quoted(`Authorization: Bearer ${token}`),
    quoted(`${url.trim().replace(/\/+$/, '')}${path}`),
  );
  return parts.join(' ');
}

/** One word to the shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
