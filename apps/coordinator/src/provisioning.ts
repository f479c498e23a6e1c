import { join } from 'node:path';
import { type EdgeAddress, formatEdge, generateSigningKey, parseEdgeAddress } from '@portero/protocol';
import type { Roster } from '@portero/roster';
import type { Logger } from '@portero/runtime';
import { ensurePrivateDirectory, readPrivateFile, replacePrivateFile } from '@portero/runtime';
import { z } from 'zod';
import { BrokerAccounts, edgeUsername } from './broker-accounts.ts';
import { CoordinatorError } from './coordinator-error.ts';
import { DEFAULT_FRAME_DEMAND } from './frame-demand.ts';
import { keysFolder, loadCoordinatorKey } from './keys.ts';

const jwk = z.looseObject({ kty: z.string(), x: z.string() });

/** The edge reads more from the entry of a door (camera, lock); whatever stands there is kept. */
const doorEntry = z.union([
  z.string().transform((door): { door: string; [setting: string]: unknown } => ({ door })),
  z.looseObject({ door: z.string() }),
]);

const bundleSchema = z.looseObject({
  address: z.string(),
  brokerUrl: z.string(),
  username: z.string(),
  password: z.string(),
  signingKey: jwk.extend({ d: z.string() }),
  coordinatorKeys: z.array(jwk),
  doors: z.array(doorEntry),
});

/** Everything that an edge needs, in one file. Holds secrets. */
export type EdgeBundleFile = z.output<typeof bundleSchema>;

export interface ProvisionedEdge {
  /** Path of the bundle, mode 0600: copy it to the edge over a private channel. */
  file: string;
  bundle: EdgeBundleFile;
  /** False when the edge already had working credentials, which were kept. */
  issued: boolean;
}

export interface ProvisioningDeps {
  roster: Pick<Roster, 'places'>;
  dataDir: string;
  /** What the edge connects to, as seen from the edge. @defaultValue 'mqtt://127.0.0.1:1883' */
  brokerUrl?: string;
  logger: Logger;
}

/** `<dataDir>/keys/edges/<site>-<building>-<edge>.json` */
export function edgeBundlePath(dataDir: string, { site, building, edge }: EdgeAddress): string {
  return join(keysFolder(dataDir), 'edges', `${site}-${building}-${edge}.json`);
}

/**
 * Gives an edge its identity: a row in the roster, a signing key, a broker account, and the file with all of it.
 *
 * Idempotent: an edge whose file, key and account agree keeps them, and its list of doors is brought up to date.
 * With `rotate` it gets new ones, and the old ones stop working at once.
 *
 * @param address `site/building/edge`; the building must exist
 * @throws {RosterError} NOT_FOUND (no such building)
 * @throws {CoordinatorError} `EDGE_BUNDLE_CONFLICT` when the file belongs to another edge
 */
export async function provisionEdge(
  deps: ProvisioningDeps,
  address: string,
  { rotate = false }: { rotate?: boolean } = {},
): Promise<ProvisionedEdge> {
  const edge = parseEdgeAddress(address);
  const { places } = deps.roster;
  const file = edgeBundlePath(deps.dataDir, edge);
  const { publicJwk: coordinatorKey } = await loadCoordinatorKey(deps, deps);
  const earlier = await readBundle(file, address);
  const row = (await places.findEdge(address)) ?? (await places.addEdge(address));
  const accounts = new BrokerAccounts(deps);
  const works =
    earlier !== undefined &&
    row.publicJwk?.x === earlier.signingKey.x &&
    (await accounts.authenticate(earlier.username, Buffer.from(earlier.password))) !== undefined;
  const credentials = works && !rotate ? earlier : await issueCredentials(edge, accounts);
  const bundle: EdgeBundleFile = {
    ...earlier,
    address: formatEdge(edge),
    brokerUrl: deps.brokerUrl ?? earlier?.brokerUrl ?? 'mqtt://127.0.0.1:1883',
    username: credentials.username,
    password: credentials.password,
    signingKey: credentials.signingKey,
    coordinatorKeys: [coordinatorKey],
    doors: await doorsOf(deps, address, earlier),
  };
  await ensurePrivateDirectory(join(keysFolder(deps.dataDir), 'edges'));
  // The file first: a crash in between leaves an edge that does not work and is mended by running this again,
  // never a key in the roster that nobody has.
  await replacePrivateFile(file, `${JSON.stringify(bundle, null, 2)}\n`);
  const { d: _, ...publicJwk } = credentials.signingKey;
  if (credentials !== earlier) await places.setEdgeKey(address, publicJwk);
  deps.logger.info({ edge: address, file, issued: credentials !== earlier }, 'edge provisioned');
  return { file, bundle, issued: credentials !== earlier };
}

async function issueCredentials(edge: EdgeAddress, accounts: BrokerAccounts) {
  const username = edgeUsername(edge);
  const { privateJwk } = await generateSigningKey();
  return {
    username,
    password: await accounts.issue({ role: 'edge', username, edge }),
    signingKey: { ...privateJwk },
  };
}

async function doorsOf(
  { roster }: ProvisioningDeps,
  address: string,
  earlier: EdgeBundleFile | undefined,
): Promise<EdgeBundleFile['doors']> {
  const doors = await roster.places.listDoors(address);
  return doors.map(({ door, mode, failMode, minQuality, framesDemanded }) => {
    const entry = earlier?.doors.find((known) => known.door === door);
    const maxFrames = framesDemanded ?? DEFAULT_FRAME_DEMAND.demanded;
    const attempt = { ...attemptOf(entry), maxFrames, minQuality: minQuality ?? 0 };
    return { ...entry, door, mode, failMode, attempt };
  });
}

/** Whatever else of it was set by hand stays. */
function attemptOf(entry: EdgeBundleFile['doors'][number] | undefined): object {
  const attempt = entry?.attempt;
  return typeof attempt === 'object' && attempt !== null ? attempt : {};
}

async function readBundle(file: string, address: string): Promise<EdgeBundleFile | undefined> {
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
