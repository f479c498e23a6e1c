import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** Of this package, for the edge's state on the wire. `src` and `dist` lie equally deep. */
export async function readAgentVersion(): Promise<string> {
  const manifest = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(manifest)).version;
}
