import { errorMessage } from '@portero/runtime';

/** A URL without its user name and password, and the header in which they travel instead (RFC 7617). */
export function splitCredentials(uri: string): { url: URL; headers: Record<string, string> } {
  const url = new URL(uri);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (!username) return { url, headers: {} };
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { url, headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } };
}

/** What fetch hides in `cause`: "fetch failed" alone helps nobody. */
export function fetchReason(error: unknown): string {
  const inner = error instanceof Error ? error.cause : undefined;
  if (inner instanceof AggregateError) return inner.errors.map(errorMessage).join(', ');
  return errorMessage(inner ?? error);
}
