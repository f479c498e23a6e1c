import type { Roster } from '@portero/roster';
import type { LoadEdgeIdentity } from './load-edge-identity.ts';

/** Nothing but the load generator belongs to it: its doors are no doors. */
export const BENCHMARK_BUILDING = 'portero-benchmark/main';

/** All that a load is put on. */
export interface LoadTarget {
  readonly roster: Roster;
  readonly edges: readonly LoadEdgeIdentity[];
  /** Of the people that are enrolled. */
  readonly directions: readonly Float32Array[];
  readonly brokerKind: string;
  /** Of every coordinator. */
  readonly metricsUrls: readonly string[];
  /** Of processes whose CPU time is read where the system tells it. */
  readonly pids: { readonly broker?: number | undefined; readonly database?: number | undefined };
}
