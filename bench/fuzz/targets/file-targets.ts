import { readFileSync } from 'node:fs';
import { parseCalibration, parsePairs } from '@portero/biometrics';
import { parseEdgeBundle } from '@portero/edge-agent';
import { generateSealingKey, generateSigningKey, importVerifier } from '@portero/protocol';
import { verifyLines } from '@portero/roster';
import { parseGroups } from '../../../apps/admin-cli/src/evaluation/group-file.ts';
import { MANIFEST_TEMPLATE } from '../../../packages/encoder/src/added/manifest-template.ts';
import {
  parseAddedManifest,
  parseGivenManifest,
} from '../../../packages/encoder/src/added/parse-manifest.ts';
import { type FuzzTarget, refusing } from '../fuzz-target.ts';

const GROUPS = 'person,age,glasses\nAda Lovelace,30-39,no\nCharles Babbage,,yes\r\nMarie Curie,40-49,\n';
const PAIRS =
  '2\t2\nAda\t1\t2\nAda\t2\t3\nAda\t1\tEve\t1\nAda\t2\tBob\t1\nEve\t1\t2\nBob\t1\t2\nEve\t1\tBob\t2\nEve\t2\tAda\t9\n';

/** A file that is JSON with another reader on top: what is no JSON ends before it. */
function json(read: (value: unknown) => unknown) {
  return (input: Buffer) => {
    let value: unknown;
    try {
      value = JSON.parse(input.toString());
    } catch {
      return undefined;
    }
    return refusing(() => read(value));
  };
}

/** Parsers of what an administrator brings in a file. */
export async function fileTargets(): Promise<FuzzTarget[]> {
  const calibration = readFileSync(
    new URL('../../../packages/biometrics/calibrations/mobilefacenet-192.json', import.meta.url),
  );
  const [edge, coordinator] = [await generateSigningKey(), await generateSigningKey()];
  const bundle = {
    ...{ address: 'hq/main/lobby', brokerUrl: 'mqtts://broker.example:8883', configVersion: 7 },
    ...{ tls: { ca: 'PEM', cert: 'PEM', key: 'PEM' }, enrolUrl: 'https://broker.example:8443' },
    ...{ signingKey: edge.privateJwk, coordinatorKeys: [coordinator.publicJwk] },
    sealingKey: generateSealingKey().publicJwk,
    doors: ['back', { door: 'front', camera: 'rtsp://camera/1', actuator: 'log', attempt: { maxFrames: 3 } }],
  };
  const text = (value: unknown) => Buffer.from(JSON.stringify(value));
  const keys = importVerifier([coordinator.publicJwk]);
  const line = { kind: 'entry', previous: '00', hash: '00', entry: '{"v":1,"chain":"x","seq":1}' };
  const file = (name: string, corpus: Buffer[], take: (input: Buffer) => unknown, share = 1): FuzzTarget => ({
    ...{ name, corpus, take, share },
  });
  return [
    file('groups file', [Buffer.from(GROUPS)], (input) => {
      try {
        return parseGroups(input.toString(), 'groups.csv');
      } catch (error) {
        if (error instanceof Error && error.name === 'CliError') return undefined;
        throw error;
      }
    }),
    file('pairs', [Buffer.from(PAIRS)], (input) => refusing(() => parsePairs(input.toString()))),
    file('calibration', [calibration], json(parseCalibration), 0.2),
    file('manifest of a model', [text(MANIFEST_TEMPLATE)], (input) => {
      refusing(() => parseAddedManifest(input.toString(), 'manifest.json'));
      return refusing(() => parseGivenManifest(input.toString(), 'manifest.json'));
    }),
    file('edge bundle', [text(bundle)], json(parseEdgeBundle), 0.3),
    file('audit export', [text(line), text({ kind: 'head', v: 1 })], (input) => exportOf(input, keys), 0.3),
  ];
}

async function exportOf(input: Buffer, keys: ReturnType<typeof importVerifier>): Promise<void> {
  async function* lines() {
    yield* input.toString().split('\n');
  }
  const { ok } = await verifyLines(lines(), { keys });
  if (ok) throw new Error('an export that nobody signed has verified');
}
