import { CliError } from '../cli-error.ts';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What the coordinators' `/metrics` said at one moment. */
export class MetricsReading {
  readonly #samples: readonly Sample[];

  constructor(text: string) {
    this.#samples = text.split('\n').flatMap(readSample);
  }

  /** Over all labels that are not named. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.#samples
      .filter(
        (sample) =>
          sample.name === name &&
          Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
      )
      .reduce((sum, { value }) => sum + value, 0);
  }

  /** By the values of one label. */
  by(name: string, label: string): Map<string, number> {
    const sums = new Map<string, number>();
    for (const sample of this.#samples) {
      const value = sample.labels[label];
      if (sample.name === name && value !== undefined) sums.set(value, (sums.get(value) ?? 0) + sample.value);
    }
    return sums;
  }
}

/** @param urls of the coordinators' health and metrics, whose counts are added up. @throws {CliError} UNAVAILABLE */
export async function readMetrics(urls: readonly string[]): Promise<MetricsReading> {
  return new MetricsReading((await Promise.all(urls.map(textAt))).join('\n'));
}

async function textAt(url: string): Promise<string> {
  try {
    const response = await fetch(`${url}/metrics`);
    if (!response.ok) throw new Error(`it answers ${response.status}`);
    return await response.text();
  } catch (cause) {
    throw new CliError(
      'UNAVAILABLE',
      {
        what: `cannot read the coordinator's metrics at ${url}`,
        cause: cause instanceof Error ? cause.message : 'unreadable',
        fix: 'Check PORTERO_COORDINATOR_HTTP_PORT of the coordinator and that it runs.',
      },
      { cause },
    );
  }
}

/** A line of the Prometheus text format: `name{label="value",…} number`. */
const LINE = /^([a-z_:]\w*)(?:\{(.*)\})? (\S+)$/i;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

function readSample(line: string): Sample[] {
  const [, name, labels = '', value] = LINE.exec(line) ?? [];
  if (name === undefined) return [];
  return [
    {
      name,
      labels: Object.fromEntries([...labels.matchAll(LABEL)].map(([, key, text]) => [key, text])),
      value: Number(value),
    },
  ];
}
