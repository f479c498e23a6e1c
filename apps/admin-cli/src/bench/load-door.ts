import type { Bus, BusMessage } from '@portero/bus';
import {
  type Command,
  CommandVerifier,
  DEFAULT_CHALLENGE_TTL_MS,
  type EdgeVoice,
  type KeyRing,
  PROTOCOL_VERSION,
  parseDoorAddress,
  type RequestId,
  topics,
} from '@portero/protocol';
import { newId } from '@portero/runtime';
import type { LoadRequest, LoadTally } from './load-tally.ts';

export interface LoadDoorOptions {
  /** `site/building/edge/door` */
  readonly address: string;
  readonly modelId: string;
}

export interface LoadDoorDeps {
  readonly bus: Pick<Bus, 'publish'>;
  readonly voice: EdgeVoice;
  readonly keys: KeyRing;
  readonly bootId: string;
  readonly tally: LoadTally;
  nextSeq(): number;
}

interface Outstanding extends LoadRequest {
  settle(): void;
  /** Once it is answered. */
  decisionId?: string;
  sentAgain: boolean;
}

/** Requests whose answers, and second answers, are still looked for. */
const REMEMBERED = 256;
/** As a real door: `SEND_AGAIN_AFTER_MS` of the edge agent, and then twice as long. */
const SEND_AGAIN_AFTER_MS = 800;
/** When the picture was taken before it was sent, as on an edge that has just encoded it. */
const PICTURE_AGE_MS = 60;

/**
 * One door as a coordinator sees it: it observes under a challenge of its own, signed and sealed, believes a command only
 * as a real door does, and acknowledges what it did. There is no lock.
 */
export class LoadDoor {
  readonly #options: LoadDoorOptions;
  readonly #deps: LoadDoorDeps;
  readonly #verifier: CommandVerifier;
  readonly #topics: { observe: string; ack: string };
  readonly #requests = new Map<string, Outstanding>();

  constructor(options: LoadDoorOptions, deps: LoadDoorDeps) {
    const { address: door } = options;
    const { keys, bootId } = deps;
    const parsed = parseDoorAddress(door);
    this.#options = options;
    this.#deps = deps;
    this.#verifier = new CommandVerifier({ door, keys, bootId, maxOutstanding: REMEMBERED });
    this.#topics = { observe: topics.observe(parsed), ack: topics.ack(parsed) };
  }

  /**
   * Sends one observation.
   * @param pictures of one person, encoded
   * @returns once it is answered, or not valid any more
   */
  async observe(pictures: readonly string[], intendedAtMs: number): Promise<void> {
    const { bus, voice, tally, nextSeq } = this.#deps;
    const requestId = newId() as RequestId;
    const ttlMs = DEFAULT_CHALLENGE_TTL_MS;
    const { nonce, bootId } = this.#verifier.issueChallenge({ requestId, ttlMs });
    const issuedAt = Date.now();
    const payload = voice.observation({
      ...{ v: PROTOCOL_VERSION, requestId, nonce, bootId, seq: nextSeq(), door: this.#options.address },
      ...{ issuedAt, expiresAt: issuedAt + ttlMs, mode: 'identify', modelId: this.#options.modelId },
      frames: pictures.map((embedding, index) => ({
        capturedAt: issuedAt - PICTURE_AGE_MS * (pictures.length - index),
        quality: 0.8,
        padScore: 0.9,
        embedding,
      })),
    });
    const request = { requestId, intendedAtMs, expiresAtMs: performance.now() + ttlMs };
    tally.sent(request);
    const settled = this.#wait(request);
    // One that the broker does not take is one that is not answered.
    const send = () => void bus.publish(this.#topics.observe, payload, { qos: 1 }).catch(() => undefined);
    send();
    this.#sendAgain(requestId, send, SEND_AGAIN_AFTER_MS);
    await settled;
  }

  #sendAgain(requestId: RequestId, send: () => void, pauseMs: number): void {
    setTimeout(() => {
      const request = this.#requests.get(requestId);
      if (!request || request.decisionId !== undefined || performance.now() > request.expiresAtMs) return;
      request.sentAgain = true;
      this.#deps.tally.sentAgain();
      send();
      this.#sendAgain(requestId, send, 2 * pauseMs);
    }, pauseMs).unref();
  }

  /** What came on the door's `cmd` topic. */
  commanded({ payload, retain }: BusMessage): void {
    const { tally } = this.#deps;
    const verdict = this.#verifier.verify({ payload, retain });
    if (!verdict.accepted) {
      // Too late, and counted as unanswered already.
      if (verdict.reason === 'expired') return;
      const known = verdict.requestId === undefined ? undefined : this.#requests.get(verdict.requestId);
      if (known?.decisionId === undefined) tally.unbelieved();
      // Who asked twice is told the same decision twice.
      else if (!known.sentAgain || verdict.decisionId !== known.decisionId) tally.answeredAgain();
      return;
    }
    const { command } = verdict;
    const request = this.#requests.get(command.requestId);
    if (!request) return;
    const { requestId, decisionId, reason, action } = command;
    tally.answered(request, { decisionId, reason, unlock: action === 'unlock' }, performance.now());
    request.decisionId = decisionId;
    request.settle();
    this.#acknowledge(requestId, command);
  }

  #acknowledge(requestId: RequestId, { decisionId, action }: Command): void {
    const { bus, voice } = this.#deps;
    const outcome = action === 'unlock' ? 'actuated' : 'shown';
    const { bootId } = this.#verifier;
    const ack = voice.acknowledgement({
      ...{ v: PROTOCOL_VERSION, requestId, decisionId, bootId, outcome, at: Date.now() },
    });
    bus.publish(this.#topics.ack, ack, { qos: 1 }).catch(() => undefined);
  }

  #wait(request: LoadRequest): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, request.expiresAtMs - performance.now());
      const settle = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#requests.set(request.requestId, { ...request, settle, sentAgain: false });
      if (this.#requests.size > REMEMBERED) this.#requests.delete(this.#requests.keys().next().value!);
    });
  }
}
