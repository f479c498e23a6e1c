export { dataFolder, describeWithData, sampleImage, skipLoudly } from './data-folder.ts';
export { freePort } from './free-port.ts';
export { HEAD_MODEL, type HeadPoint, type HeadView, projectHead } from './head-model.ts';
export { ManualClock } from './manual-clock.ts';
export {
  describeWithMosquitto,
  type Mosquitto,
  type MosquittoOptions,
  mosquittoAvailable,
  startMosquitto,
} from './mosquitto.ts';
export { describeWithOnnxRuntime } from './onnx-runtime.ts';
export { type LogRecord, type RecordingLogger, recordingLogger } from './recording-logger.ts';
export {
  type SyntheticPeopleOptions,
  type SyntheticPerson,
  syntheticPeople,
} from './synthetic-people.ts';
export { makeFolder, temporaryFolder } from './temporary-folder.ts';
export { type WaitUntilOptions, waitUntil } from './wait-until.ts';
