// What a single step of sealing costs, without a database. Prints a table, and with --json one JSON object.
//
//     npx tsx bench/at-rest/sealing-cost.ts [--json]
import { randomBytes } from 'node:crypto';
import { personKeyBinding, templateBinding } from '../../packages/roster/src/encryption/associated-data.ts';
import { seal, unseal } from '../../packages/roster/src/encryption/sealed-bytes.ts';

const ROUNDS = 7;
const TIMES = 20_000;
const DIMENSION = 192;

const id = '01a21786-f434-7f99-aa33-624b5ad4ade5';
const personId = '01a21787-02ff-7587-ba0c-1de57cf59b13';
const masterKeyId = 'mk-0123456789abcdef';
const [masterKey, personKey] = [randomBytes(32), randomBytes(32)];
const embedding = randomBytes(4 * DIMENSION);
const identity = { id, personId, modelId: 'mobilefacenet-192', dimension: DIMENSION };
const sealed = seal(personKey, embedding, templateBinding(identity));
const wrapped = seal(masterKey, personKey, personKeyBinding(personId, masterKeyId));

/** Microseconds of CPU each, the best of a few rounds. */
function cpuUs(task: () => unknown): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const cpu = process.cpuUsage();
    for (let i = 0; i < TIMES; i++) task();
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / TIMES;
  });
  return Math.round(10 * Math.min(...rounds)) / 10;
}

const result = {
  'seal a template of 192 numbers, µs': cpuUs(() => seal(personKey, embedding, templateBinding(identity))),
  'open a template of 192 numbers, µs': cpuUs(() => unseal(personKey, sealed, templateBinding(identity))),
  "unwrap a person's key, µs": cpuUs(() =>
    unseal(masterKey, wrapped, personKeyBinding(personId, masterKeyId)),
  ),
};
if (process.argv.includes('--json')) console.log(JSON.stringify(result));
else console.table(result);
