import type { Bus, BusHandler, BusMessage } from '@portero/bus';
import { topics } from '@portero/protocol';
import type { DoorReports } from './door-reports.ts';
import type { ObservationHandler } from './observation-handler.ts';

export interface SubscribeToDoorsOptions {
  sharedSubscription: boolean;
}

export interface SubscribeToDoorsDeps {
  bus: Pick<Bus, 'subscribe'>;
  handler: Pick<ObservationHandler, 'handle'>;
  reports: Pick<DoorReports, 'acknowledged' | 'alarmed' | 'stateChanged'>;
}

/** Coordinators that share a broker take turns (MQTT 5, section 4.8.2; mosquitto gives it to 3.1.1 clients too). */
const SHARED = '$share/coordinators/';

/**
 * Listens to all edges. The bus is not kept waiting for an answer; how many are worked on is the business of
 * `Admission`.
 *
 * @returns `stop` ends the subscriptions, then waits for what is still being answered
 */
export async function subscribeToDoors(
  { sharedSubscription }: SubscribeToDoorsOptions,
  { bus, handler, reports }: SubscribeToDoorsDeps,
): Promise<{ stop(): Promise<void> }> {
  const share = sharedSubscription ? SHARED : '';
  const inFlight = new Set<Promise<void>>();
  const tracked =
    (handle: (message: BusMessage) => Promise<void>): BusHandler =>
    (message) => {
      const work = handle(message).finally(() => inFlight.delete(work));
      inFlight.add(work);
    };
  const unsubscribes = await Promise.all([
    // Retained, so every coordinator sees each of them.
    bus.subscribe(topics.allStates(), (message) => reports.stateChanged(message)),
    bus.subscribe(`${share}${topics.allEvents()}`, (message) => reports.alarmed(message)),
    bus.subscribe(
      `${share}${topics.allAcks()}`,
      tracked((message) => reports.acknowledged(message)),
    ),
    bus.subscribe(
      `${share}${topics.allObservations()}`,
      tracked((message) => handler.handle(message)),
    ),
  ]);
  return {
    async stop() {
      await Promise.allSettled(unsubscribes.map((unsubscribe) => unsubscribe()));
      await Promise.allSettled(inFlight);
    },
  };
}
