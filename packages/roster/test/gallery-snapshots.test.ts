import type { Roster } from '@portero/roster';
import { describe, expect, it } from 'vitest';
import { enrol, MODEL } from './support/enrolled.ts';
import { keepTestServer, testInstallation } from './support/fixtures.ts';

keepTestServer();

const PART = Buffer.from('what a coordinator keeps of these people');
const bucketOf = (personId: string) => Number.parseInt(personId.slice(-2), 16);

/** Of seven bytes, in one buffer that each overwrites. */
async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  const piece = Buffer.alloc(7);
  for (let at = 0; at < bytes.length; at += 7) yield piece.subarray(0, bytes.copy(piece, 0, at));
}

async function sealedPart(roster: Roster, buildingId: string, bucket: number) {
  await roster.snapshots.makeKeys(buildingId, MODEL, [bucket]);
  const sealer = await roster.snapshots.sealer(buildingId, MODEL);
  const pieces: Uint8Array[] = [];
  for await (const piece of sealer.seal(bucket, inPieces(PART))!) pieces.push(piece);
  return { mustHold: sealer.mustHold(bucket)!, sealed: Buffer.concat(pieces) };
}

describe('what seals the snapshots of galleries', () => {
  it('opens a part again, in another process too, and for nothing else', async () => {
    const { roster, reopen } = await testInstallation();
    const { id } = (await roster.places.findBuilding('hq/main'))!;
    const { sealed } = await sealedPart(roster, id, 7);
    const running = await reopen();
    const elsewhere = await running.snapshots.sealer(id, MODEL);
    expect(elsewhere.unseal(7, sealed)).toEqual(PART);
    expect(sealed.includes(PART)).toBe(false);
    await running.snapshots.makeKeys(id, MODEL, [7, 8]);
    const later = await running.snapshots.sealer(id, MODEL);
    expect([later.unseal(7, sealed), later.unseal(8, sealed)]).toEqual([PART, undefined]);
    sealed[40]! ^= 1;
    expect(later.unseal(7, sealed)).toBeUndefined();
  });

  it.each([
    ['a person is erased', (roster: Roster, personId: string, _: string) => roster.persons.remove(personId)],
    ['a template is forgotten', (roster: Roster, _: string, id: string) => roster.templates.revoke(id)],
    ['a model is given up', (roster: Roster, _: string, __: string) => roster.templates.eraseModel(MODEL)],
  ])(
    'opens nothing of before when %s, and what is sealed afterwards must hold that change',
    async (_, destroy) => {
      const { roster } = await testInstallation();
      const { id } = (await roster.places.findBuilding('hq/main'))!;
      const { person, templateId } = await enrol(roster, 'ana');
      const bucket = bucketOf(person.id);
      const other = (bucket + 1) % 256;
      const before = await sealedPart(roster, id, bucket);
      const untouched = await sealedPart(roster, id, other);
      await destroy(roster, person.id, templateId);
      const sealer = await roster.snapshots.sealer(id, MODEL);
      expect([sealer.mustHold(bucket), sealer.unseal(bucket, before.sealed)]).toEqual([undefined, undefined]);
      expect(sealer.unseal(other, untouched.sealed)).toEqual(PART);
      const after = await sealedPart(roster, id, bucket);
      expect(after.mustHold).toBe(await roster.changes.latestSeq());
      expect(after.mustHold).toBeGreaterThan(before.mustHold);
      expect((await roster.snapshots.sealer(id, MODEL)).mustHold(other)).toBe(untouched.mustHold);
      expect((await roster.snapshots.sealer(id, MODEL)).unseal(bucket, before.sealed)).toBeUndefined();
    },
  );

  it('opens nothing of before after a rotation of the master key', async () => {
    const { roster } = await testInstallation();
    const { id } = (await roster.places.findBuilding('hq/main'))!;
    const { sealed } = await sealedPart(roster, id, 3);
    const [old] = (await roster.keys.status()).keys;
    expect((await roster.keys.rotate()).retired).toEqual([old!.keyId]);
    expect((await roster.snapshots.sealer(id, MODEL)).mustHold(3)).toBeUndefined();
    await roster.snapshots.makeKeys(id, MODEL, [3]);
    expect((await roster.snapshots.sealer(id, MODEL)).unseal(3, sealed)).toBeUndefined();
  });

  it('streams the people of some parts only', async () => {
    const { roster } = await testInstallation();
    const { id } = (await roster.places.findBuilding('hq/main'))!;
    const people = [await enrol(roster, 'ana'), await enrol(roster, 'ben'), await enrol(roster, 'cleo')];
    const buckets = [bucketOf(people[1]!.person.id)];
    const found: string[] = [];
    for await (const { personId } of roster.templates.streamForBuilding(id, MODEL, { buckets }))
      found.push(personId);
    expect(found).toEqual(
      people.map(({ person }) => person.id).filter((personId) => buckets.includes(bucketOf(personId))),
    );
  });
});
