import { ROLES } from '@portero/access';
import { z } from 'zod';
import type { Routes } from '../api-app.ts';
import { ApiError } from '../api-error.ts';
import { actingFor, type Caller, callerOf } from '../caller.ts';
import { accountView, proposalView } from '../views.ts';
import { wire } from '../wire.ts';

const params = z.strictObject({ accountId: z.uuid() });
const tags = ['accounts'];

/**
 * Accounts are added by `portero account add`, where whoever will use one types its password. Here they get another
 * role, and are disabled or enabled: if an administrator could give a password, they could be the second one themselves.
 */
export const accountRoutes: Routes = (app, { roster, twoPerson }) => {
  const requireOther = async (accountId: string, caller: Caller) => {
    const account = await roster.accounts.findById(accountId);
    if (!account) throw new ApiError('not_found', 'There is no such account.');
    if (account.id !== caller.account.id) return account;
    throw new ApiError('own_account', 'Ask another administrator, so that one always remains.');
  };

  app.route({
    method: 'GET',
    url: '/accounts',
    config: { permission: 'accounts:read' },
    schema: {
      tags,
      summary: 'All accounts, by name.',
      response: { 200: z.object({ items: z.array(accountView) }) },
    },
    handler: async () => ({ items: wire(await roster.accounts.list()) }),
  });

  app.route({
    method: 'PUT',
    url: '/accounts/:accountId/role',
    config: { permission: 'accounts:write' },
    schema: {
      tags,
      summary:
        'Give an account another role. To make it an administrator takes two unless configured otherwise.',
      params,
      body: z.strictObject({ role: z.enum(ROLES) }),
      response: { 200: accountView, 202: proposalView },
    },
    async handler(request, reply) {
      const caller = callerOf(request);
      const { role } = request.body;
      const { id } = await requireOther(request.params.accountId, caller);
      if (role !== 'administrator') {
        return reply.status(200).send(wire(await actingFor(roster, caller).accounts.setRole(id, role)));
      }
      const act = { act: 'administrator.add' as const, subjectId: id, settings: { role } };
      const proposal = await twoPerson.perform(caller, act);
      if (proposal) return reply.status(202).send(wire(proposal));
      return reply.status(200).send(wire(await requireOther(id, caller)));
    },
  });

  app.route({
    method: 'PUT',
    url: '/accounts/:accountId/disabled',
    config: { permission: 'accounts:write' },
    schema: {
      tags,
      summary:
        'Disable an account, which ends its sessions and tokens, or enable it. An administrator as above.',
      params,
      body: z.strictObject({ disabled: z.boolean() }),
      response: { 200: accountView, 202: proposalView },
    },
    async handler(request, reply) {
      const caller = callerOf(request);
      const { disabled } = request.body;
      const { id, role } = await requireOther(request.params.accountId, caller);
      if (disabled || role !== 'administrator') {
        const { accounts } = actingFor(roster, caller);
        return reply.status(200).send(wire(await accounts.setDisabled(id, disabled)));
      }
      const act = { act: 'administrator.add' as const, subjectId: id, settings: { disabled } };
      const proposal = await twoPerson.perform(caller, act);
      if (proposal) return reply.status(202).send(wire(proposal));
      return reply.status(200).send(wire(await requireOther(id, caller)));
    },
  });
};
