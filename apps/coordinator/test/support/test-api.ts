import type { Role } from '@portero/access';
import { generateSigningKey, importSigner, importVerifier } from '@portero/protocol';
import { type Account, openRoster, type Roster } from '@portero/roster';
import { createTestDatabase } from '@portero/roster/testing';
import { silentLogger } from '@portero/runtime';
import { ManualClock, makeFolder, type RecordingLogger, recordingLogger } from '@portero/testkit';
import type { ApiOptions } from '../../src/api/api-app.ts';
import { AuditVerifier } from '../../src/api/audit-verifier.ts';
import { type Api, createApi } from '../../src/api/create-api.ts';

export const PASSWORD = 'correct horse battery';
export const DOOR = 'hq/main/lobby/front';

export interface Answer {
  status: number;
  headers: Headers;
  /** What it read as JSON, or nothing. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  body: any;
  text: string;
}

export interface Ask {
  /** A bearer. */
  token?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The API over real HTTP on a database of its own, with a clock that a test moves. */
export interface TestApi {
  url: string;
  api: Api;
  roster: Roster;
  clock: ManualClock;
  log: RecordingLogger;
  ask(method: string, path: string, options?: Ask): Promise<Answer>;
  account(name: string, role: Role): Promise<Account>;
  /** A session as a bearer. */
  signIn(name: string): Promise<string>;
  /** An API token of an administrator, limited to a role: no password is needed. */
  tokenFor(role: Role): Promise<string>;
  stop(): Promise<void>;
}

export async function startTestApi(overrides: Partial<ApiOptions> = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const { privateJwk, publicJwk } = await generateSigningKey();
  const signer = importSigner(privateJwk);
  const dataDir = makeFolder();
  const roster = await openRoster(
    { databaseUrl: database.databaseUrl, dataDir },
    { logger: silentLogger(), audit: { signer: async () => signer } },
  );
  const clock = new ManualClock(Date.now());
  const log = recordingLogger();
  const { logger } = log;
  const keys = importVerifier([publicJwk]);
  const verifier = new AuditVerifier({ dataDir }, { audit: roster.audit, keys, clock, logger });
  const api = await createApi(
    {
      ...{ version: '1.0.0', sessionIdleMs: 60_000, sessionMs: 300_000, proposalMs: 600_000 },
      twoPersonActs: ['person.erase', 'administrator.add', 'building.loosen'],
      ...overrides,
    },
    { roster, isHealthy: async () => true, verifier, clock, logger },
  );
  const origin = await api.app.listen({ host: '127.0.0.1', port: 0 });
  const url = `${origin}/api/v1`;
  await roster.places.ensureBuilding('hq/main');
  await roster.places.addEdge('hq/main/lobby');
  await roster.places.addDoor(DOOR);

  const ask: TestApi['ask'] = async (method, path, { token, body, headers = {} } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : undefined,
      text,
    };
  };
  let tokens = 0;
  return {
    ...{ url, api, roster, clock, log, ask },
    account: (name, role) => roster.accounts.add({ name, role, password: PASSWORD }),
    async signIn(name) {
      const { status, body } = await ask('POST', '/session', {
        body: { name, password: PASSWORD, as: 'bearer' },
      });
      if (status !== 201) throw new Error(`signing in was answered ${status}`);
      return body.token;
    },
    async tokenFor(role) {
      const owner =
        (await roster.accounts.findByName('token-owner')) ??
        (await roster.accounts.add({ name: 'token-owner', role: 'administrator', password: PASSWORD }));
      const { secret } = await roster.tokens.add({
        ...{ accountId: owner.id, name: `${role} ${++tokens}`, role },
        expiresAt: new Date(clock.now() + 86_400_000),
      });
      return secret;
    },
    async stop() {
      await api.app.close();
      await verifier.stop();
      await roster.stop();
      await database.drop();
    },
  };
}
