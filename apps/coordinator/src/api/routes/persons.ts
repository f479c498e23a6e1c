import { z } from 'zod';
import type { Routes } from '../api-app.ts';
import { ApiError } from '../api-error.ts';
import { actingFor, callerOf } from '../caller.ts';
import { pageOf, pageQuery, readCursor, toPage } from '../cursor.ts';
import { personParams, siteSlug, text } from '../inputs.ts';
import { personView, proposalView } from '../views.ts';
import { wire } from '../wire.ts';

const POSITION = z.tuple([z.uuid()]);
const params = personParams;
const tags = ['persons'];

export const personRoutes: Routes = (app, { roster, twoPerson }) => {
  const requirePerson = async (personId: string) => {
    const person = await roster.persons.findById(personId);
    if (person) return person;
    throw new ApiError('not_found', 'There is no person with that id.');
  };

  app.route({
    method: 'GET',
    url: '/persons',
    config: { permission: 'persons:read' },
    schema: {
      tags,
      summary: 'People, in the order in which they were added.',
      querystring: z.strictObject({
        ...pageQuery,
        site: siteSlug.optional(),
        status: z.enum(['active', 'suspended']).optional(),
        externalId: text(200).optional(),
        name: text(200).optional().describe('Part of the name, in whatever case.'),
      }),
      response: { 200: pageOf(personView) },
    },
    async handler({ query: { limit, cursor, ...filter } }) {
      const after = readCursor(cursor, POSITION)?.[0];
      const rows = await roster.pages.persons({ ...filter, after, limit: limit + 1 });
      return toPage(rows, limit, { view: wire, position: ({ id }) => [id] });
    },
  });

  app.route({
    method: 'GET',
    url: '/persons/:personId',
    config: { permission: 'persons:read' },
    schema: { tags, summary: 'One person.', params, response: { 200: personView } },
    handler: async (request) => wire(await requirePerson(request.params.personId)),
  });

  app.route({
    method: 'POST',
    url: '/persons',
    config: { permission: 'persons:write' },
    schema: {
      tags,
      summary:
        'Add a person. They are enrolled from photographs with `portero person enrol`, never over the API.',
      body: z.strictObject({
        site: siteSlug,
        displayName: text(200),
        externalId: text(200).optional(),
      }),
      response: { 201: personView },
    },
    async handler(request, reply) {
      const person = await actingFor(roster, callerOf(request)).persons.add(request.body);
      return reply.status(201).send(wire(person));
    },
  });

  for (const [verb, change] of [
    ['suspend', 'suspend'],
    ['reactivate', 'reinstate'],
  ] as const) {
    app.route({
      method: 'POST',
      url: `/persons/:personId/${verb}`,
      config: { permission: 'persons:write' },
      schema: {
        tags,
        summary:
          verb === 'suspend' ? 'No door opens for them until they are reactivated.' : 'Undo a suspension.',
        params,
        response: { 200: personView },
      },
      async handler(request) {
        const { persons } = actingFor(roster, callerOf(request));
        return wire(await persons[change](request.params.personId));
      },
    });
  }

  app.route({
    method: 'DELETE',
    url: '/persons/:personId',
    config: { permission: 'persons:erase' },
    schema: {
      tags,
      summary:
        'Erase a person with templates, cards and grants. Takes two administrators unless configured otherwise.',
      params,
      response: { 202: proposalView, 204: z.undefined() },
    },
    async handler(request, reply) {
      const { id: subjectId } = await requirePerson(request.params.personId);
      const proposal = await twoPerson.perform(callerOf(request), { act: 'person.erase', subjectId });
      if (proposal) return reply.status(202).send(wire(proposal));
      return reply.status(204).send(undefined);
    },
  });
};
