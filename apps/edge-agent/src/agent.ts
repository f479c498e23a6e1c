import { type Bus, connectBus, isInTheClear } from '@portero/bus';
import { type EdgeAddress, EdgeSealer, EdgeVoice, importSigner, parseEdgeAddress } from '@portero/protocol';
import { type Clock, newId, StopStack, systemClock } from '@portero/runtime';
import type { EdgeAgent, EdgeAgentDeps, EdgeAgentOptions } from './agent-types.ts';
import { readAgentVersion } from './agent-version.ts';
import { DoorUnit } from './door/door-unit.ts';
import type { DoorConfig } from './door-config.ts';
import { recordMetrics } from './edge-metrics.ts';
import { EdgePresence } from './edge-presence.ts';
import { EventHub } from './event-hub.ts';
import type { EdgeEvents } from './events.ts';
import { openDoorParts } from './open-door-parts.ts';
import { sameFaceThreshold } from './tracking/same-face-threshold.ts';
import { trustAtStart } from './trust/trust.ts';
import { TrustMemory } from './trust/trust-memory.ts';
import { TrustedKeys } from './trust/trusted-keys.ts';

/**
 * The agent of one edge: all its doors on one connection to the broker.
 *
 * A start is a boot: it has a new boot id, so nothing that answers an earlier one opens a door. `start` fails when the
 * broker is not reached or turns the edge down; a connection that is lost later mends itself.
 * To start again, create another agent.
 */
export function createEdgeAgent(options: EdgeAgentOptions, deps: EdgeAgentDeps): EdgeAgent {
  return new EdgeAgentService(options, deps);
}

class EdgeAgentService implements EdgeAgent {
  readonly events: EventHub<EdgeEvents>;
  readonly #options: EdgeAgentOptions;
  readonly #deps: EdgeAgentDeps;
  readonly #clock: Clock;
  readonly #edge: EdgeAddress;
  readonly #stops: StopStack;
  readonly #units: DoorUnit[] = [];
  #bus: Bus | undefined;
  #seq = 0;

  constructor(options: EdgeAgentOptions, deps: EdgeAgentDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#clock = deps.clock ?? systemClock;
    this.#edge = parseEdgeAddress(options.bundle.address);
    this.#stops = new StopStack(deps.logger);
    this.events = new EventHub(deps.logger);
    if (deps.registry) recordMetrics(this.events, deps.registry);
  }

  get connected(): boolean {
    return this.#bus?.connected ?? false;
  }

  async start(): Promise<void> {
    const { bundle } = this.#options;
    const { encoder, logger } = this.#deps;
    // Before anything is opened: with a model that may not decide no door is announced.
    sameFaceThreshold(encoder.model);
    const bootId = newId();
    const facts = {
      ...{ bootId, modelId: encoder.model.id, engine: encoder.engine.engine },
      version: await readAgentVersion(),
    };
    const presence = new EdgePresence({ edge: this.#edge, facts }, { clock: this.#clock, logger });
    const sealer = new EdgeSealer({}, { clock: this.#clock });
    // Before anything is connected: an edge that cannot read what it was told does not begin to believe.
    const keys = await this.#readTrust(sealer);
    const voice = new EdgeVoice(
      { edge: bundle.address, bootId, proof: this.#options.proof },
      { signer: importSigner(bundle.signingKey), sealer, clock: this.#clock },
    );
    const bus = await this.#connect(presence);
    await keys.listen(bus);
    for (const config of bundle.doors) await this.#startDoor(config, { bus, keys, voice, bootId });
    await presence.announce(bus, 'online');
    this.#stops.add('presence', () => presence.announce(bus, 'stopped'));
    logger.info({ edge: bundle.address, doors: bundle.doors.length, ...facts }, 'the edge agent is at work');
  }

  stop(): Promise<void> {
    return this.#stops.stop();
  }

  async finished(): Promise<void> {
    await Promise.all(this.#units.map((unit) => unit.finished));
  }

  async #readTrust(sealer: EdgeSealer): Promise<TrustedKeys> {
    const { bundle, stateDir } = this.#options;
    const { logger } = this.#deps;
    const memory =
      stateDir === undefined ? undefined : new TrustMemory({ stateDir, edge: bundle.address }, { logger });
    const remembered = memory ? await memory.read() : undefined;
    if (memory && !remembered) {
      // At the first start there is no folder yet; a file that is gone from it was removed.
      const level = memory.isNew ? 'info' : 'warn';
      logger[level]({ stateDir }, 'nothing is remembered of earlier starts: beginning from the bundle');
    }
    if (memory) this.#stops.add('trust', () => memory.settled());
    return new TrustedKeys(
      {
        edge: this.#edge,
        trust: trustAtStart(bundle, remembered),
        minConfigVersion: bundle.configVersion,
      },
      { sealer, memory, clock: this.#clock, logger },
    );
  }

  async #connect(presence: EdgePresence): Promise<Bus> {
    const { brokerUrl: url, username, password, tls: kept } = this.#options.bundle;
    const { tls = kept } = this.#options;
    if (isInTheClear(url)) {
      this.#deps.logger.error(
        { url },
        'THE BROKER IS SPOKEN TO IN THE CLEAR OVER A NETWORK: provision this edge with an mqtts:// URL',
      );
    }
    const bus = await connectBus(
      {
        ...{ url, clientId: `edge-${newId()}`, will: presence.will() },
        ...(tls && { tls }),
        ...(username !== undefined && { username }),
        ...(password !== undefined && { password }),
      },
      { logger: this.#deps.logger },
    );
    this.#bus = bus;
    this.#stops.add('bus', () => bus.stop());
    this.events.emit('connection', { connected: true });
    const stopListening = bus.onConnectionChange((connected) => {
      this.events.emit('connection', { connected });
      if (!connected) return;
      // The broker has published the will meanwhile, or has lost what it retained.
      void presence.announce(bus, 'online');
      for (const unit of this.#units) void unit.tellStatus();
    });
    this.#stops.add('connection', stopListening);
    return bus;
  }

  async #startDoor(
    config: DoorConfig,
    { bus, keys, voice, bootId }: { bus: Bus; keys: TrustedKeys; voice: EdgeVoice; bootId: string },
  ): Promise<void> {
    const { language = 'en', answerTimeoutMs = 3000 } = this.#options;
    const { encoder, logger, parts = {} } = this.#deps;
    const clock = this.#clock;
    const opened = await openDoorParts(config, parts[config.door] ?? {}, { logger, clock });
    const unit = new DoorUnit(
      { edge: this.#edge, config, bootId, language, answerTimeoutMs },
      {
        ...opened,
        ...{ bus, keys, voice, encoder, clock, logger },
        events: this.events,
        nextSeq: () => this.#seq++,
      },
    );
    this.#units.push(unit);
    this.#stops.add(`door ${config.door}`, () => unit.stop());
    await unit.start();
  }
}
