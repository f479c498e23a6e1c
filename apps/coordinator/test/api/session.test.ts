import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PASSWORD, startTestApi, type TestApi } from '../support/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi();
  await api.account('ada', 'administrator');
});
afterEach(() => api?.stop());

const signIn = (name: string, password: string) => api.ask('POST', '/session', { body: { name, password } });
const cookieOf = (headers: Headers) => headers.get('set-cookie')!.split(';', 1)[0]!;

describe('a session', () => {
  it('begins with the right password, says who one is, and counts no more once it was ended', async () => {
    const token = await api.signIn('ada');
    const me = await api.ask('GET', '/session', { token });
    expect(me).toMatchObject({
      status: 200,
      body: { account: { name: 'ada', role: 'administrator' }, roles: ['administrator'] },
    });
    expect(me.body.permissions).toContain('persons:erase');
    expect(me.text).not.toMatch(/scrypt|failedAttempts|token"/);
    expect((await api.ask('DELETE', '/session', { token })).status).toBe(204);
    expect(await api.ask('GET', '/session', { token })).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
  });

  it('ends when it is idle, and at its latest', async () => {
    const idle = await api.signIn('ada');
    api.clock.advance(59_999);
    expect((await api.ask('GET', '/session', { token: idle })).status).toBe(200);
    api.clock.advance(60_000);
    expect((await api.ask('GET', '/session', { token: idle })).status).toBe(401);
    const used = await api.signIn('ada');
    for (let minute = 0; minute < 5; minute++) {
      expect((await api.ask('GET', '/session', { token: used })).status).toBe(200);
      api.clock.advance(59_999);
    }
    api.clock.advance(5);
    expect((await api.ask('GET', '/session', { token: used })).status).toBe(401);
  });

  it('by cookie is hidden from pages, kept to this host, and changes nothing without its CSRF header', async () => {
    const signedIn = await signIn('ada', PASSWORD);
    expect(signedIn.headers.get('set-cookie')).toMatch(
      /^__Host-portero_session=pts_[\w-]{43}; Path=\/; Max-Age=300; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(signedIn.body).not.toHaveProperty('token');
    const cookie = cookieOf(signedIn.headers);
    const { csrfToken } = signedIn.body;
    const add = (headers: Record<string, string>) =>
      api.ask('POST', '/persons', {
        body: { site: 'hq', displayName: 'An employee' },
        headers: { cookie, ...headers },
      });
    expect((await api.ask('GET', '/persons', { headers: { cookie } })).status).toBe(200);
    for (const headers of [
      {},
      { 'x-portero-csrf': 'wrong' },
      { 'x-portero-csrf': `${csrfToken.slice(0, -1)}\u00e9` },
      { 'x-portero-csrf': csrfToken, 'sec-fetch-site': 'cross-site' },
    ]) {
      expect(await add(headers)).toMatchObject({ status: 403, body: { code: 'csrf' } });
    }
    expect((await add({ 'x-portero-csrf': csrfToken })).status).toBe(201);
    expect((await api.ask('GET', '/session', { headers: { cookie } })).body.csrfToken).toBe(csrfToken);
    const out = await api.ask('DELETE', '/session', { headers: { cookie, 'x-portero-csrf': csrfToken } });
    expect(out.headers.get('set-cookie')).toMatch(/^__Host-portero_session=; .*Max-Age=0/);
    expect((await api.ask('GET', '/session', { headers: { cookie } })).status).toBe(401);
  });

  it('ends with a change of the password, which takes the old one', async () => {
    const token = await api.signIn('ada');
    const change = (password: string, newPassword: string) =>
      api.ask('PUT', '/session/password', { token, body: { password, newPassword } });
    expect(await change('wrong', 'another password')).toMatchObject({
      body: { code: 'invalid_credentials' },
    });
    expect(await change(PASSWORD, 'short')).toMatchObject({ status: 400 });
    expect((await change(PASSWORD, 'another password')).status).toBe(204);
    expect((await api.ask('GET', '/session', { token })).status).toBe(401);
    expect((await signIn('ada', PASSWORD)).status).toBe(401);
    expect((await signIn('ada', 'another password')).status).toBe(201);
  });
});

describe('whoever cannot sign in', () => {
  it('is told the same whatever was wrong', async () => {
    const locked = await api.account('locked', 'viewer');
    const disabled = await api.account('disabled', 'viewer');
    await api.roster.accounts.setDisabled(disabled.id, true);
    for (let attempt = 0; attempt < 5; attempt++) {
      await api.roster.accounts.signIn(locked.name, 'wrong', new Date(api.clock.now()));
    }
    const answers = [
      await signIn('ada', 'wrong'),
      await signIn('nobody', PASSWORD),
      await signIn("ada' --", PASSWORD),
      await signIn('locked', PASSWORD),
      await signIn('disabled', PASSWORD),
    ];
    const told = answers.map(({ status, body: { instance: _, ...body } }) => ({ status, ...body }));
    expect(told).toEqual(told.map(() => told[0]));
    expect(told[0]).toMatchObject({ status: 401, code: 'invalid_credentials' });
    const reasons = api.log.records.flatMap(({ msg, reason }) =>
      msg === 'nobody was signed in' ? [reason] : [],
    );
    expect(reasons).toEqual(['wrong', 'unknown', 'unknown', 'locked', 'disabled']);
  });

  it('is locked out, and let in again when that is over', async () => {
    for (let attempt = 0; attempt < 5; attempt++) await signIn('ada', 'wrong');
    expect((await signIn('ada', PASSWORD)).status).toBe(401);
    api.clock.advance(30_000);
    expect((await signIn('ada', PASSWORD)).status).toBe(201);
  });

  it('has to wait with the whole address, whatever accounts it tries', async () => {
    for (let attempt = 0; attempt < 15; attempt++) await signIn(`nobody-${attempt}`, 'wrong');
    const refused = await signIn('ada', PASSWORD);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(refused.headers.get('retry-after')).toBe('30');
    api.clock.advance(30_000);
    expect((await signIn('ada', PASSWORD)).status).toBe(201);
  });
});

describe('an API token', () => {
  it('is refused when it is expired, revoked, mistyped, or of an account that is disabled', async () => {
    const [good, revoked] = [await api.tokenFor('viewer'), await api.tokenFor('viewer')];
    const status = async (token: string) => (await api.ask('GET', '/persons', { token })).status;
    const owner = (await api.roster.accounts.findByName('token-owner'))!;
    expect(await status(good)).toBe(200);
    await api.roster.tokens.revoke(owner.id, 'viewer 2');
    expect(await status(revoked)).toBe(401);
    expect(await status(`${good}x`)).toBe(401);
    expect(await status('ptk_')).toBe(401);
    api.clock.advance(86_400_000);
    expect(await status(good)).toBe(401);
    api.clock.advance(-86_400_000);
    await api.roster.accounts.setDisabled(owner.id, true);
    expect(await status(good)).toBe(401);
  });

  it('allows what its role and that of its account both allow, from one request to the next', async () => {
    const token = await api.tokenFor('enroller');
    const add = () =>
      api.ask('POST', '/persons', { token, body: { site: 'hq', displayName: 'An employee' } });
    expect((await add()).status).toBe(201);
    const owner = (await api.roster.accounts.findByName('token-owner'))!;
    await api.roster.accounts.setRole(owner.id, 'operator');
    expect(await add()).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('signs nobody out', async () => {
    const token = await api.tokenFor('viewer');
    expect(await api.ask('DELETE', '/session', { token })).toMatchObject({
      body: { code: 'session_required' },
    });
  });
});
