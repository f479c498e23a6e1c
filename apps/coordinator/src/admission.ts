import type { Clock } from '@portero/runtime';

export interface AdmissionOptions {
  maxConcurrent: number;
  maxQueued: number;
  /** One that waited longer than this is shed instead of started. */
  maxWaitMs: number;
}

export type Admitted<T> = { admitted: true; value: T } | { admitted: false; cause: 'full' | 'expired' };

interface Waiting {
  since: number;
  end(how: 'started' | 'full' | 'expired'): void;
}

/**
 * Lets a bounded number of tasks run at once and a bounded number wait, in turns between those who ask: whoever asks for
 * more than the others waits for it, and keeps nobody else out.
 *
 * Invariants: at most `maxConcurrent` tasks run; at most `maxQueued` wait; when they do, another that comes takes the
 * place of the newest of whoever has the most waiting, and is refused if that is its own; a task that waited longer than
 * `maxWaitMs` never starts, because nobody listens for its answer any more; a freed place is taken by the next that is
 * still worth starting.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #clock: Clock;
  /** By who asks, oldest first; whose turn is next comes first. Nobody is in it with nothing. */
  readonly #waiting = new Map<string, Waiting[]>();
  #running = 0;
  #queued = 0;

  constructor(options: AdmissionOptions, { clock }: { clock: Clock }) {
    this.#options = options;
    this.#clock = clock;
  }

  get running(): number {
    return this.#running;
  }

  get queued(): number {
    return this.#queued;
  }

  /**
   * @param who shares what there is equally with the others
   * @param task receives how long it waited. Its rejection is passed on.
   */
  async run<T>(who: string, task: (queueMs: number) => Promise<T>): Promise<Admitted<T>> {
    const since = this.#clock.monotonicMs();
    if (this.#running >= this.#options.maxConcurrent) {
      this.#shedExpired();
      if (this.#queued >= this.#options.maxQueued && !this.#makeRoomFor(who)) {
        return { admitted: false, cause: 'full' };
      }
      const ended = await new Promise<'started' | 'full' | 'expired'>((end) => {
        const line = this.#waiting.get(who) ?? [];
        line.push({ since, end });
        this.#waiting.set(who, line);
        this.#queued++;
      });
      if (ended !== 'started') return { admitted: false, cause: ended };
    } else {
      this.#running++;
    }
    try {
      return { admitted: true, value: await task(this.#clock.monotonicMs() - since) };
    } finally {
      this.#release();
    }
  }

  /** The place passes to the next waiting task without being given up in between. */
  #release(): void {
    this.#shedExpired();
    const [next] = this.#waiting;
    if (!next) {
      this.#running--;
      return;
    }
    const [who, [first, ...others]] = next;
    this.#keep(who, others);
    first!.end('started');
  }

  #makeRoomFor(who: string): boolean {
    let greediest = who;
    for (const [other, { length }] of this.#waiting) {
      if (length > (this.#waiting.get(greediest)?.length ?? 0)) greediest = other;
    }
    // With the one that comes they would have as many: then it is not about fairness.
    const most = this.#waiting.get(greediest) ?? [];
    if (most.length <= (this.#waiting.get(who)?.length ?? 0) + 1) return false;
    this.#queued--;
    most.pop()!.end('full');
    return true;
  }

  #shedExpired(): void {
    const oldestAllowed = this.#clock.monotonicMs() - this.#options.maxWaitMs;
    for (const line of this.#waiting.values()) {
      while (line[0] && line[0].since < oldestAllowed) {
        this.#queued--;
        line.shift()!.end('expired');
      }
    }
    for (const [who, { length }] of this.#waiting) if (length === 0) this.#waiting.delete(who);
  }

  /** At the end of the turns. */
  #keep(who: string, line: Waiting[]): void {
    this.#queued--;
    this.#waiting.delete(who);
    if (line.length > 0) this.#waiting.set(who, line);
  }
}
