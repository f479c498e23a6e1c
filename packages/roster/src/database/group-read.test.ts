import { describe, expect, it, vi } from 'vitest';
import { GroupRead } from './group-read.ts';

/** Remembers the groups that it was asked for; the test answers them. */
function reading({ maxQuestions = 3, overdueMs = 10_000 } = {}) {
  const reads: { questions: readonly string[]; end(error?: Error): void }[] = [];
  const group = new GroupRead<string, string>({ maxQuestions, overdueMs }, (questions) => {
    return new Promise((resolve, reject) => {
      const end = (error?: Error) =>
        error
          ? reject(error)
          : resolve(
              questions.map((each) => (each.endsWith('!') ? { error: each } : { outcome: `${each}?` })),
            );
      reads.push({ questions, end });
    });
  });
  return { reads, group };
}

describe('a group read', () => {
  it('answers nobody from a read that began before the question', async () => {
    const { reads, group } = reading();
    const first = group.ask('a');
    await vi.waitFor(() => expect(reads).toHaveLength(1));
    const later = ['b', 'c', 'd', 'e'].map((question) => group.ask(question));
    reads[0]!.end();
    expect(await first).toBe('a?');
    await vi.waitFor(() => expect(reads).toHaveLength(2));
    reads[1]!.end();
    await vi.waitFor(() => expect(reads).toHaveLength(3));
    reads[2]!.end();
    expect(await Promise.all(later)).toEqual(['b?', 'c?', 'd?', 'e?']);
    expect(reads.map(({ questions }) => questions)).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });

  it('gives each its own error, and all that of the read', async () => {
    const { reads, group } = reading();
    const [good, bad] = [group.ask('a'), group.ask('b!')];
    await vi.waitFor(() => expect(reads).toHaveLength(1));
    reads[0]!.end();
    await expect(bad).rejects.toBe('b!');
    expect(await good).toBe('a?');
    const lost = [group.ask('c'), group.ask('d')];
    await vi.waitFor(() => expect(reads).toHaveLength(2));
    reads[1]!.end(new Error('gone'));
    for (const each of lost) await expect(each).rejects.toThrow('gone');
  });

  it('goes on beside a read that hangs', async () => {
    const { reads, group } = reading({ overdueMs: 5 });
    const hanging = group.ask('a');
    await vi.waitFor(() => expect(reads).toHaveLength(1));
    const next = group.ask('b');
    await vi.waitFor(() => expect(reads).toHaveLength(2));
    reads[1]!.end();
    expect(await next).toBe('b?');
    reads[0]!.end();
    expect(await hanging).toBe('a?');
  });
});
