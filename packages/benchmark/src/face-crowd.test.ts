import { expect, it } from 'vitest';
import { FaceCrowd } from './face-crowd.ts';
import { FaceLikePeople } from './face-like-people.ts';

const [dimension, seed, size] = [24, 5, 20_000];

it('has the people that there are, and finds the nearest of all to each probe', async () => {
  const done: number[] = [];
  const crowd = await FaceCrowd.make(
    { dimension, seed, people: size, threads: 2 },
    { signal: new AbortController().signal, onProgress: (_doing, count) => done.push(count) },
  );
  const people = new FaceLikePeople({ dimension, seed });
  for (const person of [0, 16_383, 16_384, size - 1]) {
    expect(crowd.reference(person)).toEqual(people.reference(person));
  }
  expect(done.at(-1)).toBe(size);
  const probes = [3, 16_500, size - 1].map((person) =>
    people.reference(person).map((value) => value * 1.001),
  );
  const stranger = people.probe(size + 1);
  const nearest = await crowd.nearestTo([...probes, stranger]);
  expect([...nearest.subarray(0, 3)]).toEqual([3, 16_500, size - 1]);
  expect(crowd.nearestAlone(stranger)).toBe(nearest[3]);
  const distance = (person: number) =>
    Math.hypot(...crowd.reference(person).map((value, index) => value - stranger[index]!));
  const least = Math.min(...Array.from({ length: size }, (_, person) => distance(person)));
  expect(distance(nearest[3]!)).toBe(least);
});

it('ends when it is told to', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  const making = FaceCrowd.make({ dimension, seed, people: 10 }, { signal, onProgress: () => {} });
  await expect(making).rejects.toThrow('enough');
});
