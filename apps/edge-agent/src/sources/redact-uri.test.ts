import { expect, it } from 'vitest';
import { redactIn, redactUri } from './redact-uri.ts';

it.each([
  ['rtsp://admin:s3cret@10.0.0.9:554/stream', 'rtsp://10.0.0.9:554/stream'],
  ['http://10.0.0.9/snap.cgi?user=admin&pwd=s3cret', 'http://10.0.0.9/snap.cgi'],
  ['dir:/photos', 'dir:/photos'],
])('shows %s as %s', (uri, shown) => {
  expect(redactUri(uri)).toBe(shown);
});

it('takes credentials out of what other programs print, whole or rewritten', () => {
  const uri = 'rtsp://admin:s3cret@10.0.0.9/stream?token=abc';
  const said = `${uri}: Connection refused; tried tcp://admin:s3cret@10.0.0.9:554`;
  expect(redactIn(said, uri)).toBe('rtsp://10.0.0.9/stream: Connection refused; tried tcp://10.0.0.9:554');
});
