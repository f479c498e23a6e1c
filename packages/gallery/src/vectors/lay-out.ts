import { DIFFERENCES, FIRST_BYTES, SECOND_BYTES } from '../kernel/kernel.ts';

/** So that no vector of the machine crosses a line of its cache. */
const ALIGNMENT = 64;

/** Where things lie in the memory of a kernel: what a search needs, and behind it the blocks. */
export function layOut({
  planesBytes,
  vectorBytes,
  group,
}: {
  planesBytes: number;
  vectorBytes: number;
  /** Slots in a list. */
  group: number;
}) {
  let end = 0;
  const take = (bytes: number) => {
    const start = end;
    end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return start;
  };
  return Object.freeze({
    planes: take(planesBytes),
    probe: take(vectorBytes),
    /** Both parts. */
    probeSketch: take(FIRST_BYTES + SECOND_BYTES),
    /** How many sketches differ in so many bits. */
    histogram: take(4 * DIFFERENCES),
    slots: take(4 * group),
    everySlot: take(4 * group),
    distances: take(4 * group),
    blocks: take(0),
  });
}
