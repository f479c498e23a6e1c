import { percentile } from '@portero/benchmark';

/** One request from the moment it was meant to be sent. */
export interface LoadRequest {
  readonly requestId: string;
  /** By the monotonic clock; of an open loop the time of the plan, however late the request went out. */
  readonly intendedAtMs: number;
  /** Nobody would believe an answer after this. */
  readonly expiresAtMs: number;
}

/** Reasons with which a coordinator turns away what it has no time for. */
const SHED: ReadonlySet<string> = new Set(['overloaded', 'stale_observation']);

export interface LoadCounts {
  readonly sent: number;
  /** With a decision, whatever it was. */
  readonly answered: number;
  readonly unlocked: number;
  /** With the answer that there is no time. */
  readonly toldOverloaded: number;
  /** Not answered while they were valid. */
  readonly unanswered: number;
  /** Of all that were ever sent. */
  readonly unansweredEver: number;
  /** Sent once more because no answer had come. */
  readonly sentAgain: number;
  /** Second answers to one request that was sent once, and answers with another decision. */
  readonly duplicates: number;
  /** Commands that the door did not believe. */
  readonly unbelieved: number;
  /** Decisions by the reason that the door was told. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

interface Answered {
  readonly decisionId: string;
  readonly shed: boolean;
}

/**
 * What became of each request. Requests that are meant to be sent within the window between `open` and `close` are
 * counted, those before and after are load only.
 */
export class LoadTally {
  readonly #counted = new Map<string, Answered | undefined>();
  readonly #latenciesMs: number[] = [];
  readonly #reasons = new Map<string, number>();
  #window = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  #unlocked = 0;
  #sentAgain = 0;
  #duplicates = 0;
  #unbelieved = 0;
  #answeredInWindow = 0;
  #unansweredEver = 0;
  #toldOverloadedEver = 0;

  /** Decisions that came while the window was open, whenever they were asked for: what a rate is made of. */
  get answeredInWindow(): number {
    return this.#answeredInWindow;
  }

  get toldOverloadedEver(): number {
    return this.#toldOverloadedEver;
  }

  open(nowMs: number): void {
    this.#window = { fromMs: nowMs, toMs: Number.POSITIVE_INFINITY };
  }

  close(nowMs: number): void {
    this.#window = { ...this.#window, toMs: nowMs };
  }

  sent({ requestId, intendedAtMs }: LoadRequest): void {
    this.#unansweredEver++;
    if (this.#isInWindow(intendedAtMs)) this.#counted.set(requestId, undefined);
  }

  answered(
    request: LoadRequest,
    answer: { decisionId: string; reason: string; unlock: boolean },
    nowMs: number,
  ): void {
    const { requestId, intendedAtMs, expiresAtMs } = request;
    const shed = SHED.has(answer.reason);
    if (!shed && this.#isInWindow(nowMs)) this.#answeredInWindow++;
    if (nowMs > expiresAtMs) return;
    this.#unansweredEver--;
    if (answer.reason === 'overloaded') this.#toldOverloadedEver++;
    if (!this.#counted.has(requestId)) return;
    this.#counted.set(requestId, { decisionId: answer.decisionId, shed });
    this.#reasons.set(answer.reason, (this.#reasons.get(answer.reason) ?? 0) + 1);
    if (answer.unlock) this.#unlocked++;
    if (!shed) this.#latenciesMs.push(nowMs - intendedAtMs);
  }

  sentAgain(): void {
    this.#sentAgain++;
  }

  answeredAgain(): void {
    this.#duplicates++;
  }

  unbelieved(): void {
    this.#unbelieved++;
  }

  counts(): LoadCounts {
    const answers = [...this.#counted.values()];
    const shed = answers.filter((answer) => answer?.shed).length;
    const unanswered = answers.filter((answer) => answer === undefined).length;
    return {
      sent: answers.length,
      answered: answers.length - shed - unanswered,
      unlocked: this.#unlocked,
      toldOverloaded: shed,
      unanswered,
      unansweredEver: this.#unansweredEver,
      sentAgain: this.#sentAgain,
      duplicates: this.#duplicates,
      unbelieved: this.#unbelieved,
      reasons: Object.fromEntries(this.#reasons),
      p50Ms: percentile(this.#latenciesMs, 0.5),
      p99Ms: percentile(this.#latenciesMs, 0.99),
      maxMs: percentile(this.#latenciesMs, 1),
    };
  }

  /** Of the counted requests that got a decision: which one. */
  decisions(): Map<string, string> {
    return new Map(
      [...this.#counted].flatMap(([requestId, answer]) =>
        answer && !answer.shed ? [[requestId, answer.decisionId] as const] : [],
      ),
    );
  }

  #isInWindow(atMs: number): boolean {
    return atMs >= this.#window.fromMs && atMs < this.#window.toMs;
  }
}
