import type { ObservationInput } from '../src/index.ts';
import { DOOR } from './command-vectors.ts';
import { alterPart, alterPayload } from './forge.ts';
import { forgeSeal, type SealForgery } from './forge-seal.ts';
import { accepts, type MessageCase, refuses } from './message-case.ts';
import { observation, VERIFY } from './observation-vectors.ts';
import { KEYS, SEALING_KEYS } from './vector-keys.ts';

const SIGNED = observation(VERIFY);
const { x: EPHEMERAL } = SEALING_KEYS.ephemeral.publicJwk;
const { x: SEALING } = SEALING_KEYS.sealing.publicJwk;

function seal(forgery: Partial<SealForgery> = {}): string {
  return forgeSeal({ content: SIGNED, ...forgery });
}

/** The first bit of a part's first byte turned over. */
function flip(text: string): string {
  const bytes = Buffer.from(text, 'base64url');
  bytes[0]! ^= 1;
  return bytes.toString('base64url');
}

function epk(change: object) {
  return { header: { epk: { kty: 'OKP', crv: 'X25519', x: EPHEMERAL, ...change } } };
}

/** The u-coordinates of small order on Curve25519, little-endian; agreed on with any of them the secret is zero. */
const SMALL_ORDER: Record<string, string> = {
  zero: '00'.repeat(32),
  one: `01${'00'.repeat(31)}`,
  'of order 8': 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  'the other of order 8': '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'p − 1': `ec${'ff'.repeat(30)}7f`,
  p: `ed${'ff'.repeat(30)}7f`,
  'p + 1': `ee${'ff'.repeat(30)}7f`,
};

const BAD_HEADERS: Record<string, Partial<SealForgery>> = {
  'zip, compressed content': { header: { zip: 'DEF' } },
  crit: { header: { crit: ['exp'], exp: 1 } },
  apu: { header: { apu: 'aGk' } },
  'embedded jwk': { header: { jwk: SEALING_KEYS.sealingOfStranger.publicJwk } },
  'alg dir': { header: { alg: 'dir' } },
  'alg ECDH-ES+A256KW': { header: { alg: 'ECDH-ES+A256KW' } },
  'alg RSA-OAEP': { header: { alg: 'RSA-OAEP' } },
  'enc A128GCM': { header: { enc: 'A128GCM' } },
  'enc A256CBC-HS512': { header: { enc: 'A256CBC-HS512' } },
  'typ of a signed observation': { header: { typ: 'portero-observation+jws' } },
  'no typ': { header: { typ: undefined } },
  'cty of a command': { header: { cty: 'portero-command+jws' } },
  'no cty': { header: { cty: undefined } },
  'no v': { header: { v: undefined } },
  'v that is a string': { header: { v: '1' } },
  'no kid': { header: { kid: undefined } },
  'kid that is a number': { header: { kid: 1 } },
  'no epk': { header: { epk: undefined } },
  'epk of another curve': epk({ crv: 'P-256' }),
  'epk of the curve to sign with': epk({ crv: 'Ed25519' }),
  'epk of 31 bytes': epk({ x: EPHEMERAL.slice(0, 42) }),
  'epk of 33 bytes': epk({ x: Buffer.alloc(33, 9).toString('base64url') }),
  'epk with a private part': epk({ d: EPHEMERAL }),
  'header that is not JSON': { headerText: '{"alg":"ECDH-ES"' },
  'header that is an array': { headerText: '["ECDH-ES"]' },
};

function malformed(): MessageCase[] {
  const good = seal();
  const bad = (name: string, payload: string) => refuses('malformed', name, payload);
  return [
    bad('empty', ''),
    bad('four parts', good.split('.').slice(0, 4).join('.')),
    bad('six parts', `${good}.AA`),
    bad('newline at the end', `${good}\n`),
    bad('padding', `${good}==`),
    bad(
      'an encrypted key, which direct agreement does not have',
      alterPart(good, 1, () => 'AAAA'),
    ),
    bad(
      'IV of 11 bytes',
      alterPart(good, 2, (text) => text.slice(0, 15)),
    ),
    bad('IV of 16 bytes', seal({ iv: Buffer.alloc(16, 7) })),
    bad(
      'tag cut to 12 bytes',
      alterPart(good, 4, (text) => text.slice(0, 16)),
    ),
    bad(
      'no tag',
      alterPart(good, 4, () => ''),
    ),
    bad('longer than 63488 bytes', seal({ content: 'x'.repeat(63_488) })),
    ...Object.entries(BAD_HEADERS).map(([name, forgery]) => bad(name, seal(forgery))),
    bad('sealed, and not signed', seal({ content: JSON.stringify(VERIFY) })),
    bad('sealed twice', seal({ content: good })),
    bad('a signed command inside', seal({ content: observation(VERIFY, { typ: 'portero-command+jws' }) })),
    bad('a signed observation of more than 47104 bytes inside', seal({ content: 'x'.repeat(47_105) })),
  ];
}

function unopened(): MessageCase[] {
  const good = seal();
  return [
    refuses('unsealed', 'signed, and not sealed', SIGNED),
    refuses('unsealed', 'three parts of anything', 'a.b.c'),
    refuses('unsupported_version', 'v 2', seal({ header: { v: 2 } })),
    refuses('unsupported_version', 'v 0 of quite another form', seal({ headerText: '{"v":0,"enc":"none"}' })),
    refuses('unknown_sealing_key', 'sealed to a stranger', seal({ to: 'sealingOfStranger' })),
    refuses('unknown_sealing_key', 'kid that is empty', seal({ header: { kid: '' } })),
    refuses(
      'unknown_sealing_key',
      'kid of a key to sign with',
      seal({ header: { kid: KEYS.coordinator.kid } }),
    ),
    refuses(
      'unsealable',
      'kid of the other of our keys',
      seal({ header: { kid: SEALING_KEYS.sealingBefore.kid } }),
    ),
    refuses('unsealable', 'epk of somebody else', seal(epk({ x: SEALING }))),
    refuses(
      'unsealable',
      'header spelled in another way after sealing',
      alterPart(good, 0, (text) =>
        Buffer.from(`${Buffer.from(text, 'base64url').toString()} `).toString('base64url'),
      ),
    ),
    refuses('unsealable', 'a bit of the IV turned over', alterPart(good, 2, flip)),
    refuses('unsealable', 'a bit of the ciphertext turned over', alterPart(good, 3, flip)),
    refuses(
      'unsealable',
      'ciphertext cut off',
      alterPart(good, 3, (text) => text.slice(0, 400)),
    ),
    refuses(
      'unsealable',
      'no ciphertext',
      alterPart(good, 3, () => ''),
    ),
    refuses('unsealable', 'a bit of the tag turned over', alterPart(good, 4, flip)),
    ...Object.entries(SMALL_ORDER).map(([name, hex]) =>
      refuses(
        'unsealable',
        `epk of small order, ${name}: the secret is zero`,
        seal({ ...epk({ x: Buffer.from(hex, 'hex').toString('base64url') }), secret: Buffer.alloc(32) }),
      ),
    ),
  ];
}

/** The seal is good: everything that holds of a signed observation holds of the one inside. */
function inside(): MessageCase[] {
  const back: ObservationInput = { ...VERIFY, door: 'hq/main/lobby/back' };
  return [
    refuses(
      'unknown_key',
      'signed by another edge',
      seal({ content: observation(VERIFY, { key: 'otherEdge' }) }),
    ),
    refuses(
      'bad_signature',
      'card changed after signing',
      seal({ content: alterPayload(SIGNED, { cardToken: 'X' }) }),
    ),
    refuses('wrong_door', 'moved to the topic of another door', seal({ content: observation(back) })),
    refuses(
      'wrong_door',
      'of the door of that name in another building',
      seal({ content: observation({ ...VERIFY, door: 'hq/annex/lobby/front' }) }),
    ),
    refuses('malformed', 'no signature inside', seal({ content: alterPart(SIGNED, 2, () => '') })),
  ];
}

export function sealedVectors() {
  return {
    description:
      'Sealed observations as they arrive at a coordinator on the observe topic of `topicDoor`. `sealingKeys` open; `acceptUnsealed` is off.',
    topicDoor: DOOR,
    trustedKeys: ['edge'],
    revokedKeys: ['coordinatorRevoked'],
    sealingKeys: ['sealing', 'sealingBefore'],
    cases: [
      accepts('sealed', seal()),
      accepts('sealed to the key before', seal({ to: 'sealingBefore' })),
      accepts('with another IV', seal({ iv: Buffer.alloc(12, 0xff) })),
      accepts('the largest that may be signed', seal({ content: largestSigned() })),
      ...malformed(),
      ...unopened(),
      ...inside(),
    ],
  };
}

/** Filled up to 47,104 bytes in a member that readers ignore; three characters of a payload take four. */
function largestSigned(): string {
  const room = 47_104 - SIGNED.length;
  return observation({ ...VERIFY, filler: 'x'.repeat(Math.floor((room * 3) / 4) - 16) });
}
