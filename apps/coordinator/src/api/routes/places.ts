import { loosens } from '@portero/access';
import { DEFAULT_TARGET_FPIR } from '@portero/biometrics';
import { z } from 'zod';
import type { Routes } from '../api-app.ts';
import { ApiError } from '../api-error.ts';
import { actingFor, callerOf } from '../caller.ts';
import { pageOf, pageQuery, readCursor, toPage } from '../cursor.ts';
import { siteSlug } from '../inputs.ts';
import { buildingView, doorView, proposalView } from '../views.ts';
import { wire } from '../wire.ts';

const POSITION = z.tuple([z.string().max(260)]);
const SLUG = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const under = z.string().regex(new RegExp(`^${SLUG}/${SLUG}(?:/${SLUG})?$`));
const tags = ['places'];

/** There are as many doors as a house has; a page of them is cut from the whole list. */
function pageFrom<Place extends { address: string }>(
  places: Place[],
  after: string | undefined,
  limit: number,
) {
  const sorted = places.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter(({ address }) => address > after);
  return rest.slice(0, limit + 1);
}

export const placeRoutes: Routes = (app, { roster, twoPerson }) => {
  app.route({
    method: 'GET',
    url: '/buildings',
    config: { permission: 'places:read' },
    schema: {
      tags,
      summary: 'Buildings, by address.',
      querystring: z.strictObject(pageQuery),
      response: { 200: pageOf(buildingView) },
    },
    async handler({ query: { limit, cursor } }) {
      const after = readCursor(cursor, POSITION)?.[0];
      const rows = pageFrom(await roster.places.listBuildings(), after, limit);
      return toPage(rows, limit, { view: wire, position: ({ address }) => [address] });
    },
  });

  app.route({
    method: 'GET',
    url: '/doors',
    config: { permission: 'places:read' },
    schema: {
      tags,
      summary: 'Doors and what they demand, by address.',
      querystring: z.strictObject({
        ...pageQuery,
        under: under.optional().describe('A building or an edge, such as hq/main.'),
      }),
      response: { 200: pageOf(doorView) },
    },
    async handler({ query: { limit, cursor, under } }) {
      const after = readCursor(cursor, POSITION)?.[0];
      const rows = pageFrom(await roster.places.listDoors(under), after, limit);
      return toPage(rows, limit, { view: wire, position: ({ address }) => [address] });
    },
  });

  app.route({
    method: 'PUT',
    url: '/buildings/:site/:building/target-fpir',
    config: { permission: 'places:write' },
    schema: {
      tags,
      summary:
        'What share of strangers may be taken for somebody. A larger one than now takes two administrators unless configured otherwise.',
      params: z.strictObject({ site: siteSlug, building: siteSlug }),
      body: z.strictObject({
        targetFpir: z.number().gt(0).lt(1).nullable().describe('null goes back to the default.'),
      }),
      response: { 200: buildingView, 202: proposalView },
    },
    async handler(request, reply) {
      const address = `${request.params.site}/${request.params.building}`;
      const { targetFpir } = request.body;
      const building = await roster.places.findBuilding(address);
      if (!building) throw new ApiError('not_found', 'There is no such building.');
      const caller = callerOf(request);
      const now = building.targetFpir ?? DEFAULT_TARGET_FPIR;
      if (!loosens(now, targetFpir ?? DEFAULT_TARGET_FPIR)) {
        const { places } = actingFor(roster, caller);
        return reply.status(200).send(wire(await places.setTargetFpir(address, targetFpir)));
      }
      const settings = { building: address, targetFpir };
      const act = { act: 'building.loosen' as const, subjectId: building.id, settings };
      const proposal = await twoPerson.perform(caller, act);
      if (proposal) return reply.status(202).send(wire(proposal));
      const changed = await roster.places.findBuilding(address);
      if (!changed) throw new ApiError('not_found', 'The building has gone meanwhile.');
      return reply.status(200).send(wire(changed));
    },
  });
};
