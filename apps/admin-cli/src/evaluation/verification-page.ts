import { histogram } from '@portero/biometrics';
import type { EvaluationReportData } from '../eval-report/evaluation-report-data.ts';
import type { EvaluatedPipeline } from './evaluation-encoder.ts';
import type { ScoredVerification } from './verification.ts';

export function pipelineFacts({ modelId, modelVersion, pipelineVersion, engine }: EvaluatedPipeline) {
  return [
    { name: 'model', value: `${modelId}, version ${modelVersion}, on ${engine}` },
    { name: 'pipeline', value: `version ${pipelineVersion}` },
  ];
}

/** The page of a verification. */
export function verificationPage(
  { evaluation, scored }: ScoredVerification,
  { pairsFile, imagesDir, createdAt }: { pairsFile: string; imagesDir: string; createdAt: Date },
): EvaluationReportData {
  const distancesOf = (mated: boolean) =>
    scored.filter((pair) => pair.mated === mated).map(({ distance }) => distance);
  return {
    title: `Verification with ${evaluation.modelId}`,
    createdAt,
    facts: [
      ...pipelineFacts(evaluation),
      {
        name: 'pairs',
        value: `${pairsFile}, ${evaluation.skippedPairs} of ${evaluation.listedPairs} skipped`,
      },
      { name: 'pictures', value: `${evaluation.images} of ${imagesDir}` },
      { name: 'failures to enrol', value: evaluation.failuresToEnrol.join(', ') || 'none' },
    ],
    verification: {
      report: evaluation,
      distances: { mated: histogram(distancesOf(true)), nonMated: histogram(distancesOf(false)) },
    },
  };
}
