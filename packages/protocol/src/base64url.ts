/**
 * Strict base64url (RFC 7515, section 2; RFC 4648, section 5): no padding, no other characters, and unused bits
 * zero, so that each byte string has exactly one spelling. Node's own decoder skips what it does not know.
 *
 * @returns the bytes, or undefined
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

export function encodeBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}
