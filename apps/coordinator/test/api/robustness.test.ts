import { request } from 'node:http';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, startTestApi, type TestApi } from '../support/test-api.ts';

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await startTestApi();
  await api.account('ada', 'administrator');
  token = await api.tokenFor('administrator');
});
afterAll(() => api?.stop());

const add = (body: unknown, headers = {}) => api.ask('POST', '/persons', { token, body, headers });

describe('what nobody should send', () => {
  it('is answered with a problem that quotes nothing of it', async () => {
    for (const [body, code] of [
      ['{"site":', 'invalid_request'],
      ['[]', 'invalid_request'],
      ['"hq"', 'invalid_request'],
      ['{"site":"hq","displayName":"A","__proto__":{"isAdmin":true}}', 'invalid_request'],
      [{ site: 'hq', displayName: 'SECRETNAME', role: 'administrator' }, 'invalid_request'],
      [{ site: 'hq', displayName: 'SECRET\u0000NAME' }, 'invalid_request'],
      [{ site: 'hq', displayName: 'SECRET\nNAME' }, 'invalid_request'],
      [{ site: '../hq', displayName: 'A' }, 'invalid_request'],
      [{ site: 'hq', displayName: 'x'.repeat(201) }, 'invalid_request'],
      [{ site: 'nowhere', displayName: 'A' }, 'not_found'],
      [{ site: 'hq', displayName: 'x'.repeat(70_000) }, 'body_too_large'],
    ] as const) {
      const answer = await add(body);
      expect(answer.body).toMatchObject({ code, type: `urn:portero:problem:${code}` });
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer.status).toBe(answer.body.status);
      expect(answer.body.instance).toBe(`urn:uuid:${answer.headers.get('x-request-id')}`);
      expect(answer.text).not.toMatch(/SECRET|node_modules|\.ts:|\bat /);
    }
    expect(await add('<a/>', { 'content-type': 'application/xml' })).toMatchObject({ status: 415 });
    expect(await add('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({
      status: 415,
    });
  });

  it('is refused while it is still being sent, when it grows without a length', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(
        `${api.url}/persons`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            'transfer-encoding': 'chunked',
          },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sending.once('error', reject);
      for (let chunk = 0; chunk < 9; chunk++) sending.write(' '.repeat(8192));
    });
    expect(status).toBe(413);
  });

  it('finds nothing under paths that are none, and learns which methods there are', async () => {
    expect(await api.ask('GET', '/nothing', { token })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect(await api.ask('GET', '/persons/not-an-id', { token })).toMatchObject({ status: 400 });
    expect(await api.ask('GET', '/persons/%zz', { token })).toMatchObject({
      body: { code: 'invalid_request' },
    });
    const wrong = await api.ask('PATCH', '/persons', { token });
    expect(wrong).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(wrong.headers.get('allow')).toBe('GET, POST');
  });

  it('is a value like any other where it looks like SQL', async () => {
    const { body } = await add({ site: 'hq', displayName: "Robert'); DROP TABLE persons;--" });
    const list = async (query: Record<string, string>) =>
      api.ask('GET', `/persons?${new URLSearchParams(query)}`, { token });
    expect((await list({ name: "Robert');" })).body.items).toMatchObject([{ id: body.id }]);
    for (const evil of ["' OR '1'='1", '%', '_', '\\', '$1', "'; SELECT pg_sleep(9); --", '{}', '\u202e']) {
      expect((await list({ name: `${evil}zzz` })).body).toEqual({ items: [] });
      expect((await list({ externalId: evil })).body).toEqual({ items: [] });
      expect((await list({ site: evil })).status).toBe(400);
      expect((await list({ cursor: evil })).status).toBe(400);
    }
    for (const position of [
      ['x'],
      [1],
      [null],
      {},
      ["' OR true"],
      ['019ac000-0000-7000-8000-000000000000', 1],
    ]) {
      const cursor = Buffer.from(JSON.stringify(position)).toString('base64url');
      expect(await list({ cursor })).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    }
    expect((await api.ask('GET', '/persons?name=a&name=b', { token })).status).toBe(400);
    expect((await api.ask('GET', '/persons?unknown=1', { token })).status).toBe(400);
    expect((await api.ask('GET', '/persons?limit=100000', { token })).status).toBe(400);
    expect((await api.ask('GET', '/audit/entries?action=grant%25', { token })).status).toBe(400);
  });

  it('is cut short when it comes too often', async () => {
    const own = await startTestApi();
    try {
      const statuses: number[] = [];
      for (let each = 0; each < 601; each++) statuses.push((await own.ask('GET', '/nothing')).status);
      expect(statuses.slice(0, 600).every((status) => status === 404)).toBe(true);
      expect(statuses[600]).toBe(429);
      own.clock.advance(60_000);
      expect((await own.ask('GET', '/health')).status).toBe(200);
    } finally {
      await own.stop();
    }
  });
});

describe('every answer', () => {
  it('has headers that keep it from being stored, framed, sniffed or run', async () => {
    for (const { headers } of [await api.ask('GET', '/health'), await api.ask('GET', '/nothing')]) {
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('server')).toBeNull();
    }
  });

  it('leaves no password, token, cookie, card number or name in the log', async () => {
    const signedIn = await api.ask('POST', '/session', { body: { name: 'ada', password: PASSWORD } });
    const cookie = signedIn.headers.get('set-cookie')!.split(';', 1)[0]!;
    await api.ask('POST', '/session', { body: { name: 'ada', password: 'WRONG-SECRET' } });
    const { body } = await add({ site: 'hq', displayName: 'SECRET-NAME' });
    await api.ask('POST', `/persons/${body.id}/cards`, { token, body: { number: 'SECRET-CARD' } });
    await api.ask('POST', `/persons/${body.id}/cards`, { token, body: { number: 'SECRET-CARD', x: 1 } });
    await api.ask('GET', '/persons?name=SECRET-NAME', { headers: { cookie } });
    await api.ask('GET', '/SECRET-PATH');
    const text = api.log.text();
    expect(text).toContain('api request');
    for (const secret of [PASSWORD, 'SECRET', token, cookie.split('=')[1]!, signedIn.body.csrfToken]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('openapi.json', () => {
  it('is valid, and has every route with who may ask and how a problem reads', async () => {
    const { body, status } = await api.ask('GET', '/openapi.json');
    expect(status).toBe(200);
    expect(await new Validator().validate(body)).toMatchObject({ valid: true });
    const described = Object.entries<Record<string, object>>(body.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        ...{ method: method.toUpperCase(), url: path.replaceAll(/\{(\w+)\}/g, ':$1') },
        permission: Reflect.get(operation, 'x-portero-permission'),
      })),
    );
    const routes = api.api.routes.filter(({ url }) => !url.endsWith('openapi.json'));
    const byUrl = (a: { url: string; method: string }, b: { url: string; method: string }) =>
      `${a.url} ${a.method}` < `${b.url} ${b.method}` ? -1 : 1;
    expect(described.toSorted(byUrl)).toEqual(routes.toSorted(byUrl));
    const post = body.paths['/api/v1/persons'].post;
    expect(post.requestBody.content['application/json'].schema).toMatchObject({
      additionalProperties: false,
      required: ['site', 'displayName'],
    });
    expect(post.responses.default.content).toHaveProperty('application/problem+json');
    expect(post.security).toEqual([{ bearer: [] }, { cookie: [] }]);
  });
});
