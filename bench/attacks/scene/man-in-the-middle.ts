import { type Broker, type Bus, connectBus, startBroker } from '@portero/bus';
import type { InstallationAuthority } from '@portero/coordinator';
import { parseDoorAddress, topics } from '@portero/protocol';
import { silentLogger } from '@portero/runtime';
import { waitUntil } from '@portero/testkit';
import type { TestEdge } from '../../../apps/coordinator/test/support/test-edge.ts';

const logger = silentLogger();

/**
 * The broker of one edge in the hands of an attacker: it has the true broker's certificate, lets everybody do everything,
 * and stands between the edge and the true coordinator. Nothing passes but what the attacker passes on.
 */
export class ManInTheMiddle {
  /** What the edge sent for its coordinator, sealed. */
  readonly observations: Buffer[] = [];
  /** What the coordinator answered, and has not been passed on. */
  readonly commands: Buffer[] = [];
  readonly #door: string;
  readonly #rogue: Broker;
  readonly #hand: Bus;
  /** Stands for the true broker's power to deliver to the coordinator in the edge's name. */
  readonly #upstream: TestEdge;

  private constructor(door: string, rogue: Broker, hand: Bus, upstream: TestEdge) {
    this.#door = door;
    this.#rogue = rogue;
    this.#hand = hand;
    this.#upstream = upstream;
  }

  static async start({
    authority,
    upstream,
  }: {
    authority: InstallationAuthority;
    upstream: TestEdge;
  }): Promise<ManInTheMiddle> {
    const { door } = upstream;
    const ca = authority.certificate;
    const rogue = await startBroker(
      {
        tls: {
          ca,
          crl: await authority.revocationList(),
          ...(await authority.serverPair(['127.0.0.1', 'localhost'], 'broker')),
        },
      },
      { logger, authorise: { mayPublish: () => true, maySubscribe: () => true } },
    );
    const pair = await authority.coordinatorPair('rogue');
    const hand = await connectBus(
      { url: rogue.url, clientId: 'rogue', tls: { ca, cert: pair.cert, key: pair.key } },
      { logger },
    );
    const middle = new ManInTheMiddle(door, rogue, hand, upstream);
    const address = parseDoorAddress(door);
    const seen = new Set<string>();
    await hand.subscribe(topics.observe(address), ({ payload }) => {
      // A door that hears nothing says the same again.
      const text = payload.toString('latin1');
      if (!seen.has(text)) middle.observations.push(payload);
      seen.add(text);
    });
    await upstream.bus.subscribe(topics.command(address), ({ payload }) => {
      middle.commands.push(payload);
    });
    return middle;
  }

  get url(): string {
    return this.#rogue.url;
  }

  /** Waits for the next observations of the door. */
  async intercept(count = 1): Promise<Buffer[]> {
    await waitUntil(() => this.observations.length >= count, { what: `${count} observations at the broker` });
    return this.observations.splice(0, count);
  }

  /** Hands observations to the coordinator. @returns as many answers, held back from the door */
  async answersTo(observations: readonly Buffer[]): Promise<Buffer[]> {
    const topic = topics.observe(parseDoorAddress(this.#door));
    for (const observation of observations) await this.#upstream.bus.publish(topic, observation);
    await waitUntil(() => this.commands.length >= observations.length, { what: 'the coordinator to answer' });
    return this.commands.splice(0);
  }

  /** To the door, on its command topic. */
  command(payload: string | Buffer, { retain = false } = {}): Promise<void> {
    return this.#hand.publish(topics.command(parseDoorAddress(this.#door)), payload, { retain });
  }

  /** Anything to anybody who listens to this broker, kept for those who come later. */
  post(topic: string, payload: string | Buffer): Promise<void> {
    return this.#hand.publish(topic, payload, { retain: true });
  }

  async stop(): Promise<void> {
    await this.#hand.stop();
    await this.#rogue.stop();
  }
}
