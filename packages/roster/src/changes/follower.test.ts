import { silentLogger } from '@portero/runtime';
import { describe, expect, it, vi } from 'vitest';
import { ChangeFollower } from './follower.ts';
import type { RosterChange } from './roster-change.ts';

/** An outbox in memory, that can be made to fail. */
class Outbox {
  readonly changes: RosterChange[] = [];
  failures = 0;

  append(count: number): void {
    for (let i = 0; i < count; i++) {
      this.changes.push({ seq: this.changes.length + 1, kind: 'person', personId: 'p', at: new Date(0) });
    }
  }

  async read(afterSeq: number, limit: number): Promise<RosterChange[]> {
    if (this.failures-- > 0) throw new Error('the database is away');
    return this.changes.filter(({ seq }) => seq > afterSeq).slice(0, limit);
  }
}

function following(outbox: Outbox, afterSeq = 0) {
  const taken: number[] = [];
  const follower = new ChangeFollower(
    {
      afterSeq,
      batchSize: 3,
      read: (seq, limit) => outbox.read(seq, limit),
      onChanges: (changes) => void taken.push(...changes.map(({ seq }) => seq)),
    },
    { logger: silentLogger() },
  );
  return { follower, taken };
}

describe('a follower of changes', () => {
  it('reads batch after batch to the end, from where it was told', async () => {
    const outbox = new Outbox();
    outbox.append(8);
    const { follower, taken } = following(outbox, 1);
    follower.wake();
    await vi.waitFor(() => expect(taken).toEqual([2, 3, 4, 5, 6, 7, 8]));
    await follower.stop();
  });

  it('misses nothing that is appended, and woken for, while it reads', async () => {
    const outbox = new Outbox();
    const { follower, taken } = following(outbox);
    for (let i = 0; i < 50; i++) {
      outbox.append(1);
      follower.wake();
      await Promise.resolve();
    }
    await vi.waitFor(() => expect(taken).toEqual(outbox.changes.map(({ seq }) => seq)));
    await follower.stop();
  });

  it('goes on by itself when the reading has failed', async () => {
    const outbox = new Outbox();
    outbox.append(2);
    outbox.failures = 2;
    const { follower, taken } = following(outbox);
    follower.wake();
    await vi.waitFor(() => expect(taken).toEqual([1, 2]));
    await follower.stop();
  });

  it('takes nothing more once it is stopped', async () => {
    const outbox = new Outbox();
    const { follower, taken } = following(outbox);
    await follower.stop();
    outbox.append(1);
    follower.wake();
    await follower.stop();
    expect(taken).toEqual([]);
  });
});
