import { newId } from '@portero/runtime';
import { waitUntil } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOOR, startTestApi, type TestApi } from '../support/test-api.ts';

let api: TestApi;
let enroller: string;
let administrator: string;
beforeAll(async () => {
  api = await startTestApi();
  enroller = await api.tokenFor('enroller');
  administrator = await api.tokenFor('administrator');
});
afterAll(() => api?.stop());

const as = (token: string) => (method: string, path: string, body?: unknown) =>
  api.ask(method, path, { token, ...(body !== undefined && { body }) });

async function addPerson(displayName = 'Ada Lovelace', externalId?: string): Promise<string> {
  const { status, body } = await as(enroller)('POST', '/persons', { site: 'hq', displayName, externalId });
  expect(status).toBe(201);
  return body.id;
}

describe('people over the API', () => {
  it('are added, found, suspended and reactivated', async () => {
    const id = await addPerson('Ada Lovelace', '4711');
    expect(await as(enroller)('GET', `/persons/${id}`)).toMatchObject({
      status: 200,
      body: { id, site: 'hq', displayName: 'Ada Lovelace', externalId: '4711', status: 'active' },
    });
    for (const query of ['externalId=4711', 'name=LOVE', 'site=hq&externalId=4711']) {
      const { body } = await as(enroller)('GET', `/persons?${query}`);
      expect(body.items.map((person: { id: string }) => person.id)).toEqual([id]);
    }
    expect((await as(enroller)('POST', `/persons/${id}/suspend`)).body.status).toBe('suspended');
    expect((await as(enroller)('GET', '/persons?status=suspended')).body.items).toHaveLength(1);
    expect((await as(enroller)('POST', `/persons/${id}/reactivate`)).body.status).toBe('active');
    expect(
      await as(enroller)('POST', '/persons', { site: 'hq', displayName: 'B', externalId: '4711' }),
    ).toMatchObject({ status: 409, body: { code: 'already_exists' } });
    expect(await as(enroller)('POST', `/persons/${newId()}/suspend`)).toMatchObject({ status: 404 });
  });

  it('come in pages, each once', async () => {
    for (let each = 0; each < 5; each++) await addPerson(`Page ${each}`);
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await as(enroller)('GET', `/persons?name=Page&limit=2${cursor}`);
      seen.push(...body.items.map((person: { displayName: string }) => person.displayName));
      if (!body.next) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(seen).toEqual(['Page 0', 'Page 1', 'Page 2', 'Page 3', 'Page 4']);
  });

  it('have templates that can be seen without their numbers, revoked, and forgotten', async () => {
    const personId = await addPerson();
    const added = [];
    for (const sourceHash of ['a', 'b', 'c']) {
      const embedding = new Float32Array([0.6, 0.8]);
      const template = { personId, modelId: 'pixels', embedding, quality: 0.9, sourceHash };
      added.push((await api.roster.templates.add(template)).template.id);
    }
    const listed = await as(enroller)('GET', `/persons/${personId}/templates`);
    expect(listed.body.items.map(({ id }: { id: string }) => id)).toEqual(added);
    expect(listed.text).not.toMatch(/embedding|0\.6|0\.8/);
    const stranger = await addPerson('A stranger');
    expect((await as(enroller)('POST', `/persons/${stranger}/templates/${added[0]}/revoke`)).status).toBe(
      404,
    );
    const revoked = await as(enroller)('POST', `/persons/${personId}/templates/${added[0]}/revoke`);
    expect(revoked.body.revokedAt).toMatch(/Z$/);
    expect((await as(enroller)('POST', `/persons/${personId}/forget`)).body.items).toHaveLength(2);
    expect((await as(enroller)('GET', `/persons/${personId}/templates`)).body.items).toEqual([]);
  });

  it('carry cards, of which no answer and no log has the number', async () => {
    const personId = await addPerson();
    const number = '04A2247F99';
    const card = await as(enroller)('POST', `/persons/${personId}/cards`, { number });
    expect(card).toMatchObject({ status: 201, body: { personId, status: 'active' } });
    const other = await addPerson('Somebody else');
    expect(await as(enroller)('POST', `/persons/${other}/cards`, { number })).toMatchObject({ status: 409 });
    expect((await as(enroller)('POST', `/persons/${other}/cards/${card.body.id}/revoke`)).status).toBe(404);
    const revoked = await as(enroller)('POST', `/persons/${personId}/cards/${card.body.id}/revoke`);
    expect(revoked.body.status).toBe('revoked');
    const listed = await as(enroller)('GET', `/persons/${personId}/cards`);
    expect(card.text + revoked.text + listed.text + api.log.text()).not.toContain(number);
  });

  it('are let in and kept out by an administrator', async () => {
    const personId = await addPerson();
    const grant = (more: object) =>
      as(administrator)('POST', '/grants', { personId, place: 'hq/main', ...more });
    const granted = await grant({ validUntil: '2099-01-01T00:00:00+01:00' });
    expect(granted).toMatchObject({
      status: 201,
      body: { personId, place: 'hq/main', validUntil: '2098-12-31T23:00:00.000Z' },
    });
    expect(await grant({ place: DOOR })).toMatchObject({ status: 201 });
    expect(await grant({ schedule: { monday: 'always' } })).toMatchObject({
      body: { code: 'invalid_value' },
    });
    expect(await grant({ place: 'hq/nowhere' })).toMatchObject({ status: 404 });
    expect((await as(enroller)('GET', `/grants?personId=${personId}`)).body.items).toHaveLength(2);
    expect(
      (await as(administrator)('POST', `/grants/${granted.body.id}/revoke`)).body.revokedAt,
    ).toBeDefined();
    expect((await as(enroller)('GET', `/grants?personId=${personId}&place=hq/main`)).body.items).toEqual([]);
    const all = await as(enroller)('GET', `/grants?personId=${personId}&includeRevoked=true`);
    expect(all.body.items).toHaveLength(2);
    const [entry] = await api.roster.audit.list({ action: 'grant.revoked' });
    const owner = (await api.roster.accounts.findByName('token-owner'))!;
    expect(entry?.actor).toMatchObject({ kind: 'api', account: owner.id, user: 'token-owner' });
  });
});

describe('doors, decisions and the audit log over the API', () => {
  it('are listed with what they demand', async () => {
    expect((await as(enroller)('GET', '/doors?under=hq/main')).body.items).toMatchObject([{ address: DOOR }]);
    expect((await as(enroller)('GET', '/buildings')).body.items).toMatchObject([{ address: 'hq/main' }]);
    expect((await as(enroller)('GET', '/doors?under=hq/none')).body.items).toEqual([]);
  });

  it('are paged newest first, also where several were decided at the same moment, and filtered', async () => {
    const decidedAt = new Date('2026-01-02T03:04:05.678Z');
    for (let seq = 0; seq < 5; seq++) {
      await api.roster.decisions.record({
        ...{ requestId: newId(), door: DOOR, bootId: newId(), seq, mode: 'identify', action: 'deny' },
        ...{ reason: seq === 4 ? 'no_grant' : 'unknown_face', modelId: 'pixels', policyVersion: '1' },
        ...{ quality: 0.5, capturedAt: decidedAt, decidedAt },
      });
    }
    const ids: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await as(enroller)('GET', `/decisions?door=${DOOR}&limit=2${cursor}`);
      ids.push(...body.items.map(({ id }: { id: string }) => id));
      if (!body.next) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(new Set(ids).size).toBe(5);
    expect((await as(enroller)('GET', '/decisions?reason=no_grant')).body.items).toHaveLength(1);
    expect((await as(enroller)('GET', '/decisions?until=2026-01-02T03:04:05.678Z')).body.items).toEqual([]);
    expect((await as(enroller)('GET', `/decisions/${ids[0]}`)).body).toMatchObject({ door: DOOR });
    expect((await as(enroller)('GET', `/decisions/${newId()}`)).status).toBe(404);
  });

  it('are verified on demand', async () => {
    const started = await as(administrator)('POST', '/audit/verification');
    expect(started.status).toBe(202);
    const status = async () => (await as(administrator)('GET', '/audit/verification')).body;
    await waitUntil(async () => (await status()).state === 'done', { what: 'the verification to end' });
    expect(await status()).toMatchObject({ result: { ok: true, found: 0 } });
    const pages = await as(administrator)('GET', '/audit/entries?action=person&limit=1');
    const next = await as(administrator)(
      'GET',
      `/audit/entries?action=person&limit=1&cursor=${pages.body.next}`,
    );
    expect(next.body.items[0].seq).toBeLessThan(pages.body.items[0].seq);
  });
});
