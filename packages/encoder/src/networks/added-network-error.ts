import { errorMessage } from '@portero/runtime';
import { EncoderError } from '../encoder-error.ts';

/** For a network that does not do what its manifest says, or cannot run here. */
export function unfit(id: string, problem: string, fix: string, cause?: unknown): EncoderError {
  return new EncoderError('MODEL_UNFIT', `The model ${id} cannot be used: ${problem}. ${fix}`, {
    cause,
    context: { model: id },
  });
}

/** The errors of runtimes run over many lines, of which the first says what is wrong. */
export function firstLine(error: unknown): string {
  return errorMessage(error).split('\n', 1)[0]!.trim().replace(/\.$/, '');
}
