import { expect, it } from 'vitest';
import { ExactScan } from './exact-scan.ts';
import { FaceLikePeople } from './face-like-people.ts';

it('finds the nearest of all vectors, giving up on others or not', () => {
  const [dimension, size] = [37, 300];
  const people = new FaceLikePeople({ dimension });
  const vectors = new Float32Array(size * dimension);
  for (let person = 0; person < size; person++) vectors.set(people.reference(person), person * dimension);
  const scan = new ExactScan(dimension, vectors);
  for (let index = 0; index < 50; index++) {
    const probe = people.probe(index * 6);
    const distances = Array.from({ length: size }, (_, person) =>
      Math.hypot(...probe.map((value, at) => value - vectors[person * dimension + at]!)),
    );
    const nearest = distances.indexOf(Math.min(...distances));
    expect([scan.nearest(probe), scan.nearestGivingUp(probe)]).toEqual([nearest, nearest]);
  }
});
