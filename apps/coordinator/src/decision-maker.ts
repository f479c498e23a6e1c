import { type Decision, type DecisionInput, decide, denial, type FrameDemand } from '@portero/access';
import { reachAt } from '@portero/gallery';
import { type DoorAddress, formatDoor, type Observation, type OpenedObservation } from '@portero/protocol';
import type { Circumstances, DecisionBasis, Door, Roster } from '@portero/roster';
import type { Clock, Logger } from '@portero/runtime';
import { doorPolicy, policyGrant } from './access-records.ts';
import { withDeadline } from './deadline.ts';
import { decisionBasis } from './decision-basis.ts';
import type { StageTimings } from './decision-event.ts';
import type { GalleryDirectory } from './gallery-directory.ts';
import { lookalikeDistanceL2 } from './lookalike-distance.ts';
import type { ModelPolicy } from './model-policies.ts';
import { type ObservedFaces, observedFaces } from './observed-faces.ts';
import { type Settlement, settleOrGuard } from './passage-guard.ts';
import { policyPerson, policyRules } from './place-rules.ts';
import type { Recogniser, Recognition } from './recogniser.ts';
import { Stopwatch } from './stopwatch.ts';

export interface DecisionMakerOptions {
  policy: ModelPolicy;
  databaseTimeoutMs: number;
  /** What a door asks for that has no setting of its own. */
  frameDemandOf(door: string): FrameDemand;
}

export interface DecisionMakerDeps {
  recogniser: Recogniser;
  roster: Pick<Roster, 'circumstances' | 'lookalikes'>;
  galleries: Pick<GalleryDirectory, 'thresholds' | 'basisAt' | 'version'>;
  logger: Logger;
  clock: Clock;
}

export type MadeDecision = Settlement & {
  /** For the audit log; absent where nothing was compared. */
  readonly basisOf?: (decision: Decision) => DecisionBasis;
  readonly door?: Door;
  readonly timings: StageTimings;
};

type LookedUp = Circumstances &
  Pick<DecisionInput, 'thresholds'> & { lookalikes: NonNullable<DecisionInput['lookalikes']> };

/**
 * Looks up what a decision rests on and asks the policy. The gallery only proposes a person; whether that person may
 * pass is read from the database each time, so a suspension or a revoked grant holds from the moment it is
 * committed.
 *
 * @throws {RosterError} or `DEADLINE_EXCEEDED` when the database cannot be asked
 */
export class DecisionMaker {
  readonly #options: DecisionMakerOptions;
  readonly #deps: DecisionMakerDeps;

  constructor(options: DecisionMakerOptions, deps: DecisionMakerDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /** @param reach who matters; unless it is given, as the building has it */
  async make(
    observation: OpenedObservation,
    address: DoorAddress,
    reach = this.#deps.recogniser.reachOf(address),
  ): Promise<MadeDecision> {
    const { policy } = this.#options;
    const { recogniser } = this.#deps;
    const faces = observedFaces(observation);
    if (observation.modelId !== policy.modelId || faces.fused.length !== policy.dimension) {
      return { decision: denial('model_mismatch'), timings: {} };
    }
    const watch = new Stopwatch(this.#deps.clock);
    const recognition =
      observation.mode === 'identify'
        ? recogniser.identify(faces, address, reach)
        : await recogniser.verify(faces, observation, address);
    const searchMs = watch.lapMs();
    // Last of all: what holds here, and who may pass, as it stands when it is known who that is.
    const circumstances = await this.#circumstances(address, recognition?.personId);
    const { door } = circumstances;
    if (!recognition) return withDoor({ decision: denial('gallery_not_ready'), timings: { searchMs } }, door);
    const thresholds = this.#thresholds(observation.mode, door);
    const needed = reachAt(thresholds.thresholdL2, Math.max(thresholds.marginL2, door?.marginL2 ?? 0));
    // A door that wants more room around a person: once more, among all who matter there.
    const reachesFarther = needed.withinL2 > reach.withinL2 || needed.marginL2 > reach.marginL2;
    if (observation.mode === 'identify' && reachesFarther) return this.make(observation, address, needed);
    const lookalikes = await this.#lookalikes(faces.fused, circumstances);
    const pad = padEvidence(faces, observation);
    const settled = this.#decide(
      faces,
      { ...recognition, pad },
      { ...circumstances, lookalikes, thresholds },
    );
    return withDoor({ ...settled, timings: { searchMs, decideMs: watch.lapMs() } }, door);
  }

  #decide(
    { quality }: ObservedFaces,
    { match, frames, pad }: Recognition & Pick<DecisionInput, 'pad'>,
    { door, person, grants: rows, lookalikes, thresholds }: LookedUp,
  ): Settlement & Pick<MadeDecision, 'basisOf'> {
    const { policy } = this.#options;
    const { galleries, logger } = this.#deps;
    const grants = rows.map((row) => policyGrant(row, logger));
    const input: DecisionInput = {
      now: this.#deps.clock.now(),
      door: door && doorPolicy(door, this.#options.frameDemandOf(door.address)),
      thresholds,
      quality,
      match,
      frames,
      pad,
      person: person && policyPerson(person),
      lookalikes,
      grants,
      timeZone: door?.timeZone ?? 'UTC',
    };
    const basisOf = (decision: Decision) =>
      decisionBasis({ decision, door, match, thresholds, grants, lookalikes, policy, galleries });
    if (!door || !person) return { decision: decide(input), basisOf };
    const settled = settleOrGuard({ ...input, ...policyRules(door.rules, logger) }, { door, person, logger });
    return { ...settled, basisOf };
  }

  /** 1:N for the gallery as it is now and the rate that building and door allow; 1:1 as the model has it. */
  #thresholds(mode: Observation['mode'], door: Door | undefined): DecisionInput['thresholds'] {
    const { identifyThresholdL2, verifyThresholdL2, marginL2 } = this.#options.policy;
    if (mode === 'verify' || !door) return { thresholdL2: verifyThresholdL2, marginL2 };
    return this.#deps.galleries.thresholds(door) ?? { thresholdL2: identifyThresholdL2, marginL2 };
  }

  #circumstances(address: DoorAddress, personId: string | undefined): Promise<Circumstances> {
    const { modelId } = this.#options.policy;
    const question = { door: formatDoor(address), personId, modelId };
    return this.#ask('what holds at the door', this.#deps.roster.circumstances.of(question));
  }

  /** How far the face is from those whom the person is registered to look like, in the gallery of this building or not. */
  async #lookalikes(
    probe: Float32Array,
    { person, hasLookalikes }: Circumstances,
  ): Promise<LookedUp['lookalikes']> {
    if (!person || !hasLookalikes) return [];
    const { lookalikes } = this.#deps.roster;
    const { modelId } = this.#options.policy;
    const found = await this.#ask('the lookalikes', lookalikes.listForPerson(person.id, modelId));
    return found.map((lookalike) => ({
      personId: lookalike.personId,
      distanceL2: lookalikeDistanceL2(lookalike, probe),
    }));
  }

  #ask<T>(what: string, question: Promise<T>): Promise<T> {
    return withDeadline(`reading ${what}`, this.#options.databaseTimeoutMs, question);
  }
}

/** What the edge found, or nothing: an edge that knows no PAD sends neither. What is demanded is the roster's to say. */
function padEvidence({ padScore: score }: ObservedFaces, { challenge }: Observation): DecisionInput['pad'] {
  return score === undefined && challenge === undefined ? undefined : { score, challenge };
}

function withDoor(made: MadeDecision, door: Door | undefined): MadeDecision {
  return door ? { ...made, door } : made;
}
