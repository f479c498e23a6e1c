import { percentile } from '@portero/benchmark';
import type { LoadResult } from './load-tally.ts';

export interface LoadCounts {
  readonly sent: number;
  /** With a decision, whatever it was. */
  readonly answered: number;
  readonly unlocked: number;
  /** With the answer that there is no time. */
  readonly toldOverloaded: number;
  /** Not answered while they were valid. */
  readonly unanswered: number;
  /** Of all that were ever sent. */
  readonly unansweredEver: number;
  /** Sent once more because no answer had come. */
  readonly sentAgain: number;
  /** Second answers to one request that was sent once, and answers with another decision. */
  readonly duplicates: number;
  /** Commands that the door did not believe. */
  readonly unbelieved: number;
  /** Decisions by the reason that the door was told. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** What all generators have counted together. */
export function countsOf(results: readonly LoadResult[]): LoadCounts {
  const answers = results.flatMap(({ counted }) => [...counted.values()]);
  const shed = answers.filter((answer) => answer?.shed).length;
  const unanswered = answers.filter((answer) => answer === undefined).length;
  const latenciesMs = results.flatMap((result) => result.latenciesMs);
  const sum = (of: (result: LoadResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  return {
    sent: answers.length,
    answered: answers.length - shed - unanswered,
    unlocked: sum(({ unlocked }) => unlocked),
    toldOverloaded: shed,
    unanswered,
    unansweredEver: sum(({ unansweredEver }) => unansweredEver),
    sentAgain: sum(({ sentAgain }) => sentAgain),
    duplicates: sum(({ duplicates }) => duplicates),
    unbelieved: sum(({ unbelieved }) => unbelieved),
    reasons: reasonsOf(results),
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    maxMs: percentile(latenciesMs, 1),
  };
}

/** Of the counted requests that got a decision: which one. */
export function decisionsOf(results: readonly LoadResult[]): Map<string, string> {
  return new Map(
    results.flatMap(({ counted }) =>
      [...counted].flatMap(([requestId, answer]) =>
        answer && !answer.shed ? [[requestId, answer.decisionId] as const] : [],
      ),
    ),
  );
}

function reasonsOf(results: readonly LoadResult[]): Record<string, number> {
  const reasons: Record<string, number> = {};
  for (const result of results)
    for (const [reason, count] of result.reasons) reasons[reason] = (reasons[reason] ?? 0) + count;
  return reasons;
}
