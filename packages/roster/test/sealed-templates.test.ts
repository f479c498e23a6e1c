import { newId } from '@portero/runtime';
import { describe, expect, it } from 'vitest';
import { enrol, enrolFace, MODEL, readGallery } from './support/enrolled.ts';
import { keepTestServer, testInstallation } from './support/fixtures.ts';
import { connectTo } from './support/servers.ts';

keepTestServer();

async function setUp() {
  const installation = await testInstallation();
  const client = await connectTo(installation.roster.databaseUrl);
  const sql = async (text: string, ...values: unknown[]) => (await client.query(text, values)).rows;
  return { ...installation, sql };
}

describe('a template at rest', () => {
  it('comes back bit for bit, from another process as well', async () => {
    const { roster, reopen } = await setUp();
    const { person, templateId, embedding } = await enrol(roster, 'Ana');
    const other = await reopen();
    expect(await readGallery(other)).toEqual(new Map([[templateId, embedding]]));
    expect((await other.templates.listForPerson(person.id))[0]).toMatchObject({ id: templateId, embedding });
  });

  it('is refused, logged by its id, and hinders no other, whichever byte of it was changed', async () => {
    const { roster, sql, log } = await setUp();
    const good = await enrol(roster, 'Ana');
    const bad = await enrol(roster, 'Bea');
    const [{ ciphertext }] = (await sql(
      'SELECT ciphertext FROM templates WHERE id = $1',
      bad.templateId,
    )) as [{ ciphertext: Buffer }];
    for (let at = 0; at < ciphertext.length; at += 7) {
      const changed = Buffer.from(ciphertext);
      changed[at]! ^= 1;
      await sql('UPDATE templates SET ciphertext = $2 WHERE id = $1', bad.templateId, changed);
      expect(await readGallery(roster), `byte ${at}`).toEqual(
        new Map<string, unknown>([
          [good.templateId, good.embedding],
          [bad.templateId, 'template_damaged'],
        ]),
      );
    }
    expect(await roster.templates.listForPerson(bad.person.id)).toEqual([]);
    expect(await roster.templates.describeForPerson(bad.person.id)).toMatchObject([{ id: bad.templateId }]);
    const logged = log.records.filter(({ templateId }) => templateId === bad.templateId);
    expect(logged[0]).toMatchObject({ level: 50, reason: 'template_damaged' });
    expect(log.text()).not.toContain('Bea');
  });

  it('is refused in the place of another: of another person, another photograph, another model', async () => {
    const { roster, sql } = await setUp();
    const ana = await enrol(roster, 'Ana');
    const second = await enrolFace(roster, ana.person.id, 'second photo');
    const bea = await enrol(roster, 'Bea');
    const swap = (one: string, other: string) =>
      sql(
        `UPDATE templates t SET ciphertext = o.ciphertext FROM templates o
         WHERE (t.id, o.id) IN (($1::uuid, $2::uuid), ($2::uuid, $1::uuid))`,
        one,
        other,
      );
    const damaged = async () =>
      [...(await readGallery(roster))].flatMap(([id, value]) => (value === 'template_damaged' ? [id] : []));
    for (const other of [bea.templateId, second.templateId]) {
      await swap(ana.templateId, other);
      expect((await damaged()).sort()).toEqual([ana.templateId, other].sort());
      await swap(ana.templateId, other);
      expect(await damaged()).toEqual([]);
    }
    await sql('UPDATE templates SET person_id = $2 WHERE id = $1', second.templateId, bea.person.id);
    expect(await damaged()).toEqual([second.templateId]);
    await sql('UPDATE templates SET model_id = $2 WHERE id = $1', bea.templateId, 'another');
    expect(await roster.templates.listForPerson(bea.person.id)).toEqual([]);
    await sql('UPDATE templates SET model_id = $2 WHERE id = $1', bea.templateId, MODEL);
    expect(await roster.templates.listForPerson(bea.person.id)).toHaveLength(1);
  });

  it("is refused with another person's key, a damaged key, or none", async () => {
    const { roster, sql } = await setUp();
    const ana = await enrol(roster, 'Ana');
    const bea = await enrol(roster, 'Bea');
    await sql(
      'UPDATE person_keys SET wrapped_key = (SELECT wrapped_key FROM person_keys WHERE person_id = $2) WHERE person_id = $1',
      ana.person.id,
      bea.person.id,
    );
    const ofAna = async () => (await readGallery(roster)).get(ana.templateId);
    expect(await ofAna()).toBe('key_damaged');
    await expect(enrolFace(roster, ana.person.id, 'new photo')).rejects.toMatchObject({
      code: 'DATA_KEY_UNREADABLE',
      context: { personId: ana.person.id },
    });
    await sql('DELETE FROM person_keys WHERE person_id = $1', ana.person.id);
    expect(await ofAna()).toBe('key_missing');
    expect((await readGallery(roster)).get(bea.templateId)).toEqual(bea.embedding);
  });

  it('that is damaged is forgotten, and the same photograph enrolled again', async () => {
    const { roster, sql } = await setUp();
    const { person, templateId } = await enrol(roster, 'Ana');
    await sql('UPDATE templates SET ciphertext = overlay(ciphertext PLACING $1 FROM 20)', Buffer.alloc(8));
    expect((await readGallery(roster)).get(templateId)).toBe('template_damaged');
    await roster.templates.revoke(templateId);
    const again = await enrolFace(roster, person.id, 'photo');
    expect(again.templateId).toBe(templateId);
    expect(await readGallery(roster)).toEqual(new Map([[templateId, again.embedding]]));
  });

  it('is destroyed when it is revoked', async () => {
    const { roster, sql } = await setUp();
    const { templateId } = await enrol(roster, 'Ana');
    await roster.templates.revoke(templateId);
    expect(await sql('SELECT ciphertext FROM templates WHERE id = $1', templateId)).toEqual([
      { ciphertext: null },
    ]);
  });
});

describe('a lookalike whose template is damaged', () => {
  it('is told from one who has none, so that a door does not take the unknown for far away', async () => {
    const { roster, sql } = await setUp();
    const ana = await enrol(roster, 'Ana');
    const bea = await enrol(roster, 'Bea');
    const personIds = [ana.person.id, bea.person.id] as const;
    await roster.lookalikes.register({ personIds, modelId: MODEL, distanceL2: 0.9 });
    await sql(
      'UPDATE templates SET ciphertext = overlay(ciphertext PLACING $1 FROM 20) WHERE id = $2',
      Buffer.alloc(8),
      bea.templateId,
    );
    expect(await roster.lookalikes.listForPerson(ana.person.id, MODEL)).toMatchObject([
      { personId: bea.person.id, templates: [], unreadable: 1 },
    ]);
  });
});

describe('an erasure', () => {
  it('destroys the key of the person with everything that it opened, and says so', async () => {
    const { roster, sql } = await setUp();
    const ana = await enrol(roster, 'Ana');
    const bea = await enrol(roster, 'Bea');
    const personIds = [ana.person.id, bea.person.id] as const;
    await roster.lookalikes.register({ personIds, modelId: MODEL, distanceL2: 0.9 });
    const { keys } = await roster.keys.status();
    expect(await roster.persons.remove(ana.person.id)).toMatchObject({
      ...{ templates: 1, grants: 1, lookalikePairs: 1, keys: 1, decisionsKept: 0 },
      wrappedBy: keys[0]!.keyId,
    });
    const left = await sql('SELECT person_id FROM person_keys UNION SELECT person_id FROM templates');
    expect(left).toEqual([{ person_id: bea.person.id }]);
    expect(await readGallery(roster)).toEqual(new Map([[bea.templateId, bea.embedding]]));
  });

  it('is no erasure when something of the person comes back meanwhile', async () => {
    const { roster, sql } = await setUp();
    const ana = await enrol(roster, 'Ana');
    await sql(`
      CREATE FUNCTION bring_back() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN INSERT INTO persons (id, site_id, display_name) VALUES (OLD.id, OLD.site_id, 'Ana'); RETURN OLD; END $$`);
    await sql('CREATE TRIGGER bring_back AFTER DELETE ON persons FOR EACH ROW EXECUTE FUNCTION bring_back()');
    await expect(roster.persons.remove(ana.person.id)).rejects.toMatchObject({ code: 'ERASURE_INCOMPLETE' });
  });

  it('of nobody is refused', async () => {
    const { roster } = await setUp();
    await expect(roster.persons.remove(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
