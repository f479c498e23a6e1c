/*
 * `@portero/encoder/own-models`: adding a model of one's own and writing one of ours as ONNX, kept apart from the root
 * so that a process which only asks the pool loads no TensorFlow.js itself.
 */
export { type AddModelOptions, addModel } from './added/add-model.ts';
export { MANIFEST_TEMPLATE } from './added/manifest-template.ts';
export { EXPORTABLE_MODELS, type ExportedModel, exportOnnx } from './onnx/export-onnx.ts';
