import { l2Distance } from '@portero/biometrics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Employee, type Installation, startInstallation } from './support/installation.ts';
import type { TestEdge } from './support/test-edge.ts';

const FRONT = 'hq/main/lobby/front';
const FOLDER = 'hq/main/lobby/folder';

let installation: Installation;
let front: TestEdge;
let folder: TestEdge;
let ana: Employee;
let eva: Employee;
beforeAll(async () => {
  installation = await startInstallation({ photographDoors: [FOLDER] });
  const { roster } = installation;
  [front, folder] = [await installation.edge(FRONT), await installation.edge(FOLDER)];
  // Neither has a setting of its own.
  const unset = { framesAgreeing: null, framesDemanded: null };
  for (const door of [FRONT, FOLDER]) await roster.places.updateDoor(door, unset);
  ana = await installation.enrol({ place: 'hq/main' });
  eva = await installation.enrol({ place: 'hq/main' });
  await installation.galleryUpToDate();
});
afterAll(() => installation?.stop());

const of = (person: Employee) => installation.faces.picture(person.face);
const stranger = () => installation.faces.picture(installation.faces.person());
const reasonFor = async (face: Float32Array[], cardToken?: string) =>
  (await front.ask({ face, ...(cardToken !== undefined && { cardToken }) })).command.reason;

describe('a door without a setting of its own asks for 2 of 3 frames', () => {
  it('opens for three of one person, and for two with a poor third', async () => {
    expect(await reasonFor([of(ana), of(ana), of(ana)])).toBe('granted');
    expect(await reasonFor([of(ana), stranger(), of(ana)])).toBe('granted');
  });

  it.each([
    ['too few', 'too_few_frames', () => [of(ana), of(ana)]],
    ['one of somebody else', 'frames_disagree', () => [of(ana), of(ana), of(eva)]],
    ['three of a stranger', 'unknown_face', () => [stranger(), stranger(), stranger()]],
  ])('denies %s', async (_name, reason, faces) => {
    expect(await reasonFor(faces())).toBe(reason);
  });

  it('asks the same with a card, and not of one picture only', async () => {
    await installation.roster.cards.assign({ personId: ana.personId, token: 'card-of-ana' });
    expect(await reasonFor([of(ana), of(ana), of(ana)], 'card-of-ana')).toBe('granted');
    expect(await reasonFor([of(ana)], 'card-of-ana')).toBe('too_few_frames');
    expect(await reasonFor([of(eva), of(eva), of(eva)], 'card-of-ana')).toBe('face_mismatch');
  });

  it('records each frame by itself, without its embedding', async () => {
    const faces = [of(ana), stranger(), of(ana)];
    const observation = front.compose({ face: faces });
    await front.send(observation);
    await front.answersTo(observation.requestId);
    const row = (await installation.roster.decisions.findByRequestId(observation.requestId))!;
    expect(row.frames).toMatchObject({ agreeing: 2, demanded: 3 });
    expect(row.frames?.seen.map(({ agrees }) => agrees)).toEqual([true, false, true]);
    expect(row.frames?.seen.map(({ capturedAt }) => capturedAt)).toEqual(
      observation.frames.map(({ capturedAt }) => capturedAt),
    );
    expect(row.capturedAt.getTime()).toBe(observation.frames.at(-1)!.capturedAt);
    expect(row.frames?.seen[0]).toMatchObject({ personId: ana.personId, quality: 0.9 });
    expect(JSON.stringify(row)).not.toContain(observation.frames[0]!.embedding.slice(0, 20));
    // The fused template is nearer to the person than its pictures are.
    expect(row.distanceL2).toBeLessThan(Math.max(...faces.map((face) => l2Distance(face, ana.face))));
    const told = installation.decisions.find(({ requestId }) => requestId === observation.requestId);
    expect(told?.frames).toEqual(row.frames);
  });
});

it('one picture is enough at a door that sees unrelated photographs, unless its own setting says otherwise', async () => {
  expect((await folder.ask({ face: of(ana) })).command.reason).toBe('granted');
  await installation.roster.places.updateDoor(FOLDER, { framesAgreeing: 1, framesDemanded: 2 });
  expect((await folder.ask({ face: of(ana) })).command.reason).toBe('too_few_frames');
});
