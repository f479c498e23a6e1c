import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/test-api.ts';

let api: TestApi;
let ada: string;
let grace: string;

async function begin(overrides: Parameters<typeof startTestApi>[0] = {}) {
  api = await startTestApi(overrides);
  await api.account('ada', 'administrator');
  await api.account('grace', 'administrator');
  [ada, grace] = [await api.signIn('ada'), await api.signIn('grace')];
}
afterEach(() => api?.stop());

const person = () => api.roster.persons.add({ site: 'hq', displayName: 'An employee' });
const confirm = (id: string, token: string) => api.ask('POST', `/proposals/${id}/confirm`, { token });

describe('an act that takes two administrators', () => {
  beforeEach(() => begin());

  it('is done by the word of another one, and both stand in the audit log', async () => {
    const { id } = await person();
    const proposed = await api.ask('DELETE', `/persons/${id}`, { token: ada });
    expect(proposed).toMatchObject({
      status: 202,
      body: { act: 'person.erase', subjectId: id, state: 'pending' },
    });
    expect(await api.roster.persons.findById(id)).toBeDefined();
    expect(await confirm(proposed.body.id, ada)).toMatchObject({
      status: 403,
      body: { code: 'own_proposal' },
    });
    expect((await api.ask('GET', '/proposals', { token: grace })).body.items).toHaveLength(1);
    expect(await confirm(proposed.body.id, grace)).toMatchObject({
      status: 200,
      body: { state: 'confirmed' },
    });
    expect(await api.roster.persons.findById(id)).toBeUndefined();
    expect(await confirm(proposed.body.id, grace)).toMatchObject({ body: { code: 'proposal_decided' } });
    expect((await api.ask('GET', '/proposals', { token: grace })).body.items).toEqual([]);
    const { body } = await api.ask('GET', '/audit/entries?limit=3', { token: ada });
    const told = body.items.map(({ action, actor }: { action: string; actor: { user: string } }) => [
      action,
      actor.user,
    ]);
    expect(told).toEqual([
      ['person.removed', 'grace'],
      ['proposal.changed', 'grace'],
      ['proposal.added', 'ada'],
    ]);
  });

  it('runs out, can be withdrawn, and is not confirmed by a program', async () => {
    const { id } = await person();
    const propose = async () => (await api.ask('DELETE', `/persons/${id}`, { token: ada })).body.id;
    const token = await api.tokenFor('administrator');
    expect(await confirm(await propose(), token)).toMatchObject({ body: { code: 'session_required' } });
    const withdrawn = await propose();
    expect(await api.ask('POST', `/proposals/${withdrawn}/withdraw`, { token: ada })).toMatchObject({
      body: { state: 'withdrawn' },
    });
    expect(await confirm(withdrawn, grace)).toMatchObject({
      status: 409,
      body: { code: 'proposal_decided' },
    });
    const late = await propose();
    api.clock.advance(600_000);
    const again = await api.signIn('grace');
    expect(await confirm(late, again)).toMatchObject({ status: 409, body: { code: 'proposal_expired' } });
    expect(await api.roster.persons.findById(id)).toBeDefined();
  });

  it('that can be done no more is marked so', async () => {
    const { id } = await person();
    const proposed = await api.ask('DELETE', `/persons/${id}`, { token: ada });
    await api.roster.persons.remove(id);
    expect(await confirm(proposed.body.id, grace)).toMatchObject({ status: 404 });
    expect(await api.ask('GET', `/proposals/${proposed.body.id}`, { token: ada })).toMatchObject({
      body: { state: 'failed' },
    });
  });

  it('may be to make an administrator of somebody, or to bring one back', async () => {
    const eve = await api.account('eve', 'viewer');
    const role = (name: string) =>
      api.ask('PUT', `/accounts/${eve.id}/role`, { token: ada, body: { role: name } });
    expect(await role('enroller')).toMatchObject({ status: 200, body: { role: 'enroller' } });
    const proposed = await role('administrator');
    expect(proposed.status).toBe(202);
    expect((await api.roster.accounts.findById(eve.id))?.role).toBe('enroller');
    await confirm(proposed.body.id, grace);
    expect((await api.roster.accounts.findById(eve.id))?.role).toBe('administrator');
    const disabled = (value: boolean) =>
      api.ask('PUT', `/accounts/${eve.id}/disabled`, { token: ada, body: { disabled: value } });
    expect(await disabled(true)).toMatchObject({ status: 200, body: { disabled: true } });
    const back = await disabled(false);
    expect(back.status).toBe(202);
    await confirm(back.body.id, grace);
    expect((await api.roster.accounts.findById(eve.id))?.disabled).toBe(false);
  });

  it('may be to let more strangers be taken for somebody; fewer takes one', async () => {
    const set = (targetFpir: number | null) =>
      api.ask('PUT', '/buildings/hq/main/target-fpir', { token: ada, body: { targetFpir } });
    expect(await set(0.001)).toMatchObject({ status: 200, body: { targetFpir: 0.001 } });
    const toDefault = await set(null);
    expect(toDefault.status).toBe(202);
    expect((await set(0.01)).status).toBe(202);
    expect((await api.roster.places.findBuilding('hq/main'))?.targetFpir).toBe(0.001);
    await confirm(toDefault.body.id, grace);
    expect((await api.roster.places.findBuilding('hq/main'))?.targetFpir).toBeUndefined();
  });

  it('leaves one own account to others', async () => {
    const own = (await api.roster.accounts.findByName('ada'))!;
    for (const [what, body] of [
      ['role', { role: 'viewer' }],
      ['disabled', { disabled: true }],
    ] as const) {
      expect(await api.ask('PUT', `/accounts/${own.id}/${what}`, { token: ada, body })).toMatchObject({
        status: 409,
        body: { code: 'own_account' },
      });
    }
  });
});

describe('where the site has reserved nothing', () => {
  it('one administrator is enough', async () => {
    await begin({ twoPersonActs: [] });
    const { id } = await person();
    expect((await api.ask('DELETE', `/persons/${id}`, { token: ada })).status).toBe(204);
    expect(await api.roster.persons.findById(id)).toBeUndefined();
    const { id: eve } = await api.account('eve', 'viewer');
    const body = { role: 'administrator' };
    expect(await api.ask('PUT', `/accounts/${eve}/role`, { token: ada, body })).toMatchObject({
      status: 200,
      body: { role: 'administrator' },
    });
  });
});
