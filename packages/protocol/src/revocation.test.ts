import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { importSigner } from './jws.ts';
import { importVerifier } from './key-ring.ts';
import { openRevocation, signRevocation } from './revocation.ts';
import { generateSigningKey } from './signing-key.ts';

it('a full list of 1024 revoked keys fits into a message, with the longest address and numbers', async () => {
  const { privateJwk, publicJwk } = await generateSigningKey();
  const slug = 'x'.repeat(63);
  const revokedKids = Array.from({ length: 1_024 }, (_, index) =>
    createHash('sha256').update(String(index)).digest('base64url'),
  );
  const compact = signRevocation(
    {
      v: 1,
      edge: `${slug}/${slug}/${slug}`,
      version: Number.MAX_SAFE_INTEGER,
      issuedAt: 8_639_999_999_999_999,
      expiresAt: 8_640_000_000_000_000,
      revokedKids,
    },
    importSigner(privateJwk),
  );
  const edge = { site: slug, building: slug, edge: slug };
  const result = openRevocation(compact, importVerifier([publicJwk]), { edge, nowMs: 1_000 });
  expect(result).toMatchObject({ ok: true, value: { revokedKids } });
});
