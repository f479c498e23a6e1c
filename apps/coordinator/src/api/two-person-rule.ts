import type { Role, TwoPersonAct } from '@portero/access';
import type { ActingRoster, Confirmation, Proposal, Roster } from '@portero/roster';
import { type Clock, errorMessage, type Logger } from '@portero/runtime';
import { ApiError, type ProblemCode } from './api-error.ts';
import { actingFor, type Caller } from './caller.ts';

/** An act as it is proposed: what is done once there are two who want it. */
export interface ReservedAct {
  act: TwoPersonAct;
  subjectId: string;
  settings?: Proposal['settings'];
}

const REFUSALS: Record<
  Extract<Confirmation, { ok: false }>['reason'],
  { code: ProblemCode; detail: string }
> = {
  unknown: { code: 'not_found', detail: 'There is no such proposal.' },
  own: { code: 'own_proposal', detail: 'Somebody else has to confirm what you have proposed.' },
  expired: { code: 'proposal_expired', detail: 'Propose it again.' },
  decided: { code: 'proposal_decided', detail: 'It was confirmed, withdrawn or tried before.' },
  proposer_not_administrator: {
    code: 'proposer_not_administrator',
    detail: 'Withdraw it, and propose it yourself.',
  },
};

/** How each act is done; the only place that does one. */
const DOING: Record<TwoPersonAct, (acting: ActingRoster, act: ReservedAct) => Promise<void>> = {
  'person.erase': async ({ persons }, { subjectId }) => void (await persons.remove(subjectId)),
  'administrator.add': async ({ accounts }, { subjectId, settings }) => {
    if (settings?.role !== undefined) await accounts.setRole(subjectId, settings.role as Role);
    if (settings?.disabled !== undefined) await accounts.setDisabled(subjectId, settings.disabled === true);
  },
  'building.loosen': async ({ places }, { settings }) => {
    const target = settings?.targetFpir;
    await places.setTargetFpir(String(settings?.building), typeof target === 'number' ? target : null);
  },
};

interface RuleDeps {
  roster: Pick<Roster, 'actingFor'>;
  clock: Clock;
  logger: Logger;
}

/**
 * Some acts take two administrators. The first one's wish is kept and nothing is done; the second one's word does it, on
 * behalf of the second, with the proposal of the first in the same log. Acts that the site has not reserved are done at
 * once.
 */
export class TwoPersonRule {
  readonly #options: { acts: readonly TwoPersonAct[]; proposalMs: number };
  readonly #deps: RuleDeps;

  constructor(options: { acts: readonly TwoPersonAct[]; proposalMs: number }, deps: RuleDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /** @returns the proposal that now waits, or nothing when the act has been done */
  async perform(caller: Caller, act: ReservedAct): Promise<Proposal | undefined> {
    const acting = actingFor(this.#deps.roster, caller);
    if (!this.#options.acts.includes(act.act)) {
      await DOING[act.act](acting, act);
      return undefined;
    }
    const nowMs = this.#deps.clock.now();
    return acting.proposals.add({
      ...act,
      proposedBy: caller.account.id,
      proposedAt: new Date(nowMs),
      expiresAt: new Date(nowMs + this.#options.proposalMs),
    });
  }

  /** @throws {ApiError} as the table of refusals says; whatever the act itself throws */
  async confirm(caller: Caller, proposalId: string): Promise<Proposal> {
    const acting = actingFor(this.#deps.roster, caller);
    const confirmed = await acting.proposals.confirm(
      proposalId,
      caller.account.id,
      new Date(this.#deps.clock.now()),
    );
    if (!confirmed.ok) {
      const { code, detail } = REFUSALS[confirmed.reason];
      throw new ApiError(code, detail);
    }
    const { proposal } = confirmed;
    try {
      await DOING[proposal.act](acting, proposal);
    } catch (error) {
      // That it was not done has to stand in the log; if not even that can be written, our own log has it.
      await acting.proposals.markFailed(proposal.id).catch((cause: unknown) => {
        this.#deps.logger.error(
          { proposal: proposal.id, reason: errorMessage(cause) },
          'an act that was confirmed has failed',
        );
      });
      throw error;
    }
    return proposal;
  }
}
