import { X509Certificate } from 'node:crypto';
import { systemClock } from '@portero/runtime';
import { ManualClock } from '@portero/testkit';
import { describe, expect, test } from 'vitest';
import { CertificateAuthority, createAuthority, DEVICE_LIFE_MS } from './certificate-authority.ts';
import { normalSerialNumber, readCertificate } from './certificate-facts.ts';
import { generatePrivateKey, publicKeyOf } from './private-key.ts';
import { createSigningRequest, readSigningRequest } from './signing-request.ts';

const lobby = { role: 'edge', edge: { site: 'hq', building: 'main', edge: 'lobby' } } as const;
const clock = systemClock;

async function setUp() {
  const material = await createAuthority({ clock });
  return { material, authority: await CertificateAuthority.open(material, { clock }) };
}

async function deviceKey() {
  return publicKeyOf(await generatePrivateKey());
}

describe('an authority', () => {
  test('signs for a device a certificate that names it and ends in a year', async () => {
    const { authority } = await setUp();
    const pem = await authority.issueDevice(lobby, await deviceKey());
    const certificate = new X509Certificate(pem);
    const root = new X509Certificate(authority.certificate);
    const facts = readCertificate(pem);
    expect([certificate.verify(root.publicKey), certificate.checkIssued(root), certificate.ca]).toEqual([
      true,
      true,
      false,
    ]);
    expect(facts.identity).toEqual(lobby);
    expect(Math.abs(facts.notAfter.getTime() - (clock.now() + DEVICE_LIFE_MS))).toBeLessThan(60_000);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  });

  test('gives each certificate a number of its own, positive and within 20 octets', async () => {
    const { authority } = await setUp();
    const key = await deviceKey();
    const pems = await Promise.all(Array.from({ length: 20 }, () => authority.issueDevice(lobby, key)));
    const numbers = pems.map((pem) => readCertificate(pem).serialNumber);
    expect(new Set(numbers).size).toBe(20);
    expect(numbers.every((number) => /^4[0-9a-f]{31}$/.test(number))).toBe(true);
  });

  test('names in the certificate of a server all its hosts, and nobody as a device', async () => {
    const { authority } = await setUp();
    const pem = await authority.issueServer(['broker.hq', '10.0.0.5', '::1'], await deviceKey());
    const certificate = new X509Certificate(pem);
    expect([certificate.checkHost('broker.hq'), certificate.checkHost('evil.hq')]).toEqual([
      'broker.hq',
      undefined,
    ]);
    expect([
      certificate.checkIP('10.0.0.5'),
      certificate.checkIP('::1'),
      certificate.checkIP('10.0.0.6'),
    ]).toEqual(['10.0.0.5', '::1', undefined]);
    expect(readCertificate(pem).identity).toBeUndefined();
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  test.each(['', '*', '*.hq', 'a b', 'x\0.hq', 'hq/main', '-a', 'a..b'])(
    'has no server called %j',
    async (host) => {
      const { authority } = await setUp();
      await expect(authority.issueServer([host], await deviceKey())).rejects.toMatchObject({
        code: 'HOST_NAME_INVALID',
      });
    },
  );

  test('never signs beyond its own end, and nothing after it', async () => {
    const { material } = await setUp();
    const later = new ManualClock(clock.now() + 3_600 * 86_400_000);
    const authority = await CertificateAuthority.open(material, { clock: later });
    const pem = await authority.issueDevice(lobby, await deviceKey());
    expect(readCertificate(pem).notAfter).toEqual(readCertificate(material.certificate).notAfter);
    later.advance(100 * 86_400_000);
    await expect(authority.issueDevice(lobby, await deviceKey())).rejects.toMatchObject({
      code: 'AUTHORITY_EXPIRED',
    });
  });

  test('is not opened with the key of another', async () => {
    const { material } = await setUp();
    const other = await createAuthority({ clock });
    const mixed = { certificate: material.certificate, privateKey: other.privateKey };
    await expect(CertificateAuthority.open(mixed, { clock })).rejects.toMatchObject({
      code: 'AUTHORITY_INVALID',
    });
    const broken = { certificate: material.certificate, privateKey: 'x' };
    const error = await CertificateAuthority.open(broken, { clock }).catch((caught: Error) => caught);
    expect(String(error)).not.toContain('PRIVATE KEY');
  });
});

describe('a signing request', () => {
  test('gives the key of whoever holds it', async () => {
    const { authority } = await setUp();
    const privateKey = await generatePrivateKey();
    const proven = await readSigningRequest(await createSigningRequest(lobby, privateKey));
    const certificate = new X509Certificate(await authority.issueDevice(lobby, proven));
    expect(Buffer.from(proven.rawData)).toEqual(
      certificate.publicKey.export({ type: 'spki', format: 'der' }),
    );
  });

  test('is refused when it was changed on the way', async () => {
    const pem = await createSigningRequest(lobby, await generatePrivateKey());
    const der = Buffer.from(pem.replace(/-----.*-----|\s/g, ''), 'base64');
    der[der.length - 1]! ^= 1;
    const changed = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
    await expect(readSigningRequest(changed)).rejects.toMatchObject({ code: 'SIGNING_REQUEST_INVALID' });
  });

  test.each([
    '',
    'x',
    '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----',
    'A'.repeat(5_000),
  ])('is refused when it is none: %#', async (text) => {
    await expect(readSigningRequest(text)).rejects.toMatchObject({ code: 'SIGNING_REQUEST_INVALID' });
  });
});

test('serial numbers are compared without case and leading zeros', () => {
  expect(['00FF02', 'ff02', '0', '00'].map(normalSerialNumber)).toEqual(['ff02', 'ff02', '0', '0']);
});
