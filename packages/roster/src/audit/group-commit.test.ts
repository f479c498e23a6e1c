import { describe, expect, it } from 'vitest';
import { GroupCommit } from './group-commit.ts';

/** Remembers the groups that it was given. */
function grouping() {
  const groups: string[][] = [];
  const commit = new GroupCommit<string, string>(
    { maxItems: 4, keyOf: (item) => item[0]! },
    async (items) => {
      groups.push([...items]);
      await Promise.resolve();
      return items.map((item) => (item.endsWith('!') ? { error: new Error(item) } : { outcome: item }));
    },
  );
  return { groups, commit };
}

describe('a group commit', () => {
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
