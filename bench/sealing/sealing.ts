// What the seal costs: milliseconds of CPU for each step, for an ephemeral key that is known and one that is not, beside
// jose over WebCrypto. Prints a table, and with --json one JSON object.
//
//     npx tsx bench/sealing/sealing.ts [--json] [--rounds 2000]
import { parseArgs } from 'node:util';
import { calibrationMs, type Measured, measure } from '@portero/benchmark';
import {
  EdgeSealer,
  EdgeVoice,
  encodeEmbedding,
  generateSealingKey,
  generateSigningKey,
  importSigner,
  importVerifier,
  JWE_TYPES,
  JWS_TYPES,
  type ObservationInput,
  openObservation,
  SealOpener,
  signObservation,
} from '@portero/protocol';
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify, importJWK } from 'jose';

const TOPIC_DOOR = { site: 'hq', building: 'main', edge: 'lobby', door: 'front' };
const FROM_EDGE = { edge: 'hq/main/lobby', kind: 'observation' } as const;
/** Reference of every ratio: what is paid for an observation that is not sealed. */
const BASELINE = 'verify, unsealed';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '2000' } },
});
const rounds = Number(values.rounds);

function observation(frames: number): ObservationInput {
  const embedding = encodeEmbedding(Float32Array.from({ length: 192 }, (_, index) => Math.sin(index) / 10));
  return {
    ...{ v: 1, requestId: '0198c0de-0000-7000-8000-000000000001', nonce: 'AAECAwQFBgcICQoLDA0ODw' },
    ...{ bootId: '0198c0de-0000-7000-8000-0000000000b0', seq: 0, door: 'hq/main/lobby/front' },
    ...{
      issuedAt: 1_000,
      expiresAt: 4_000,
      mode: 'verify',
      cardToken: '04A2B9C1D3',
      modelId: 'mobilefacenet-192',
    },
    frames: Array.from({ length: frames }, (_, index) => ({
      capturedAt: 900 + index,
      quality: 0.8,
      embedding,
    })),
  };
}

/** Each step by its name, over an observation of so many frames. */
async function steps(frames: number): Promise<Record<string, () => unknown>> {
  const [edge, sealing] = [await generateSigningKey(), generateSealingKey()];
  const signer = importSigner(edge.privateJwk);
  const keys = importVerifier([edge.publicJwk]);
  const message = observation(frames);
  const jws = signObservation(message, signer);
  const sealingKey = sealing.publicJwk;
  const sealer = new EdgeSealer({ sealingKey });
  const everNew = new EdgeSealer({ sealingKey, maxMessages: 1 });
  const opener = new SealOpener({ keys: [sealing] });
  const sealed = sealer.seal(jws);
  const first = opener.open(sealed, FROM_EDGE);
  if (first.ok) first.value.confirm();
  const voice = new EdgeVoice({ edge: FROM_EDGE.edge, bootId: message.bootId }, { signer, sealer });
  const inSession = voice.observation(message);
  openObservation(inSession, keys, { topicDoor: TOPIC_DOOR, opener });
  // Never confirmed, so that every one is agreed on anew.
  const forgetful = new SealOpener({ keys: [sealing] });

  const [signKey, verifyKey] = [
    await importJWK(edge.privateJwk, 'EdDSA'),
    await importJWK(edge.publicJwk, 'EdDSA'),
  ];
  const [openKey, sealKey] = [
    await importJWK({ ...sealing.privateJwk }, 'ECDH-ES'),
    await importJWK({ ...sealingKey }, 'ECDH-ES'),
  ];
  const [bytes, jwsBytes] = [Buffer.from(JSON.stringify(message)), Buffer.from(jws)];
  const jwsHeader = { alg: 'EdDSA', kid: edge.kid, typ: JWS_TYPES.observation };
  const cty = JWS_TYPES.observation;
  const jweHeader = {
    alg: 'ECDH-ES',
    enc: 'A256GCM',
    kid: sealing.kid,
    typ: JWE_TYPES.observation,
    cty,
    v: 1,
  };
  return {
    sign: () => signObservation(message, signer),
    'seal, known key': () => sealer.seal(jws),
    'seal, new key': () => everNew.seal(jws),
    [BASELINE]: () => openObservation(jws, keys, { topicDoor: TOPIC_DOOR }),
    'open, known key': () => opener.open(sealed, FROM_EDGE),
    'open, new key': () => forgetful.open(sealed, FROM_EDGE),
    'open and verify, known key': () => openObservation(sealed, keys, { topicDoor: TOPIC_DOOR, opener }),
    'seal in a session': () => voice.observation(message),
    'open in a session': () => openObservation(inSession, keys, { topicDoor: TOPIC_DOOR, opener }),
    'jose: sign': () => new CompactSign(bytes).setProtectedHeader(jwsHeader).sign(signKey),
    'jose: seal': () => new CompactEncrypt(jwsBytes).setProtectedHeader(jweHeader).encrypt(sealKey),
    'jose: verify': () => compactVerify(jws, verifyKey),
    'jose: open': () => compactDecrypt(sealed, openKey),
  };
}

const before = calibrationMs();
const tables: { frames: number; bytes: number; steps: (Measured & { name: string; ratio: number })[] }[] = [];
for (const frames of [1, 3]) {
  const all = await steps(frames);
  const measured = await measure(all, rounds);
  const baseline = measured.get(BASELINE)!.cpuMs;
  tables.push({
    frames,
    bytes: String(all['seal, known key']!()).length,
    steps: [...measured].map(([name, times]) => ({ name, ...times, ratio: times.cpuMs / baseline })),
  });
}
const calibration = { beforeMs: before, afterMs: calibrationMs() };

if (values.json) {
  process.stdout.write(`${JSON.stringify({ benchmark: 'sealing', rounds, calibration, tables })}\n`);
} else {
  for (const { frames, bytes, steps: rows } of tables) {
    process.stdout.write(
      `\n${frames} frame(s) of 192 values, ${bytes} bytes sealed; median CPU of ${rounds} rounds\n`,
    );
    process.stdout.write(
      `${'step'.padEnd(30)}${'CPU ms'.padStart(10)}${'wall ms'.padStart(10)}   × "${BASELINE}"\n`,
    );
    for (const { name, cpuMs, wallMs, ratio } of rows) {
      const numbers = [cpuMs.toFixed(4), wallMs.toFixed(4)].map((text) => text.padStart(10)).join('');
      process.stdout.write(`${name.padEnd(30)}${numbers}   ${ratio.toFixed(2)}\n`);
    }
  }
  const { beforeMs, afterMs } = calibration;
  process.stdout.write(
    `\ncalibration (SHA-256 of 8 MiB, CPU): ${beforeMs.toFixed(1)} ms before, ${afterMs.toFixed(1)} ms after\n`,
  );
}
