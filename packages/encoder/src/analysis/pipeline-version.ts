/**
 * Counts up whenever the same picture may give other faces, landmarks or embeddings under the same model and version:
 * another detector, alignment, averaging or choice of a face. Embeddings that are kept for evaluations, and
 * calibrations, are told apart by it.
 */
export const PIPELINE_VERSION = '2';
