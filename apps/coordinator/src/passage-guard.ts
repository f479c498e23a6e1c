import {
  DEFAULT_ESCORT_SECONDS,
  type Decision,
  type DecisionInput,
  decide,
  dependsOnState,
  mostFavourableState,
} from '@portero/access';
import type { Circumstances, Door, DoorSituation, PassageQuestion } from '@portero/roster';
import type { Logger } from '@portero/runtime';
import { policyRules, policyState } from './place-rules.ts';

/** A decision that can be made only where it is recorded, together with what it depends on. */
export interface PassageGuard {
  question: Omit<PassageQuestion, 'requestId'>;
  /** Pure: the transaction may be repeated. */
  settle(situation: DoorSituation, nowMs: number): Decision;
}

/** Either is final: a door that asks nobody who has passed is decided at once. */
export type Settlement =
  | { readonly decision: Decision; readonly guard?: undefined }
  | { readonly guard: PassageGuard; readonly decision?: undefined };

export interface SettlementDeps {
  door: Door;
  person: NonNullable<Circumstances['person']>;
  logger: Logger;
}

/**
 * Decides, or says what has to be asked first. Whoever is refused however things stand inside costs no lock.
 *
 * @param input without the state of areas and escorts
 */
export function settleOrGuard(input: DecisionInput, { door, person, logger }: SettlementDeps): Settlement {
  const decision = decide({ ...input, passageState: mostFavourableState(input.now) });
  const { escorted } = person;
  if (decision.action === 'deny' || !dependsOnState(input.passageRules, escorted)) return { decision };
  return {
    guard: {
      question: {
        doorId: door.id,
        door: door.address,
        personId: person.id,
        escorted,
        escortSeconds: DEFAULT_ESCORT_SECONDS,
      },
      // The rules are read again under the locks: a lockdown that was committed meanwhile holds.
      settle: (situation, now) =>
        decide({
          ...input,
          ...policyRules(situation.rules, logger),
          now,
          passageState: policyState(situation),
        }),
    },
  };
}
