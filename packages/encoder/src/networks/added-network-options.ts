import type { InputPlan } from '../added/input-plan.ts';

/** What is told about a network that a site adds, beside its files. */
export interface AddedNetworkOptions {
  /** For messages. */
  readonly id: string;
  readonly plan: InputPlan;
}
