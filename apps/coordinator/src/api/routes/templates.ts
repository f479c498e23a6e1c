import { z } from 'zod';
import type { Routes } from '../api-app.ts';
import { ApiError } from '../api-error.ts';
import { actingFor, callerOf } from '../caller.ts';
import { personParams } from '../inputs.ts';
import { templateView } from '../views.ts';
import { wire } from '../wire.ts';

const templates = z.object({ items: z.array(templateView) });
const tags = ['templates'];

/** To look at and to take out of use. Nothing here enrols: a template comes from a photograph that was judged, never as numbers. */
export const templateRoutes: Routes = (app, { roster }) => {
  const ownTemplates = async (personId: string) => {
    if (!(await roster.persons.findById(personId))) {
      throw new ApiError('not_found', 'There is no person with that id.');
    }
    return (await roster.templates.listForPerson(personId)).map(({ embedding: _, ...template }) => template);
  };

  app.route({
    method: 'GET',
    url: '/persons/:personId/templates',
    config: { permission: 'templates:read' },
    schema: {
      tags,
      summary: 'Templates in use of a person, oldest first.',
      params: personParams,
      response: { 200: templates },
    },
    handler: async (request) => ({ items: wire(await ownTemplates(request.params.personId)) }),
  });

  app.route({
    method: 'POST',
    url: '/persons/:personId/templates/:templateId/revoke',
    config: { permission: 'templates:revoke' },
    schema: {
      tags,
      summary: 'Take one template out of use.',
      params: personParams.extend({ templateId: z.uuid() }),
      response: { 200: templateView },
    },
    async handler(request) {
      const { personId, templateId } = request.params;
      const known = await ownTemplates(personId);
      if (!known.some(({ id }) => id === templateId.toLowerCase())) {
        throw new ApiError('not_found', 'The person has no template of that id in use.');
      }
      return wire(await actingFor(roster, callerOf(request)).templates.revoke(templateId));
    },
  });

  app.route({
    method: 'POST',
    url: '/persons/:personId/forget',
    config: { permission: 'templates:revoke' },
    schema: {
      tags,
      summary:
        'Take every template of a person out of use: no door knows their face any more. Cards and grants stay.',
      params: personParams,
      response: { 200: templates },
    },
    async handler(request) {
      const acting = actingFor(roster, callerOf(request));
      const revoked = [];
      for (const { id } of await ownTemplates(request.params.personId)) {
        revoked.push(await acting.templates.revoke(id));
      }
      return { items: wire(revoked) };
    },
  });
};
