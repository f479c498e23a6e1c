import { describe, expect, test } from 'vitest';
import {
  identityCommonName,
  identityOfCertificate,
  identityUri,
  parseIdentityUri,
} from './device-identity.ts';

const lobby = { role: 'edge', edge: { site: 'hq', building: 'main', edge: 'lobby' } } as const;

describe('the identity in a certificate', () => {
  test('names the place of an edge and the name of a coordinator', () => {
    expect([identityCommonName(lobby), identityUri(lobby)]).toEqual([
      'hq/main/lobby',
      'portero://hq/main/lobby',
    ]);
    expect(identityUri({ role: 'coordinator', name: 'north' })).toBe('portero-coordinator://north');
  });

  test.each([lobby, { role: 'coordinator', name: 'north' } as const])(
    'is read as written: %j',
    (identity) => {
      expect(parseIdentityUri(identityUri(identity))).toEqual(identity);
    },
  );

  test.each([
    'portero://hq/main',
    'portero://hq/main/lobby/front',
    'portero://hq/main/+',
    'portero://hq/main/#',
    'portero://hq/main/lobby\0',
    'portero://hq//lobby',
    'portero://HQ/main/lobby',
    'portero://hq/main/lobby/',
    'portero://hq/main/%2b',
    'portero://hq/main/lobby, URI:portero://hq/main/garage',
    'PORTERO://hq/main/lobby',
    'portero-coordinator://',
    'portero-coordinator://hq/main/lobby',
    'https://hq/main/lobby',
    '',
  ])('is nobody for %j', (uri) => {
    expect(parseIdentityUri(uri)).toBeUndefined();
  });

  test.each(['+', '#', 'a/b', 'a\0b', '', 'x'.repeat(64)])('is not given to an edge called %j', (edge) => {
    expect(() => identityUri({ role: 'edge', edge: { site: 'hq', building: 'main', edge } })).toThrow();
  });

  test('is refused where a certificate could not hold it', () => {
    const edge = { site: 'a'.repeat(40), building: 'main', edge: 'b'.repeat(40) };
    expect(() => identityCommonName({ role: 'edge', edge })).toThrow(/64 characters/);
  });
});

describe('a certificate', () => {
  const names = { subject: 'CN=hq/main/lobby', subjectAltName: 'URI:portero://hq/main/lobby' };

  test('speaks for whom both of its names say', () => {
    expect(identityOfCertificate(names)).toEqual(lobby);
  });

  test.each([
    { ...names, subject: 'CN=hq/main/garage' },
    { ...names, subject: 'CN=hq/main/lobby\nCN=coordinator' },
    { ...names, subject: 'O=Portero\nCN=hq/main/lobby' },
    { ...names, subject: '' },
    { subject: names.subject },
    { ...names, subjectAltName: 'DNS:hq, URI:portero://hq/main/lobby' },
    { ...names, subjectAltName: 'URI:portero://hq/main/lobby, DNS:broker' },
    { ...names, subjectAltName: 'URI:"portero://hq/main/lobby"' },
    { subject: 'CN=coordinator', subjectAltName: 'URI:portero://hq/main/lobby' },
  ])('speaks for nobody when they are %j', (other) => {
    expect(identityOfCertificate(other)).toBeUndefined();
  });
});
