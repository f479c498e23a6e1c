import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Installation, MODEL, startInstallation } from './support/installation.ts';
import type { TestEdge } from './support/test-edge.ts';

let installation: Installation;
let front: TestEdge;
beforeAll(async () => {
  installation = await startInstallation();
  front = await installation.edge('hq/main/lobby/front');
});
afterAll(() => installation?.stop());

it('keeps out a registered lookalike who has no access here, and with a stolen card, but not the person', async () => {
  const { faces, roster } = installation;
  const ana = await installation.enrol({ place: 'hq/main' });
  // No grant: not in the gallery of this building, so that no margin to a second person protects Ana.
  const eva = await installation.enrol({ face: faces.lookalike(ana.face, 0.35) });
  const token = 'card-of-ana';
  await roster.cards.assign({ personId: ana.personId, token });
  await installation.galleryUpToDate();
  const lookalike = faces.picture(eva.face);

  expect((await front.ask({ face: lookalike })).command.action).toBe('unlock');
  expect((await front.ask({ face: lookalike, cardToken: token })).command.action).toBe('unlock');

  const personIds = [ana.personId, eva.personId] as const;
  await roster.lookalikes.register({ personIds, modelId: MODEL, distanceL2: 0.7 });
  const refused = { action: 'deny', reason: 'ambiguous_match' };
  expect((await front.ask({ face: lookalike })).command).toMatchObject(refused);
  expect((await front.ask({ face: lookalike, cardToken: token })).command).toMatchObject(refused);

  // Ana herself, looking as on a photograph of hers, still gets in.
  const [template] = await roster.templates.listForPerson(ana.personId, MODEL);
  expect((await front.ask({ face: template!.embedding })).command.action).toBe('unlock');
  expect((await front.ask({ face: template!.embedding, cardToken: token })).command.action).toBe('unlock');
});
