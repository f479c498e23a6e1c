import { describe, expect, it, vi } from 'vitest';
import { GroupWork } from './group-work.ts';

/** Remembers the groups that it was given. */
function grouping() {
  const groups: string[][] = [];
  const commit = new GroupWork<string, string>({ maxItems: 4, keyOf: (item) => item[0]! }, async (items) => {
    groups.push([...items]);
    await Promise.resolve();
    return items.map((item) => (item.endsWith('!') ? { error: new Error(item) } : { outcome: item }));
  });
  return { groups, commit };
}

describe('group work whose items have keys', () => {
  it('takes those together that wait together, so many at most', async () => {
    const { groups, commit } = grouping();
    const items = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    expect(await Promise.all(items.map((item) => commit.add(item)))).toEqual(items);
    expect(groups).toEqual([
      ['a', 'b', 'c', 'd'],
      ['e', 'f', 'g'],
    ]);
  });

  it('keeps two with one key apart, in their order', async () => {
    const { groups, commit } = grouping();
    await Promise.all(['a1', 'a2', 'b1', 'a3'].map((item) => commit.add(item)));
    expect(groups).toEqual([['a1', 'b1'], ['a2'], ['a3']]);
  });

  it('gives each its own outcome', async () => {
    const { commit } = grouping();
    const [good, bad] = await Promise.allSettled([commit.add('a'), commit.add('b!')]);
    expect(good).toMatchObject({ status: 'fulfilled', value: 'a' });
    expect(bad).toMatchObject({ status: 'rejected' });
  });

  it('takes up what is added at the moment when it was done', async () => {
    const { commit } = grouping();
    for (let turn = 0; turn < 50; turn++) {
      const [first] = await Promise.all([commit.add('a').then(() => commit.add('b')), commit.add('c')]);
      expect(first).toBe('b');
    }
  });
});

/** Remembers the groups that it was asked for; the test answers them. */
function reading({ maxItems = 3, overdueMs = 10_000 } = {}) {
  const reads: { questions: readonly string[]; end(error?: Error): void }[] = [];
  const group = new GroupWork<string, string>({ maxItems, overdueMs }, (questions) => {
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

describe('group work that may be overdue', () => {
  it('answers nobody from a read that began before the question', async () => {
    const { reads, group } = reading();
    const first = group.add('a');
    await vi.waitFor(() => expect(reads).toHaveLength(1));
    const later = ['b', 'c', 'd', 'e'].map((question) => group.add(question));
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
    const [good, bad] = [group.add('a'), group.add('b!')];
    await vi.waitFor(() => expect(reads).toHaveLength(1));
    reads[0]!.end();
    await expect(bad).rejects.toBe('b!');
    expect(await good).toBe('a?');
    const lost = [group.add('c'), group.add('d')];
    await vi.waitFor(() => expect(reads).toHaveLength(2));
    reads[1]!.end(new Error('gone'));
    for (const each of lost) await expect(each).rejects.toThrow('gone');
  });

  it('goes on beside a read that hangs', async () => {
    const { reads, group } = reading({ overdueMs: 5 });
    const hanging = group.add('a');
    await vi.waitFor(() => expect(reads).toHaveLength(1));
    const next = group.add('b');
    await vi.waitFor(() => expect(reads).toHaveLength(2));
    reads[1]!.end();
    expect(await next).toBe('b?');
    reads[0]!.end();
    expect(await hanging).toBe('a?');
  });
});
