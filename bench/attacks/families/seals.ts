import { EdgeSealer, generateSealingKey, signObservation } from '@portero/protocol';
import type { Family } from '../attack.ts';
import { flipBit, sealWithZeroSecret } from '../scene/forging.ts';
import { answered, forgery, rawlySigned } from './observation-forgery.ts';

export const seals: Family = {
  name: 'seals',
  controls: [answered],
  attacks: [
    forgery({
      id: 'seal-missing',
      adversary: 'rogue broker',
      tried: 'a signed observation without a seal, which would let the broker read faces',
      expected: /unsealed/,
      forge: ({ lobby, picture }) => signObservation(lobby.compose({ face: picture() }), lobby.signer),
    }),
    ...([0, 2, 3, 4] as const).map((part) => {
      const name = { 0: 'header', 2: 'iv', 3: 'ciphertext', 4: 'tag' }[part];
      return forgery({
        id: `seal-tampered-${name}`,
        adversary: 'rogue broker',
        tried: `a sealed observation with one bit of its ${name} changed`,
        expected: /unsealable|malformed|unknown_sealing_key/,
        forge: (scene) => flipBit(rawlySigned(scene, {}), part),
      });
    }),
    forgery({
      id: 'seal-wrong-key',
      adversary: 'rogue broker',
      tried: "an observation sealed to the attacker's key",
      expected: /unknown_sealing_key/,
      forge: ({ lobby, picture }) =>
        new EdgeSealer({ sealingKey: generateSealingKey().publicJwk }).seal(
          signObservation(lobby.compose({ face: picture() }), lobby.signer),
        ),
    }),
    forgery({
      id: 'seal-zero-secret',
      adversary: 'rogue broker',
      tried: 'a seal whose ephemeral key has small order, so that everybody knows the secret',
      expected: /unsealable/,
      forge: ({ lobby, picture }) => {
        const jws = signObservation(lobby.compose({ face: picture() }), lobby.signer);
        return sealWithZeroSecret(jws, lobby.sealer.seal(jws));
      },
    }),
  ],
};
