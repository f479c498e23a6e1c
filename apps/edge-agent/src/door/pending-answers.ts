import type { Command } from '@portero/protocol';

/** What became of the wait for a command. */
export type Answer =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'no_answer' | 'publish_failed' | 'stopped' };

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * The attempts of a door that wait for their command, by request id.
 *
 * Invariants: each wait ends exactly once, with the first of command, time-out, failure to send and stop; a command
 * that nobody waits for any more is handed back to the caller, who must not obey it.
 */
export class PendingAnswers {
  readonly #pending = new Map<string, Pending>();
  #stopped = false;

  wait(requestId: string, timeoutMs: number): Promise<Answer> {
    if (this.#stopped) return Promise.resolve({ kind: 'stopped' });
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.end(requestId, { kind: 'no_answer' }), timeoutMs);
      this.#pending.set(requestId, { resolve, timer });
    });
  }

  has(requestId: string): boolean {
    return this.#pending.has(requestId);
  }

  /** @returns whether somebody was waiting */
  end(requestId: string, answer: Answer): boolean {
    const pending = this.#pending.get(requestId);
    if (!pending) return false;
    this.#pending.delete(requestId);
    clearTimeout(pending.timer);
    pending.resolve(answer);
    return true;
  }

  stop(): void {
    this.#stopped = true;
    for (const requestId of [...this.#pending.keys()]) this.end(requestId, { kind: 'stopped' });
  }
}
