import { MAX_BYTES } from '@portero/protocol';
import type { Family } from '../attack.ts';
import { answered, forgery } from './observation-forgery.ts';

export const malformed: Family = {
  name: 'malformed',
  controls: [answered],
  attacks: [
    forgery({
      id: 'observation-oversized',
      adversary: 'stolen device',
      tried: 'a message one byte longer than an observation may be',
      expected: /too_large/,
      forge: () => Buffer.alloc(MAX_BYTES.sealedObservation + 1, 'x'),
    }),
    ...Object.entries({
      empty: '',
      nul: '\0'.repeat(64),
      'invalid-utf-8': Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
      'bare-json': '{"v":1,"door":"hq/main/lobby/front"}',
      dots: '....',
      prototype: `${Buffer.from('{"__proto__":{"alg":"EdDSA"}}').toString('base64url')}.e30.AAAA`,
    }).map(([id, payload]) =>
      forgery({
        ...{ id: `observation-malformed-${id}`, adversary: 'stolen device' as const },
        tried: `an observation that is none: ${id}`,
        expected: /malformed|unsealed/,
        forge: () => payload,
      }),
    ),
  ],
};
