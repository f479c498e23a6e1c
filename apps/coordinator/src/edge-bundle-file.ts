import { join } from 'node:path';
import type { EdgeAddress } from '@portero/protocol';
import { readPrivateFile } from '@portero/runtime';
import { z } from 'zod';
import { CoordinatorError } from './coordinator-error.ts';
import { keysFolder } from './keys.ts';

const jwk = z.looseObject({ kty: z.string(), x: z.string() });

/** The edge reads more from the entry of a door (camera, lock); whatever stands there is kept. */
const doorEntry = z.union([
  z.string().transform((door): { door: string; [setting: string]: unknown } => ({ door })),
  z.looseObject({ door: z.string() }),
]);

const bundleSchema = z.looseObject({
  address: z.string(),
  brokerUrl: z.string(),
  /** Of an account at the broker, where it has no certificates. */
  username: z.string().optional(),
  password: z.string().optional(),
  /** PEM: whom the edge believes, and who it is. */
  tls: z.object({ ca: z.string(), cert: z.string(), key: z.string() }).optional(),
  /** Where it renews its certificate. */
  enrolUrl: z.string().optional(),
  signingKey: jwk.extend({ d: z.string() }),
  coordinatorKeys: z.array(jwk),
  sealingKey: jwk.optional(),
  configVersion: z.number().int().optional(),
  doors: z.array(doorEntry),
});

/** Everything that an edge needs, in one file. Holds secrets. */
export type EdgeBundleFile = z.output<typeof bundleSchema>;

/** `<dataDir>/keys/edges/<site>-<building>-<edge>.json` */
export function edgeBundlePath(dataDir: string, { site, building, edge }: EdgeAddress): string {
  return join(keysFolder(dataDir), 'edges', `${site}-${building}-${edge}.json`);
}

/** @throws {CoordinatorError} `EDGE_BUNDLE_CONFLICT` when it is another edge's, or no bundle */
export async function readBundleFile(file: string, address: string): Promise<EdgeBundleFile | undefined> {
  const content = await readPrivateFile(file);
  if (content === undefined) return undefined;
  const parsed = bundleSchema.safeParse(parseJson(content));
  if (!parsed.success || parsed.data.address !== address) {
    // Slugs may hold hyphens, so that a-b/c/d and a/b-c/d would share a file.
    throw new CoordinatorError(
      'EDGE_BUNDLE_CONFLICT',
      `${file} ${parsed.success ? `belongs to ${parsed.data.address}` : 'is not an edge bundle'}. Move it away and provision ${address} again.`,
      { context: { file, address } },
    );
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
