// What it costs that templates are sealed: reads a gallery through the roster, reads as much without opening it, and
// rotates the master key.
// Prints a table, and with --json one JSON object.
//
//     npx tsx bench/at-rest/load-templates.ts [--people 5000] [--json]
//
// Two templates a person. Enrolling them first takes a minute or two. CPU time is that of this process, without Postgres.
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openRoster, type Roster } from '@portero/roster';
import { createTestDatabase, runSql } from '@portero/roster/testing';
import { silentLogger } from '@portero/runtime';

const MODEL_ID = 'random-192';
const DIMENSION = 192;
const TEMPLATES_A_PERSON = 2;
const AT_ONCE = 8;
const ROUNDS = 5;

const { values: options } = parseArgs({
  options: { people: { type: 'string', default: '5000' }, json: { type: 'boolean', default: false } },
});
const people = Number(options.people);

function randomEmbedding(): Float32Array {
  return Float32Array.from(randomFillSync(new Int32Array(DIMENSION)), (value) => value / 2 ** 31);
}

async function enrolEverybody(roster: Roster): Promise<void> {
  let next = 0;
  const enrolling = async () => {
    for (let n = next++; n < people; n = next++) {
      const { id: personId } = await roster.persons.add({ site: 'hq', displayName: `person ${n}` });
      await roster.grants.grant({ personId, place: 'hq/main' });
      for (let photo = 0; photo < TEMPLATES_A_PERSON; photo++) {
        const template = { personId, modelId: MODEL_ID, embedding: randomEmbedding(), quality: 1 };
        await roster.templates.add({ ...template, sourceHash: `photo ${photo}` });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, enrolling));
}

interface Cost {
  wallMs: number;
  cpuMs: number;
}

/** The best of a few rounds: the others had to share the machine. */
async function cheapest(task: () => Promise<void>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedMs = performance.now();
    const cpu = process.cpuUsage();
    await task();
    const { user, system } = process.cpuUsage(cpu);
    costs.push({ wallMs: performance.now() - startedMs, cpuMs: (user + system) / 1000 });
  }
  return costs.reduce((best, cost) => (cost.cpuMs < best.cpuMs ? cost : best));
}

/** A loop that needs one core and nothing else: how fast this machine was just now. */
async function calibration(): Promise<void> {
  let sum = 0;
  for (let i = 0; i < 2e8; i++) sum = (sum + i) | 0;
  if (sum === Number.NEGATIVE_INFINITY) throw new Error('never, but the loop must have a use');
}

function littleEndian(bytes: Buffer): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const embedding = new Float32Array(bytes.byteLength / 4);
  for (let i = 0; i < embedding.length; i++) embedding[i] = view.getFloat32(4 * i, true);
  return embedding;
}

const database = await createTestDatabase();
const dataDir = mkdtempSync(join(tmpdir(), 'portero-bench-'));
const { databaseUrl } = database;
const roster = await openRoster({ databaseUrl, dataDir, poolSize: AT_ONCE }, { logger: silentLogger() });
try {
  await roster.places.ensureBuilding('hq/main');
  await enrolEverybody(roster);
  await runSql(databaseUrl, 'VACUUM ANALYZE');
  const building = (await roster.places.findBuilding('hq/main'))!;
  const templates = await roster.templates.countForBuilding(building.id, MODEL_ID);

  const opened = await cheapest(async () => {
    let count = 0;
    for await (const { embedding } of roster.templates.streamForBuilding(building.id, MODEL_ID)) {
      if (embedding) count++;
    }
    if (count !== templates) throw new Error(`${count} of ${templates} templates could be read`);
  });
  // Numbers instead of ciphertexts, as a database without sealing would send them, and in a single answer.
  const unsealed = await cheapest(async () => {
    const rows = await runSql(
      databaseUrl,
      `SELECT t.id, t.person_id, substr(t.ciphertext, 14, 4 * t.dimension) AS embedding
       FROM templates t ORDER BY t.id`,
    );
    for (const { embedding } of rows) littleEndian(embedding as Buffer);
  });
  const rotated = await cheapest(async () => void (await roster.keys.rotate()));
  const result = {
    people,
    templates,
    cores: availableParallelism(),
    load: opened,
    loadUnsealed: unsealed,
    rotate: rotated,
    calibration: await cheapest(calibration),
  };
  if (options.json) console.log(JSON.stringify(result));
  else {
    console.log({ people, templates, cores: result.cores });
    const { load, loadUnsealed, rotate, calibration: loop } = result;
    console.table({ load, loadUnsealed, rotate, calibration: loop });
  }
} finally {
  await roster.stop();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
}
