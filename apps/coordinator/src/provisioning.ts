import { join } from 'node:path';
import { generatePrivateKey, publicKeyOf, readCertificate } from '@portero/identities';
import { type EdgeAddress, formatEdge, generateSigningKey, parseEdgeAddress } from '@portero/protocol';
import type { Edge, Roster } from '@portero/roster';
import { ensurePrivateDirectory, type Logger, replacePrivateFile } from '@portero/runtime';
import { BrokerAccounts, edgeUsername } from './broker-accounts.ts';
import { bundleContents } from './bundle-contents.ts';
import { type EdgeBundleFile, edgeBundlePath, readBundleFile } from './edge-bundle-file.ts';
import { EXPIRY_WARNING_MS } from './identities/expiry.ts';
import { InstallationAuthority } from './identities/installation-authority.ts';
import { keysFolder } from './keys.ts';

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
  /**
   * What the edge connects to, as seen from the edge: with `mqtts://` it gets a certificate, with `mqtt://` an account
   * at the embedded broker. @defaultValue 'mqtt://127.0.0.1:1883'
   */
  brokerUrl?: string;
  /** Where the edge renews its certificate. @defaultValue nowhere: provision it again before it runs out */
  enrolUrl?: string;
  logger: Logger;
}

/**
 * `check`: new ones where those of the bundle no longer work. `keep`: those of the bundle, as long as its key is known,
 * since the edge may have renewed its certificate itself. `rotate`: new ones.
 */
export type CredentialsWish = 'check' | 'keep' | 'rotate';

type Credentials = Pick<EdgeBundleFile, 'signingKey' | 'username' | 'password' | 'tls'>;

/** How an edge shows a broker who it is. */
interface Admission {
  works(earlier: EdgeBundleFile): Promise<boolean>;
  issue(): Promise<Omit<Credentials, 'signingKey'>>;
}

/**
 * Gives an edge its identity: a row in the roster, a signing key, a certificate or a broker account, and the file with
 * all of it.
 *
 * Idempotent: an edge whose file, key and certificate (or account) agree keeps them, and its list of doors is brought up
 * to date. One that is revoked, or whose certificate is about to run out, gets new ones; the old ones stop working at once.
 *
 * @param address `site/building/edge`; the building must exist
 * @throws {RosterError} NOT_FOUND (no such building)
 * @throws {CoordinatorError} `EDGE_BUNDLE_CONFLICT` when the file belongs to another edge
 */
export async function provisionEdge(
  deps: ProvisioningDeps,
  address: string,
  { credentials: wish = 'check' }: { credentials?: CredentialsWish } = {},
): Promise<ProvisionedEdge> {
  const edge = parseEdgeAddress(address);
  const { places } = deps.roster;
  const file = edgeBundlePath(deps.dataDir, edge);
  const earlier = await readBundleFile(file, address);
  const row = (await places.findEdge(address)) ?? (await places.addEdge(address));
  const brokerUrl = deps.brokerUrl ?? earlier?.brokerUrl ?? 'mqtt://127.0.0.1:1883';
  const admission = brokerUrl.startsWith('mqtts:') ? await byCertificate(deps, edge) : byAccount(deps, edge);
  const kept =
    earlier !== undefined &&
    wish !== 'rotate' &&
    keyIsKnown(row, earlier) &&
    (wish === 'keep' || (await admission.works(earlier)))
      ? credentialsOf(earlier)
      : undefined;
  const credentials = kept ?? (await issueCredentials(admission));
  const { username: _username, password: _password, tls: _tls, ...settings } = earlier ?? {};
  const bundle: EdgeBundleFile = {
    ...settings,
    ...(await bundleContents(deps, formatEdge(edge), earlier)),
    brokerUrl,
    ...(deps.enrolUrl !== undefined && { enrolUrl: deps.enrolUrl }),
    ...credentials,
  };
  await ensurePrivateDirectory(join(keysFolder(deps.dataDir), 'edges'));
  // The file first: a crash in between leaves an edge that does not work and is mended by running this again,
  // never a key in the roster that nobody has.
  await replacePrivateFile(file, `${JSON.stringify(bundle, null, 2)}\n`);
  const { d: _, ...publicJwk } = credentials.signingKey;
  const issued = kept === undefined;
  if (issued) await places.setEdgeKey(address, publicJwk);
  deps.logger.info({ edge: address, file, issued }, 'edge provisioned');
  return { file, bundle, issued };
}

/**
 * Whether the edge's keys are not in the bundle here, because it made them itself or was revoked: to provision it would
 * take its identity away from it.
 */
export async function holdsKeysElsewhere(
  { roster, dataDir }: Pick<ProvisioningDeps, 'roster' | 'dataDir'>,
  address: string,
): Promise<boolean> {
  const row = await roster.places.findEdge(address);
  if (!row?.publicJwk) return false;
  const bundle = await readBundleFile(edgeBundlePath(dataDir, parseEdgeAddress(address)), address);
  return bundle === undefined || !keyIsKnown(row, bundle);
}

function keyIsKnown(row: Edge, earlier: EdgeBundleFile): boolean {
  return row.publicJwk?.x === earlier.signingKey.x && row.revokedAt === undefined;
}

function credentialsOf({ signingKey, username, password, tls }: EdgeBundleFile): Credentials {
  return {
    signingKey,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls }),
  };
}

async function issueCredentials(admission: Admission): Promise<Credentials> {
  const { privateJwk } = await generateSigningKey();
  return { ...(await admission.issue()), signingKey: { ...privateJwk } };
}

function byAccount({ dataDir }: ProvisioningDeps, edge: EdgeAddress): Admission {
  const accounts = new BrokerAccounts({ dataDir });
  const username = edgeUsername(edge);
  return {
    works: async ({ username: known, password }) =>
      known !== undefined &&
      password !== undefined &&
      (await accounts.authenticate(known, Buffer.from(password))) !== undefined,
    issue: async () => ({ username, password: await accounts.issue({ role: 'edge', username, edge }) }),
  };
}

async function byCertificate({ dataDir, logger }: ProvisioningDeps, edge: EdgeAddress): Promise<Admission> {
  const authority = await InstallationAuthority.open({ dataDir }, { logger });
  return {
    async works({ tls }) {
      if (!tls || tls.ca !== authority.certificate) return false;
      const { serialNumber, notAfter } = readCertificate(tls.cert);
      const lasts = notAfter.getTime() - Date.now() > EXPIRY_WARNING_MS;
      return lasts && (await authority.isCurrent(serialNumber));
    },
    async issue() {
      const key = await generatePrivateKey();
      const cert = await authority.issueEdge(edge, publicKeyOf(key));
      await authority.revokeEdge(edge, { spare: [readCertificate(cert).serialNumber] });
      await new BrokerAccounts({ dataDir }).revoke(edgeUsername(edge));
      return { tls: { ca: authority.certificate, cert, key } };
    },
  };
}
