import { type Box, intersectionOverUnion, l2Distance } from '@portero/biometrics';

/** What a face looks like to the tracker. A face of the encoder's analysis fits. */
export interface Sighting {
  /** Pixels of the frame. */
  readonly box: Box;
  /** Of unit length. */
  readonly embedding: Float32Array;
}

/** One person, followed over frames. */
export interface Track<S extends Sighting> {
  readonly id: string;
  readonly last: S;
  /** Monotonic clock, ms. */
  readonly lastSeenMs: number;
}

export interface TrackerOptions {
  /** Below this L2 distance two faces are the same person wherever they are: the model's pair threshold. */
  readonly sameFaceL2: number;
  /**
   * A face that stayed in place may differ this much more: motion blur and turned heads move an embedding.
   * @defaultValue 1.25
   */
  readonly inPlaceFactor?: number;
  /** A person not seen for this long, and not in the newest frame, has left, ms. @defaultValue 1500 */
  readonly lostAfterMs?: number;
}

export interface TrackerUpdate<S extends Sighting> {
  /** One for each sighting, in the order given. */
  readonly seen: readonly Track<S>[];
  /** Those who have left. */
  readonly lost: readonly Track<S>[];
}

interface Pair {
  readonly trackId: string;
  readonly position: number;
  readonly cost: number;
}

/**
 * Follows faces over frames: born with a first sighting, moved by each match, lost when the newest frame
 * lacks it and `lostAfterMs` have passed.
 *
 * Invariants: a sighting belongs to exactly one track and a track takes at most one sighting a frame; the cheapest
 * pairs are matched first; a face that takes another's place is a new track, since its embedding is too far away.
 */
export class Tracker<S extends Sighting> {
  readonly #options: Required<TrackerOptions>;
  readonly #newId: () => string;
  readonly #tracks = new Map<string, Track<S>>();

  constructor(options: TrackerOptions, deps: { newId: () => string }) {
    this.#options = { inPlaceFactor: 1.25, lostAfterMs: 1500, ...options };
    this.#newId = deps.newId;
  }

  update(sightings: readonly S[], nowMs: number): TrackerUpdate<S> {
    const matches = this.#match(sightings);
    const seen = sightings.map((last, position): Track<S> => {
      const track = { id: matches.get(position) ?? this.#newId(), last, lastSeenMs: nowMs };
      this.#tracks.set(track.id, track);
      return track;
    });
    // After the matching: where frames come slower than people are lost, somebody seen in each has not left.
    const lost = [...this.#tracks.values()].filter(
      ({ lastSeenMs }) => nowMs - lastSeenMs > this.#options.lostAfterMs,
    );
    for (const { id } of lost) this.#tracks.delete(id);
    return { seen, lost };
  }

  /** @returns position of a sighting → id of its track */
  #match(sightings: readonly S[]): Map<number, string> {
    const pairs = sightings.flatMap((sighting, position) =>
      [...this.#tracks.values()].flatMap((track): Pair[] => {
        const cost = this.#cost(track.last, sighting);
        return cost === undefined ? [] : [{ trackId: track.id, position, cost }];
      }),
    );
    const matches = new Map<number, string>();
    const taken = new Set<string>();
    for (const { trackId, position } of pairs.sort((a, b) => a.cost - b.cost)) {
      if (taken.has(trackId) || matches.has(position)) continue;
      taken.add(trackId);
      matches.set(position, trackId);
    }
    return matches;
  }

  /** @returns nothing when the two cannot be the same person */
  #cost(before: S, now: S): number | undefined {
    const { sameFaceL2, inPlaceFactor } = this.#options;
    const distanceL2 = l2Distance(before.embedding, now.embedding);
    const overlap = intersectionOverUnion(before.box, now.box);
    const inPlace = overlap > 0.1 || centreDistancePx(before.box, now.box) < before.box.width;
    if (distanceL2 >= (inPlace ? sameFaceL2 * inPlaceFactor : sameFaceL2)) return undefined;
    return distanceL2 / sameFaceL2 + (1 - overlap);
  }
}

function centreDistancePx(a: Box, b: Box): number {
  return Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
}
