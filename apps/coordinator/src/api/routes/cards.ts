import { z } from 'zod';
import type { Routes } from '../api-app.ts';
import { actingFor, callerOf } from '../caller.ts';
import { dateOf, personParams, text, validity } from '../inputs.ts';
import { cardView } from '../views.ts';
import { wire } from '../wire.ts';

const tags = ['cards'];

export const cardRoutes: Routes = (app, { roster }) => {
  app.route({
    method: 'GET',
    url: '/persons/:personId/cards',
    config: { permission: 'cards:read' },
    schema: {
      tags,
      summary: 'Cards of a person.',
      params: personParams,
      response: { 200: z.object({ items: z.array(cardView) }) },
    },
    handler: async (request) => ({ items: wire(await roster.cards.listForPerson(request.params.personId)) }),
  });

  app.route({
    method: 'POST',
    url: '/persons/:personId/cards',
    config: { permission: 'cards:write' },
    schema: {
      tags,
      summary: 'Give a card to a person. Of its number only a hash is kept.',
      params: personParams,
      body: z.strictObject({ number: text(128).describe('What the reader reads.'), ...validity }),
      response: { 201: cardView },
    },
    async handler(request, reply) {
      const { number, validFrom, validUntil } = request.body;
      const card = await actingFor(roster, callerOf(request)).cards.assign({
        personId: request.params.personId,
        token: number,
        validFrom: dateOf(validFrom),
        validUntil: dateOf(validUntil),
      });
      return reply.status(201).send(wire(card));
    },
  });

  app.route({
    method: 'POST',
    url: '/persons/:personId/cards/:cardId/revoke',
    config: { permission: 'cards:write' },
    schema: {
      tags,
      summary: 'Revoke a card.',
      params: personParams.extend({ cardId: z.uuid() }),
      response: { 200: cardView },
    },
    async handler(request) {
      const { personId, cardId } = request.params;
      return wire(await actingFor(roster, callerOf(request)).cards.revokeById(personId, cardId));
    },
  });
};
