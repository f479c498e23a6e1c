import type { Clock } from '@portero/runtime';

export interface AdmissionOptions {
  maxConcurrent: number;
  maxQueued: number;
  /** One that waited longer than this is shed instead of started. */
  maxWaitMs: number;
}

export type Admitted<T> = { admitted: true; value: T } | { admitted: false; cause: 'full' | 'expired' };

interface Waiting {
  who: string;
  since: number;
  end(how: 'started' | 'full' | 'expired'): void;
}

/**
 * Lets a bounded number of tasks run at once and a bounded number wait, in turns between those who ask: whoever asks for
 * more than the others waits for it, and keeps nobody else out.
 *
 * Invariants: at most `maxConcurrent` tasks run; at most `maxQueued` wait; when they do, another that comes takes the
 * place of the oldest of whoever has the most waiting, which is the nearest to being worth nothing; a task that waited
 * longer than `maxWaitMs` never starts, because nobody listens for its answer any more; a freed place is taken by the next
 * that is still worth starting. So whoever is served has waited `maxWaitMs` at most, however many come.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #clock: Clock;
  /** By who asks, oldest first; whose turn is next comes first. Nobody is in it with nothing. */
  readonly #lines = new Map<string, Waiting[]>();
  /** All of them, oldest first. */
  readonly #waiting = new Set<Waiting>();
  #running = 0;

  constructor(options: AdmissionOptions, { clock }: { clock: Clock }) {
    this.#options = options;
    this.#clock = clock;
  }

  get running(): number {
    return this.#running;
  }

  get queued(): number {
    return this.#waiting.size;
  }

  /**
   * @param who shares what there is equally with the others
   * @param task receives how long it waited. Its rejection is passed on.
   */
  async run<T>(who: string, task: (queueMs: number) => Promise<T>): Promise<Admitted<T>> {
    const since = this.#clock.monotonicMs();
    if (this.#running >= this.#options.maxConcurrent) {
      this.#shedExpired();
      if (this.#waiting.size >= this.#options.maxQueued) this.#makeRoomFor(who);
      const ended = await new Promise<'started' | 'full' | 'expired'>((end) =>
        this.#line({ who, since, end }),
      );
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
    const [next] = this.#lines;
    if (!next) {
      this.#running--;
      return;
    }
    const [who, line] = next;
    // To the end of the turns.
    this.#lines.delete(who);
    this.#lines.set(who, line);
    this.#endOldest(line, 'started');
  }

  #line(waiting: Waiting): void {
    const line = this.#lines.get(waiting.who) ?? [];
    line.push(waiting);
    this.#lines.set(waiting.who, line);
    this.#waiting.add(waiting);
  }

  /** The one that comes counts as waiting. Where nobody has more than another, the oldest of all goes. */
  #makeRoomFor(who: string): void {
    let most = (this.#lines.get(who)?.length ?? 0) + 1;
    let greediest = this.#lines.get(who) ?? this.#lines.get(this.#waiting.values().next().value?.who ?? '');
    for (const line of this.#lines.values()) if (line.length > most) [greediest, most] = [line, line.length];
    if (greediest) this.#endOldest(greediest, 'full');
  }

  /** The oldest of all is the oldest of its line as well. */
  #shedExpired(): void {
    const oldestAllowed = this.#clock.monotonicMs() - this.#options.maxWaitMs;
    for (const { who, since } of this.#waiting) {
      if (since >= oldestAllowed) return;
      this.#endOldest(this.#lines.get(who)!, 'expired');
    }
  }

  #endOldest(line: Waiting[], how: 'started' | 'full' | 'expired'): void {
    const waiting = line.shift()!;
    this.#waiting.delete(waiting);
    if (line.length === 0) this.#lines.delete(waiting.who);
    waiting.end(how);
  }
}
