import { runSql } from '@portero/roster/testing';
import { silentLogger } from '@portero/runtime';
import { temporaryFolder, waitUntil } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCoordinatorHost } from '../src/index.ts';
import { type Employee, type Installation, MODEL, startInstallation } from './support/installation.ts';
import type { TestEdge } from './support/test-edge.ts';

let installation: Installation;
let front: TestEdge;
beforeAll(async () => {
  installation = await startInstallation({ httpPort: 0 });
  front = await installation.edge('hq/main/lobby/front');
});
afterAll(() => installation?.stop());

const ask = async ({ face }: Employee, cardToken?: string) => {
  const probe = { face: installation.faces.picture(face), ...(cardToken !== undefined && { cardToken }) };
  return (await front.ask(probe)).command;
};
const health = async () => {
  const response = await fetch(`${installation.host.running.coordinator.httpUrl}/health`);
  return { status: response.status, ...((await response.json()) as { leftOutTemplates: number }) };
};
const sql = (text: string, ...values: unknown[]) => runSql(installation.roster.databaseUrl, text, values);
const leftOut = (templates: number) =>
  waitUntil(async () => (await health()).leftOutTemplates === templates, {
    what: `${templates} templates to be left out`,
  });

async function enrolWithCard(token: string): Promise<Employee> {
  const employee = await installation.enrol({ place: 'hq/main' });
  await installation.roster.cards.assign({ personId: employee.personId, token });
  await installation.galleryUpToDate();
  return employee;
}

describe('a person whose templates are damaged in the database', () => {
  it('is denied, with card and without, while everybody else passes, and it is said how many', async () => {
    const ana = await enrolWithCard('card-of-ana');
    const bea = await enrolWithCard('card-of-bea');
    expect((await ask(ana)).action).toBe('unlock');
    await sql(
      'UPDATE templates SET ciphertext = overlay(ciphertext PLACING $1 FROM 30) WHERE person_id = $2',
      Buffer.alloc(8),
      ana.personId,
    );
    await leftOut(3);
    expect(await ask(ana)).toMatchObject({ action: 'deny', reason: 'unknown_face' });
    expect(await ask(ana, 'card-of-ana')).toMatchObject({ action: 'deny', reason: 'no_template' });
    expect((await ask(bea)).action).toBe('unlock');
    expect((await ask(bea, 'card-of-bea')).action).toBe('unlock');
    expect(await health()).toMatchObject({ status: 200, healthy: true });
    const metrics = await (await fetch(`${installation.host.running.coordinator.httpUrl}/metrics`)).text();
    expect(metrics).toMatch(/portero_templates_left_out\{building="hq\/main",.*\} 3/);

    const { roster, faces } = installation;
    for (const { id } of await roster.templates.describeForPerson(ana.personId))
      await roster.templates.revoke(id);
    await leftOut(0);
    await roster.templates.add({
      ...{ personId: ana.personId, modelId: MODEL, embedding: faces.picture(ana.face) },
      ...{ quality: 0.9, sourceHash: 'picture-0' },
    });
    await installation.galleryUpToDate();
    const [again] = await roster.templates.listForPerson(ana.personId);
    expect((await front.ask({ face: again!.embedding })).command.action).toBe('unlock');
  });

  it('keeps out a lookalike of theirs, since nobody knows how near it is', async () => {
    const { roster } = installation;
    const ana = await installation.enrol({ place: 'hq/main' });
    const eva = await installation.enrol();
    const personIds = [ana.personId, eva.personId] as const;
    await roster.lookalikes.register({ personIds, modelId: MODEL, distanceL2: 0.9 });
    await installation.galleryUpToDate();
    const [template] = await roster.templates.listForPerson(ana.personId);
    const askAsEnrolled = async () => (await front.ask({ face: template!.embedding })).command;
    expect((await askAsEnrolled()).action).toBe('unlock');
    await sql('DELETE FROM person_keys WHERE person_id = $1', eva.personId);
    expect(await askAsEnrolled()).toMatchObject({ action: 'deny', reason: 'ambiguous_match' });
    await roster.persons.remove(eva.personId);
    expect((await askAsEnrolled()).action).toBe('unlock');
  });
});

describe('a rotation of the master key', () => {
  it('is not noticed at the doors, and no gallery is read again', async () => {
    const { roster, host } = installation;
    const ana = await enrolWithCard('card-of-rotated');
    const seq = await roster.changes.latestSeq();
    await roster.keys.rotate();
    expect((await ask(ana)).action).toBe('unlock');
    expect((await ask(ana, 'card-of-rotated')).action).toBe('unlock');
    expect(await roster.changes.latestSeq()).toBe(seq);
    const newcomer = await enrolWithCard('card-of-newcomer');
    expect((await ask(newcomer)).action).toBe('unlock');
    expect(host.running.coordinator.galleries()).toMatchObject([{ leftOut: 0, ready: true }]);
  });
});

describe('somebody who is erased', () => {
  it('is out of the galleries at once, and nothing of theirs opens any more', async () => {
    const { roster } = installation;
    const ana = await enrolWithCard('card-of-erased');
    expect((await ask(ana)).action).toBe('unlock');
    expect(await roster.persons.remove(ana.personId)).toMatchObject({ templates: 3, cards: 1, keys: 1 });
    await installation.galleryUpToDate();
    expect(await ask(ana)).toMatchObject({ action: 'deny', reason: 'unknown_face' });
    expect(await ask(ana, 'card-of-erased')).toMatchObject({ action: 'deny', reason: 'unknown_card' });
    expect(await sql('SELECT FROM person_keys WHERE person_id = $1', ana.personId)).toEqual([]);
  });
});

describe('a coordinator without the master key', () => {
  it('does not start, and says which key it needs and where it looked', async () => {
    const { config, roster } = installation;
    const dataDir = temporaryFolder();
    const host = createCoordinatorHost({ ...config, dataDir }, { logger: silentLogger() });
    const { keyId } = (await roster.keys.status()).keys[0]!;
    await expect(host.start()).rejects.toMatchObject({
      code: 'MASTER_KEY_MISSING',
      context: { keyId, place: expect.stringContaining(dataDir) },
    });
    await host.stop();
  });
});
