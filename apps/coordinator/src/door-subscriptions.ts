import type { Bus, BusHandler, BusMessage } from '@portero/bus';
import { type PlaceFilter, topics } from '@portero/protocol';
import type { Building } from '@portero/roster';
import type { DoorReports } from './door-reports.ts';
import type { ObservationHandler } from './observation-handler.ts';

export interface DoorSubscriptionsOptions {
  sharedSubscription: boolean;
}

export interface DoorSubscriptionsDeps {
  bus: Pick<Bus, 'subscribe'>;
  handler: Pick<ObservationHandler, 'handle'>;
  reports: Pick<DoorReports, 'acknowledged' | 'alarmed' | 'stateChanged'>;
}

type Unsubscribe = () => Promise<void>;

/** Coordinators that share a broker take turns (MQTT 5, section 4.8.2; mosquitto gives it to 3.1.1 clients too). */
const SHARED = '$share/coordinators/';

/**
 * Listens to all edges of the buildings that are served, each building by filters of its own: coordinators that serve the
 * same building share its observations, and others hear nothing of it. The bus is not kept waiting for an answer; how many
 * are worked on is the business of `Admission`.
 */
export class DoorSubscriptions {
  readonly #share: string;
  readonly #deps: DoorSubscriptionsDeps;
  readonly #served = new Map<string, readonly Unsubscribe[]>();
  readonly #inFlight = new Set<Promise<void>>();

  constructor({ sharedSubscription }: DoorSubscriptionsOptions, deps: DoorSubscriptionsDeps) {
    this.#share = sharedSubscription ? SHARED : '';
    this.#deps = deps;
  }

  /**
   * From now on these, and no others. One call at a time.
   * @throws {BusError} of a subscription that was not granted; what was is kept, and another call asks for the rest
   */
  async serve(buildings: readonly Pick<Building, 'address' | 'building' | 'site'>[]): Promise<void> {
    const wanted = new Set(buildings.map(({ address }) => address));
    for (const [address, unsubscribes] of this.#served) {
      if (wanted.has(address)) continue;
      this.#served.delete(address);
      await endAll(unsubscribes);
    }
    for (const { address, site, building } of buildings) {
      if (!this.#served.has(address)) this.#served.set(address, await this.#listen({ site, building }));
    }
  }

  /** Ends the subscriptions, then waits for what is still being answered. */
  async stop(): Promise<void> {
    await Promise.all([...this.#served.values()].map(endAll));
    this.#served.clear();
    await Promise.allSettled(this.#inFlight);
  }

  async #listen(place: PlaceFilter): Promise<readonly Unsubscribe[]> {
    const { bus, handler, reports } = this.#deps;
    const share = this.#share;
    const asked = await Promise.allSettled([
      // Retained, so every coordinator sees each of them.
      bus.subscribe(topics.allStates(place), (message) => reports.stateChanged(message)),
      bus.subscribe(`${share}${topics.allEvents(place)}`, (message) => reports.alarmed(message)),
      bus.subscribe(
        `${share}${topics.allAcks(place)}`,
        this.#tracked((message) => reports.acknowledged(message)),
      ),
      bus.subscribe(
        `${share}${topics.allObservations(place)}`,
        this.#tracked((message) => handler.handle(message)),
      ),
    ]);
    const granted = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = asked.find((one) => one.status === 'rejected');
    if (!refused) return granted;
    await endAll(granted);
    throw refused.reason;
  }

  #tracked(handle: (message: BusMessage) => Promise<void>): BusHandler {
    return (message) => {
      const work = handle(message).finally(() => this.#inFlight.delete(work));
      this.#inFlight.add(work);
    };
  }
}

async function endAll(unsubscribes: readonly Unsubscribe[]): Promise<void> {
  await Promise.allSettled(unsubscribes.map((unsubscribe) => unsubscribe()));
}
