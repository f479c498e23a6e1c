import { generateSigningKey, importSigner, type ObservationInput } from '@portero/protocol';
import type { DoorSettings } from '@portero/roster';
import { waitUntil } from '@portero/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Employee, type Installation, startInstallation } from './support/installation.ts';
import type { TestEdge } from './support/test-edge.ts';

const FRONT = 'hq/main/lobby/front';

let installation: Installation;
let front: TestEdge;
let ana: Employee;
beforeAll(async () => {
  installation = await startInstallation();
  front = await installation.edge(FRONT);
  ana = await installation.enrol({ place: 'hq/main' });
  await installation.roster.cards.assign({ personId: ana.personId, token: 'card-of-ana' });
  await installation.galleryUpToDate();
});
afterAll(() => installation?.stop());
beforeEach(() => set({ mode: 'either', pad: null, minPadScore: null }));

const set = (settings: DoorSettings) => installation.roster.places.updateDoor(FRONT, settings);

interface Found {
  readonly padScore?: number;
  readonly challenge?: ObservationInput['challenge'];
  readonly cardToken?: string;
}

/** Ana's face, and what the edge says of it. */
function composed({ padScore, challenge, cardToken }: Found): ObservationInput {
  const observation = front.compose({
    face: installation.faces.picture(ana.face),
    ...(challenge !== undefined && { challenge, trackId: 'track-1' }),
    ...(cardToken !== undefined && { cardToken }),
  });
  if (padScore === undefined) return observation;
  return { ...observation, frames: observation.frames.map((frame) => ({ ...frame, padScore })) };
}

async function reasonFor(found: Found): Promise<string> {
  const observation = composed(found);
  await front.send(observation);
  return (await front.answersTo(observation.requestId))[0]!.command.reason;
}

const CARD = { cardToken: 'card-of-ana' };

describe('what a door demands decides, whatever the edge says', () => {
  it.each<[DoorSettings, Found, string]>([
    [{ pad: 'active' }, { challenge: 'performed' }, 'granted'],
    [{ pad: 'active' }, { challenge: 'expired' }, 'pad_failed'],
    [{ pad: 'active' }, { challenge: 'failed' }, 'pad_failed'],
    [{ pad: 'active' }, { padScore: 1 }, 'card_required'],
    [{ pad: 'active', mode: 'identify' }, {}, 'pad_failed'],
    [{ pad: 'active' }, { ...CARD }, 'granted'],
    [{ pad: 'active' }, { ...CARD, challenge: 'failed' }, 'pad_failed'],
    [{ pad: 'passive' }, { padScore: 0.6 }, 'granted'],
    [{ pad: 'passive' }, { padScore: 0.4 }, 'pad_failed'],
    [{ pad: 'passive', minPadScore: 0.7 }, { padScore: 0.6 }, 'pad_failed'],
    [{ pad: 'passive' }, { challenge: 'performed' }, 'card_required'],
    [{ pad: 'passive' }, { ...CARD, padScore: 0 }, 'pad_failed'],
    [{ pad: 'required' }, { padScore: 0.6, challenge: 'performed' }, 'granted'],
    [{ pad: 'required' }, { challenge: 'performed' }, 'pad_failed'],
    [{ pad: 'required' }, { ...CARD }, 'pad_failed'],
    [{ pad: 'off' }, { padScore: 1, challenge: 'performed' }, 'card_required'],
    [{ pad: 'off' }, { ...CARD }, 'granted'],
    [{}, { challenge: 'failed', padScore: 0 }, 'granted'],
  ])('%o and %o: %s', async (settings, found, reason) => {
    await set(settings);
    expect(await reasonFor(found)).toBe(reason);
  });

  it('treats an edge that knows no PAD as one that found nothing', async () => {
    await set({ pad: 'required' });
    const old = composed({});
    expect(old).not.toHaveProperty('challenge');
    expect(old.frames[0]).not.toHaveProperty('padScore');
    expect(await reasonFor({})).toBe('pad_failed');
    await set({ pad: 'active' });
    expect(await reasonFor({})).toBe('card_required');
  });

  it('counts the picture that looks most like an attack', async () => {
    await set({ pad: 'passive' });
    const face = [0, 1, 2].map(() => installation.faces.picture(ana.face));
    const observation = front.compose({ face });
    const scores = [0.9, 0.3, 0.9];
    const frames = observation.frames.map((frame, index) => ({ ...frame, padScore: scores[index]! }));
    await front.send({ ...observation, frames });
    expect((await front.answersTo(observation.requestId))[0]!.command.reason).toBe('pad_failed');
  });
});

describe('the record of a decision', () => {
  it('says what was demanded and what was found, and so does what listeners are told', async () => {
    await set({ pad: 'required', minPadScore: 0.6 });
    const observation = composed({ padScore: 0.75, challenge: 'failed' });
    await front.send(observation);
    await front.answersTo(observation.requestId);
    const pad = { demand: 'required', minScore: 0.6, score: 0.75, challenge: 'failed' };
    const row = await installation.roster.decisions.findByRequestId(observation.requestId);
    expect(row).toMatchObject({ action: 'deny', reason: 'pad_failed', pad });
    await waitUntil(
      () => installation.decisions.some(({ requestId }) => requestId === observation.requestId),
      { what: 'the listeners to be told' },
    );
    const told = installation.decisions.find(({ requestId }) => requestId === observation.requestId);
    expect(told?.pad).toEqual(pad);
  });

  it('has nothing to say where nothing was demanded and nothing found', async () => {
    const observation = composed({});
    await front.send(observation);
    await front.answersTo(observation.requestId);
    expect(await installation.roster.decisions.findByRequestId(observation.requestId)).not.toHaveProperty(
      'pad',
    );
  });
});

describe('an outcome that is not of this question', () => {
  const refusals = () => installation.log.records.filter(({ msg }) => msg === 'observation refused');
  const isRefused = async (reason: string, send: () => Promise<void>) => {
    const before = refusals().length;
    const answered = front.received.length;
    await send();
    await waitUntil(() => refusals().length > before, { what: 'the observation to be refused' });
    expect(refusals().at(-1)).toMatchObject({ reason });
    expect(front.received.length).toBe(answered);
  };

  it('signed by another key than the edge has, is refused', async () => {
    await set({ pad: 'active' });
    const { privateJwk } = await generateSigningKey();
    await isRefused('unknown_key', () =>
      front.send(composed({ challenge: 'performed' }), { signer: importSigner(privateJwk) }),
    );
  });

  it('sent to another door of the edge, is refused', async () => {
    await set({ pad: 'active' });
    await installation.edge('hq/main/lobby/back');
    await isRefused('wrong_door', () =>
      front.send(composed({ challenge: 'performed' }), { topicDoor: 'hq/main/lobby/back' }),
    );
  });

  it('sent again for a request that was denied, changes nothing', async () => {
    await set({ pad: 'active' });
    const failed = composed({ challenge: 'failed' });
    await front.send(failed);
    await front.answersTo(failed.requestId);
    await front.send({ ...failed, challenge: 'performed', trackId: 'track-2' });
    const [first, second] = await front.answersTo(failed.requestId, 2);
    expect(second!.command).toMatchObject({ action: 'deny', decisionId: first!.command.decisionId });
  });
});
