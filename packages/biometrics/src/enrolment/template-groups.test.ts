import { describe, expect, it } from 'vitest';
import { consistencyOf, templateGroups } from './template-groups.ts';

/** A face on a circle; 30 degrees apart is 0.52. */
function at(id: string, degrees: number) {
  const angle = (degrees * Math.PI) / 180;
  return { id, embedding: [Math.cos(angle), Math.sin(angle)] };
}

const idsOf = (groups: readonly (readonly { id: string }[])[]) =>
  groups.map((group) => group.map(({ id }) => id));

describe('groups of faces', () => {
  it('are linked by the faces between, in whatever order they come', () => {
    expect(idsOf(templateGroups([at('a', 0), at('b', 60), at('c', 30)], 0.6))).toEqual([['a', 'b', 'c']]);
    expect(idsOf(templateGroups([at('a', 0), at('b', 60), at('c', 61)], 0.6))).toEqual([['b', 'c'], ['a']]);
    expect(templateGroups([], 0.6)).toEqual([]);
  });
});

describe('the faces of a folder', () => {
  it('are consistent when they hang together, or there is one', () => {
    expect(consistencyOf([at('a', 0), at('b', 20)], 0.6).outcome).toBe('consistent');
    expect(consistencyOf([at('a', 0)], 0.6).outcome).toBe('consistent');
    expect(consistencyOf([], 0.6).outcome).toBe('consistent');
  });

  it('name the stranger among them, and several', () => {
    const own = [at('a', 0), at('b', 10), at('c', 20)];
    const found = consistencyOf([...own, at('x', 100)], 0.6);
    expect(found).toMatchObject({ outcome: 'strangers', strangers: ['x'] });
    expect(found.outcome === 'strangers' && found.distanceL2).toBeCloseTo(2 * Math.sin((40 * Math.PI) / 180));
    expect(consistencyOf([at('x', 100), ...own, at('y', 105)], 0.6)).toMatchObject({ strangers: ['x', 'y'] });
  });

  it('leave it open who is the stranger of two', () => {
    expect(consistencyOf([at('a', 0), at('x', 100)], 0.6)).toMatchObject({
      outcome: 'undecided',
      faces: ['a', 'x'],
    });
  });

  it('are judged by what is enrolled already, even against a majority', () => {
    const found = consistencyOf([at('x', 100), at('y', 105), at('b', 5)], 0.6, [at('a', 0)]);
    expect(found).toMatchObject({ outcome: 'strangers', strangers: ['x', 'y'] });
    expect(consistencyOf([at('b', 5)], 0.6, [at('a', 0), at('old', 90)]).outcome).toBe('consistent');
  });
});
