import {
  type Answer,
  PASSWORD,
  startTestApi,
  type TestApi,
} from '../../../apps/coordinator/test/support/test-api.ts';
import type { Adversary, Attack, Family } from '../attack.ts';

const PERSON = { site: 'hq', displayName: 'An employee' };

/** The API over real HTTP, with two administrators and a viewer, for as long as the task takes. */
async function withApi<T>(task: (api: TestApi) => Promise<T>): Promise<T> {
  const api = await startTestApi();
  try {
    await api.account('ada', 'administrator');
    await api.account('grace', 'administrator');
    await api.account('vera', 'viewer');
    return await task(api);
  } finally {
    await api.stop();
  }
}

function asking(
  id: string,
  adversary: Adversary,
  tried: string,
  expected: RegExp,
  ask: (api: TestApi) => Promise<Answer>,
): Attack {
  return {
    ...{ id, adversary, tried, expected, refusedBy: 'the REST API' },
    attempt: () =>
      withApi(async (api) => {
        const { status, body } = await ask(api);
        return { achieved: status < 400, how: `status ${status}, ${body?.code}` };
      }),
  };
}

const add = (api: TestApi, options: Parameters<TestApi['ask']>[2]) =>
  api.ask('POST', '/persons', { body: PERSON, ...options });

/** Who may change the roster over HTTP. */
export const api: Family = {
  name: 'api',
  controls: [
    {
      id: 'api-administrator',
      what: 'an administrator who is signed in adds a person',
      holds: () =>
        withApi(async (one) => (await add(one, { token: await one.signIn('ada') })).status === 201),
    },
  ],
  attacks: [
    asking(
      'api-anonymous',
      'guest on the network',
      'to add a person without an account',
      /^status 401/,
      (one) => add(one, {}),
    ),
    asking(
      'api-token-after-logout',
      'thief of a token',
      'to use a session after its owner has signed out',
      /^status 401/,
      async (one) => {
        const token = await one.signIn('ada');
        await one.ask('DELETE', '/session', { token });
        return add(one, { token });
      },
    ),
    asking(
      'api-session-expired',
      'thief of a token',
      'to use a session that nobody has used for long',
      /^status 401/,
      async (one) => {
        const token = await one.signIn('ada');
        one.clock.advance(3_600_000);
        return add(one, { token });
      },
    ),
    asking(
      'api-token-revoked',
      'thief of a token',
      'to use an API token that was revoked',
      /^status 401/,
      async (one) => {
        const token = await one.tokenFor('enroller');
        const owner = (await one.roster.accounts.findByName('token-owner'))!;
        const [issued] = await one.roster.tokens.listForAccount(owner.id);
        await one.roster.tokens.revoke(owner.id, issued!.name);
        return add(one, { token });
      },
    ),
    asking(
      'api-viewer-writes',
      'disgruntled administrator',
      'to add a person with the account of a viewer',
      /^status 403/,
      async (one) => add(one, { token: await one.signIn('vera') }),
    ),
    asking(
      'api-own-proposal',
      'disgruntled administrator',
      'to erase a person alone, by confirming the own proposal',
      /^status 403, own_proposal/,
      async (one) => {
        const token = await one.signIn('ada');
        const { id } = await one.roster.persons.add(PERSON);
        const { body } = await one.ask('DELETE', `/persons/${id}`, { token });
        return one.ask('POST', `/proposals/${body.id}/confirm`, { token });
      },
    ),
    asking(
      'api-foreign-page',
      'guest on the network',
      "to act with the cookie of somebody's browser from another page",
      /^status 403, csrf/,
      async (one) => {
        const { headers } = await one.ask('POST', '/session', { body: { name: 'ada', password: PASSWORD } });
        const cookie = headers.get('set-cookie')!.split(';')[0]!;
        return add(one, { headers: { cookie, 'sec-fetch-site': 'cross-site' } });
      },
    ),
    asking(
      'api-guessing',
      'guest on the network',
      'the right password after six wrong ones',
      /^status (401|429)/,
      async (one) => {
        const signIn = (password: string) =>
          one.ask('POST', '/session', { body: { name: 'ada', password, as: 'bearer' } });
        for (let guess = 0; guess < 6; guess++) await signIn(`a wrong password ${guess}`);
        return signIn(PASSWORD);
      },
    ),
    asking(
      'api-oversized',
      'guest on the network',
      'to send a body of a megabyte before anybody is asked who it is',
      /^status (401|413)/,
      (one) => add(one, { body: { ...PERSON, displayName: 'x'.repeat(1_000_000) } }),
    ),
  ],
};
