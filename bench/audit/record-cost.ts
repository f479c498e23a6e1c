import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { generateSigningKey, importSigner } from '@portero/protocol';
import { type NewDecision, openRoster, type Roster } from '@portero/roster';
import { newId, silentLogger } from '@portero/runtime';
import { makeFolder } from '@portero/testkit';

// What a decision costs to record, with the audit log and without it: the second from another checkout that is built,
// each on a Postgres of its own that writes to the disk. Rounds take turns, so that a machine that slows down does so for
// both.

const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    decisions: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});

interface Cost {
  wallMs: number;
  cpuMs: number;
}

interface Subject {
  name: string;
  roster: Pick<Roster, 'decisions' | 'stop'>;
}

function decision(seq: number): NewDecision {
  const personId = newId();
  const frame = {
    quality: 0.8,
    personId,
    distanceL2: 0.512345678,
    secondDistanceL2: 1.0123456,
    agrees: true,
  };
  return {
    ...{ requestId: newId(), door: 'hq/main/lobby/front', doorId: newId(), bootId: newId(), seq, personId },
    ...{
      mode: 'identify',
      action: 'unlock',
      reason: 'granted',
      modelId: 'mobilefacenet-192',
      policyVersion: '4',
    },
    ...{ distanceL2: 0.48, secondDistanceL2: 1.02, thresholdL2: 0.812345, marginL2: 0.05, quality: 0.83 },
    frames: {
      agreeing: 2,
      demanded: 3,
      seen: [0, 1, 2].map((index) => ({ capturedAt: 1.8e12 + index, ...frame })),
    },
    latency: { queue: 0.02, open: 0.31, search: 1.2, decide: 2.11 },
    basis: { galleryVersion: 4711, grants: [newId()], grantId: newId(), pulseMs: 5000 },
    capturedAt: new Date(),
    decidedAt: new Date(),
  };
}

/** @param inFlight decisions that are waited for at the same time */
async function measure({ roster }: Subject, count: number, inFlight: number): Promise<Cost> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  let next = 0;
  const one = async () => {
    while (next < count) await roster.decisions.record(decision(next++));
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: (performance.now() - started) / count, cpuMs: (user + system) / 1000 / count };
}

async function subjects(): Promise<Subject[]> {
  const deps = { logger: silentLogger() };
  const signer = importSigner((await generateSigningKey()).privateJwk);
  const audit = { signer: async () => signer };
  const after = await openRoster({ dataDir: makeFolder() }, { ...deps, audit });
  const found: Subject[] = [{ name: 'with the audit log', roster: after }];
  if (values.before === undefined) return found;
  const root = pathToFileURL(`${values.before}/packages/roster/dist/index.js`);
  const earlier = (await import(root.href)) as { openRoster: typeof openRoster };
  found.unshift({ name: 'before', roster: await earlier.openRoster({ dataDir: makeFolder() }, deps) });
  return found;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)]!;
}

const all = await subjects();
const results = [];
for (const inFlight of [1, 16, 128]) {
  const costs = new Map(all.map((subject) => [subject, [] as Cost[]]));
  for (const subject of all) await measure(subject, 200, inFlight);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const subject of all)
      costs.get(subject)!.push(await measure(subject, Number(values.decisions), inFlight));
  }
  for (const [{ name }, rounds] of costs) {
    const wallMs = median(rounds.map((cost) => cost.wallMs));
    const cpuMs = median(rounds.map((cost) => cost.cpuMs));
    results.push({ name, inFlight, wallMs, cpuMs, perSecond: 1000 / wallMs });
  }
}
for (const { roster } of all) await roster.stop();
if (values.json) console.log(JSON.stringify(results));
else
  console.table(
    results.map(({ wallMs, cpuMs, perSecond, ...rest }) => ({
      ...rest,
      'wall ms': wallMs.toFixed(3),
      'CPU ms of this process': cpuMs.toFixed(3),
      'a second': perSecond.toFixed(0),
    })),
  );
