import { type Clock, Gauge, type Logger, type Registry } from '@portero/runtime';
import { daysLeft, EXPIRY_WARNING_MS, latestByName } from './expiry.ts';
import type { InstallationAuthority } from './installation-authority.ts';

const DAY_MS = 86_400_000;

/** Says, in a metric and once a day in the log, which certificates are about to run out. */
export class ExpiryWatch {
  readonly #authority: InstallationAuthority;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #gauge: Gauge<'name'>;
  #warnedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    authority: InstallationAuthority,
    { clock, logger, registry }: { clock: Clock; logger: Logger; registry: Registry },
  ) {
    this.#authority = authority;
    this.#clock = clock;
    this.#logger = logger;
    this.#gauge = new Gauge({
      name: 'portero_certificate_expiry_timestamp_seconds',
      help: 'When the latest certificate of an edge, coordinator or server runs out, seconds since 1970',
      labelNames: ['name'],
      registers: [registry],
    });
  }

  async look(): Promise<void> {
    const latest = latestByName(await this.#authority.current());
    this.#gauge.reset();
    for (const [name, notAfter] of latest) this.#gauge.set({ name }, notAfter.getTime() / 1000);
    if (this.#clock.monotonicMs() - this.#warnedAtMs < DAY_MS) return;
    this.#warnedAtMs = this.#clock.monotonicMs();
    const nowMs = this.#clock.now();
    for (const [device, notAfter] of latest) {
      if (notAfter.getTime() - nowMs >= EXPIRY_WARNING_MS) continue;
      const left = daysLeft(notAfter, nowMs);
      this.#logger.warn({ device, notAfter, daysLeft: left }, 'a certificate is about to run out');
    }
  }
}
