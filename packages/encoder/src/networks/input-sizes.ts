/*
 * What the networks of the pipeline take, for whoever draws it; apart from the networks themselves, so that no engine
 * is loaded for a number.
 */

/** A cell of the tiny detector's grid spans this much of its input, which is a multiple of it. */
export const TINY_CELL_PX = 32;

/** Width and height of the SSD detector's input. */
export const SSD_INPUT_SIZE = 512;

/** Width and height of the landmark network's input. */
export const LANDMARK_INPUT_SIZE = 112;
