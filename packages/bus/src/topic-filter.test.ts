import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filterCovers, isValidFilter, isValidTopic, matchesFilter } from './topic-filter.ts';

describe('matchesFilter', () => {
  test.each([
    ['a/b', 'a/b', true],
    ['a/+', 'a/b', true],
    ['a/+', 'a/', true],
    ['a/+', 'a', false],
    ['a/+', 'a/b/c', false],
    ['+/+', '/b', true],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'ab', false],
    ['#', 'a/b', true],
    ['#', '$SYS/broker', false],
    ['+/broker', '$SYS/broker', false],
    ['$SYS/#', '$SYS/broker', true],
    ['$share/group/a/+', 'a/b', true],
    ['$share/group/a/+', 'b/b', false],
    ['A/b', 'a/b', false],
  ])('%s and %s: %s', (filter, topic, expected) => {
    expect(matchesFilter(filter, topic)).toBe(expected);
  });
});

describe('isValidFilter', () => {
  test.each(['a', '/', '+', '#', 'a/+/#', '$share/g/a/#', 'a//b'])('accepts %s', (filter) => {
    expect(isValidFilter(filter)).toBe(true);
  });

  test.each(['', 'a#', 'a+/b', '#/a', 'a/#/b', '$share/g', '$share//a', '$share/+/a', 'a\0'])(
    'refuses %j',
    (filter) => {
      expect(isValidFilter(filter)).toBe(false);
    },
  );
});

test.each(['', 'a/+', '#', 'a\0b', 'x'.repeat(65_536)])('isValidTopic refuses topic %#', (topic) => {
  expect(isValidTopic(topic)).toBe(false);
});

const level = fc.constantFrom('a', 'b', 'c');
const filters = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'));
const topics = fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'));

test('a filter that is covered matches nothing that the covering one does not', () => {
  fc.assert(
    fc.property(filters, filters, topics, (allowed, requested, topic) => {
      fc.pre(filterCovers(allowed, requested) && matchesFilter(requested, topic));
      expect(matchesFilter(allowed, topic)).toBe(true);
    }),
  );
});

test('every filter covers itself', () => {
  fc.assert(fc.property(filters, (filter) => filterCovers(filter, filter)));
});
