import { z } from 'zod';
import type { Routes } from '../api-app.ts';
import { ApiError } from '../api-error.ts';
import { actingFor, type Caller, callerOf } from '../caller.ts';
import { proposalView } from '../views.ts';
import { wire } from '../wire.ts';

const params = z.strictObject({ proposalId: z.uuid() });
const tags = ['proposals'];

export const proposalRoutes: Routes = (app, { roster, twoPerson, clock }) => {
  app.route({
    method: 'GET',
    url: '/proposals',
    config: { permission: 'proposals:read' },
    schema: {
      tags,
      summary: 'Acts that wait for a second administrator.',
      response: { 200: z.object({ items: z.array(proposalView) }) },
    },
    async handler() {
      const pending = await roster.proposals.listPending(new Date(clock.now()));
      return { items: wire(pending) };
    },
  });

  app.route({
    method: 'GET',
    url: '/proposals/:proposalId',
    config: { permission: 'proposals:read' },
    schema: { tags, summary: 'One of them, or what became of it.', params, response: { 200: proposalView } },
    async handler({ params: { proposalId } }) {
      const proposal = await roster.proposals.find(proposalId);
      if (!proposal) throw new ApiError('not_found', 'There is no such proposal.');
      return wire(proposal);
    },
  });

  app.route({
    method: 'POST',
    url: '/proposals/:proposalId/confirm',
    config: { permission: 'proposals:decide' },
    schema: {
      tags,
      summary: 'Do what somebody else has proposed. Only in a session: a program is no second person.',
      params,
      response: { 200: proposalView },
    },
    async handler(request) {
      const caller = personOf(callerOf(request));
      return wire(await twoPerson.confirm(caller, request.params.proposalId));
    },
  });

  app.route({
    method: 'POST',
    url: '/proposals/:proposalId/withdraw',
    config: { permission: 'proposals:decide' },
    schema: {
      tags,
      summary: 'Take a proposal back, or refuse one.',
      params,
      response: { 200: proposalView },
    },
    async handler(request) {
      const caller = callerOf(request);
      const { proposals } = actingFor(roster, caller);
      const at = new Date(clock.now());
      const withdrawn = await proposals.withdraw(request.params.proposalId, caller.account.id, at);
      if (!withdrawn) throw new ApiError('not_found', 'No such proposal waits for anybody.');
      return wire(withdrawn);
    },
  });
};

/** @throws {ApiError} session_required */
function personOf(caller: Caller): Caller {
  if (caller.session) return caller;
  throw new ApiError('session_required', 'Sign in to confirm what another administrator has proposed.');
}
