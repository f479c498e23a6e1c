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

export interface Answered {
  readonly decisionId: string;
  readonly shed: boolean;
}

/** What one generator has counted, as data that travels between threads. */
export interface LoadResult {
  /** Of the window: by request, its answer, if it got one while it was valid. */
  readonly counted: ReadonlyMap<string, Answered | undefined>;
  readonly latenciesMs: readonly number[];
  readonly reasons: ReadonlyMap<string, number>;
  readonly unlocked: number;
  readonly sentAgain: number;
  readonly duplicates: number;
  readonly unbelieved: number;
  readonly unansweredEver: number;
  readonly toldOverloadedEver: number;
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

  result(): LoadResult {
    return {
      counted: this.#counted,
      latenciesMs: this.#latenciesMs,
      reasons: this.#reasons,
      unlocked: this.#unlocked,
      sentAgain: this.#sentAgain,
      duplicates: this.#duplicates,
      unbelieved: this.#unbelieved,
      unansweredEver: this.#unansweredEver,
      toldOverloadedEver: this.#toldOverloadedEver,
    };
  }

  #isInWindow(atMs: number): boolean {
    return atMs >= this.#window.fromMs && atMs < this.#window.toMs;
  }
}
