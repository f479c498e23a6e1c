// Writes packages/protocol/vectors. Run `npx tsx packages/protocol/scripts/write-vectors.ts`, then look at the diff:
// a changed vector is a changed protocol.
import { writeFileSync } from 'node:fs';
import { buildVectors } from './build-vectors.ts';

for (const [name, content] of Object.entries(buildVectors())) {
  writeFileSync(new URL(`../vectors/${name}`, import.meta.url), `${JSON.stringify(content, null, 2)}\n`);
}
