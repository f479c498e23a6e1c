import type { BusOptions, BusTls } from '@portero/bus';
import type { PrivateSigningJwk, PublicSealingJwk, PublicSigningJwk } from '@portero/protocol';

/** All that an edge of the load generator holds, as a bundle gives it to a real one. Data alone: it goes to another thread. */
export interface LoadEdgeIdentity {
  /** `site/building/edge` */
  readonly address: string;
  /** Slugs. */
  readonly doors: readonly string[];
  readonly connection: Pick<BusOptions, 'url' | 'username' | 'password'> & { readonly tls?: BusTls };
  readonly signingKey: PrivateSigningJwk;
  readonly coordinatorKey: PublicSigningJwk;
  readonly sealingKey: PublicSealingJwk;
}

/** What `count` doors are called, and whose they are. */
export interface LoadDoorPlan {
  readonly edge: string;
  readonly doors: readonly string[];
}

/** An edge is heard a hundred times a second, so few doors have edges of their own, and many share them as in a building. */
const MOST_DOORS_OF_AN_EDGE = 4;
const DOORS_FOR_EACH_DOOR_OF_AN_EDGE = 20;

/** Doors shared out over edges, as evenly as they go. @param building `site/building` */
export function planDoors(building: string, count: number): LoadDoorPlan[] {
  const share = Math.floor(count / DOORS_FOR_EACH_DOOR_OF_AN_EDGE);
  const doorsOfAnEdge = Math.min(Math.max(share, 1), MOST_DOORS_OF_AN_EDGE);
  return Array.from({ length: Math.ceil(count / doorsOfAnEdge) }, (_, edge) => {
    const doors = Math.min(doorsOfAnEdge, count - edge * doorsOfAnEdge);
    return {
      edge: `${building}/edge-${edge}`,
      doors: Array.from({ length: doors }, (__, door) => `door-${door}`),
    };
  });
}
