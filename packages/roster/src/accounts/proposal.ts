import type { TwoPersonAct } from '@portero/access';
import type { JsonValue } from '../audit/canonical-json.ts';

export type ProposalState = 'pending' | 'confirmed' | 'withdrawn' | 'failed';

/** An act that one administrator has proposed; it is done once another confirms it. */
export interface Proposal {
  readonly id: string;
  readonly act: TwoPersonAct;
  /** Id of the person, account or building that it is about. */
  readonly subjectId: string;
  /** What is to be done with it, beyond the act; ids and numbers, since it enters the audit log. */
  readonly settings: { readonly [name: string]: JsonValue | undefined };
  /** One that is pending after `expiresAt` can be confirmed no more. */
  readonly state: ProposalState;
  /** Id of an account. */
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly expiresAt: Date;
  readonly decidedBy?: string;
  readonly decidedAt?: Date;
}

export interface NewProposal {
  act: TwoPersonAct;
  subjectId: string;
  settings?: Proposal['settings'];
  proposedBy: string;
  proposedAt: Date;
  expiresAt: Date;
}

export type Confirmation =
  | { readonly ok: true; readonly proposal: Proposal }
  | {
      readonly ok: false;
      readonly reason: 'unknown' | 'own' | 'expired' | 'decided' | 'proposer_not_administrator';
    };

export interface ProposalRepository {
  add(proposal: NewProposal): Promise<Proposal>;
  find(id: string): Promise<Proposal | undefined>;
  /** Those that can still be confirmed at that time, oldest first. */
  listPending(at: Date): Promise<Proposal[]>;
  /** Of several who confirm at the same moment one succeeds. Whoever proposed must still be an administrator. */
  confirm(id: string, by: string, at: Date): Promise<Confirmation>;
  /** By whoever proposed it, or another. @returns nothing when it is not pending */
  withdraw(id: string, by: string, at: Date): Promise<Proposal | undefined>;
  /** One that was confirmed and could not be done. */
  markFailed(id: string): Promise<void>;
}
