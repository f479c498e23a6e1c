export type { AdaptationRecord } from './added/adaptation-record.ts';
export { type AddProjectionOptions, addProjection } from './added/add-projection.ts';
export type { DamagedModel } from './added/added-models.ts';
export { type AdaptedModel, readProjection, requireAdapted } from './added/read-projection.ts';
export { removeModel, requireRemovable } from './added/remove-model.ts';
export type {
  AnalysisTimings,
  FaceObservation,
  FaceQuality,
  FrameAnalysis,
  ImageInput,
  PictureMeasures,
  RawFrame,
} from './analysis/frame-analysis.ts';
export { PIPELINE_VERSION } from './analysis/pipeline-version.ts';
export { EncoderError, type EncoderErrorCode, isRetryable } from './encoder-error.ts';
export { ENGINE_CHOICE_FILE, keepEngineChoice } from './engines/engine-choice.ts';
export {
  ENGINE_NAMES,
  type EngineCandidate,
  type EngineName,
  type EngineReport,
} from './engines/engine-report.ts';
export {
  type MeasuredEngine,
  type MeasureEnginesOptions,
  measureEngines,
  measurementsOf,
} from './engines/measure-engines.ts';
export {
  probeEngines,
  type SelectEngineDeps,
  type SelectEngineOptions,
  selectEngine,
} from './engines/select-engine.ts';
export type { Turn } from './image/turn-frame.ts';
export { type OnnxRuntimeReport, probeOnnxRuntime } from './networks/onnx-runtime.ts';
export { importOpenFace } from './openface-import.ts';
export type {
  PadAnalyser,
  PadAssessment,
  PadInput,
  PadMeasures,
  PadMoment,
  PadMotion,
} from './pad/pad-analyser.ts';
export { createPassivePadAnalyser, type PassivePadOptions } from './pad/passive-pad-analyser.ts';
export { applyRule, type PassiveRule, type RuleTerm } from './pad/passive-rule.ts';
export { createEncoderPool } from './pool/create-encoder-pool.ts';
export type {
  AnalyseOptions,
  EncoderPool,
  EncoderPoolDeps,
  EncoderPoolOptions,
  EncoderPoolStats,
} from './pool/encoder-pool.ts';
export type { StartWorker } from './pool/worker-thread.ts';
export {
  DEFAULT_MODELS_DIR,
  getModel,
  isShipped,
  listDamagedModels,
  listModels,
  type ModelPlace,
} from './zoo/list-models.ts';
export { MODEL_ID, type ModelEntry, type ModelId, type ModelManifest } from './zoo/model-manifest.ts';
export { DEFAULT_MODEL_ID } from './zoo/models.ts';
