import { PERMISSIONS, permits, ROLES, type Role } from '@portero/access';
import { newId } from '@portero/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.stop());

/** With ids of nothing, so that whoever gets through changes nothing. */
function pathOf(url: string): string {
  return url
    .replace('/api/v1', '')
    .replace(':site', 'none')
    .replace(':building', 'none')
    .replaceAll(/:\w+/g, () => newId());
}

describe('every route', () => {
  it('names a permission that there is, and only three are for everybody', () => {
    const open = api.api.routes.filter(({ permission }) => permission === 'public');
    expect(open.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/v1/health',
      'POST /api/v1/session',
      'GET /api/v1/openapi.json',
    ]);
    const others = api.api.routes.filter((route) => !open.includes(route));
    expect(others.length).toBeGreaterThan(25);
    expect(
      others.filter(({ permission }) => !(PERMISSIONS as readonly string[]).includes(permission)),
    ).toEqual([]);
  });

  it('refuses whoever is nobody, and every role that does not allow it, before it looks at the request', async () => {
    const tokens = new Map<Role, string>();
    for (const role of ROLES) tokens.set(role, await api.tokenFor(role));
    let refused = 0;
    for (const { method, url, permission } of api.api.routes) {
      if (permission === 'public') continue;
      const wanted = PERMISSIONS.find((one) => one === permission)!;
      const nobody = await api.ask(method, pathOf(url));
      expect(nobody, url).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(nobody.headers.get('www-authenticate')).toMatch(/^Bearer/);
      for (const role of ROLES) {
        const { status, body } = await api.ask(method, pathOf(url), {
          token: tokens.get(role),
          ...(method !== 'GET' && { body: { nothing: 'of use' } }),
        });
        const isForbidden = status === 403 && body.code === 'forbidden';
        expect(isForbidden, `${role} ${method} ${url} ${status}`).toBe(!permits([role], wanted));
        if (isForbidden) refused++;
        else expect(status, `${role} ${method} ${url}`).toBeLessThan(500);
      }
    }
    expect(refused).toBeGreaterThan(25);
  });

  it('that does not say who may ask does not start', async () => {
    const { fastify } = await import('fastify');
    const { guard } = await import('../../src/api/guard.ts');
    const app = fastify();
    guard(app as never, { idleMs: 1 }, { roster: api.roster, clock: api.clock });
    expect(() => app.get('/secret', async () => 'told')).toThrow(
      expect.objectContaining({ code: 'ROUTE_WITHOUT_PERMISSION' }),
    );
    await app.close();
  });
});
