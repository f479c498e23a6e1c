import type { Command } from 'commander';
import type { GlobalOptions } from '../context/global-options.ts';
import { group } from './register.ts';

/** What every evaluation takes. */
export interface EvaluationOptions extends GlobalOptions {
  cache?: string;
  report?: string;
}

export function evaluationGroup(program: Command): Command {
  return group(program, 'eval', 'how well the whole pipeline does on a labelled set');
}

export function withEvaluationOptions(command: Command): Command {
  return command
    .option('--report <dir>', 'write a page with charts and pictures, index.html, into this folder')
    .option('--cache <dir>', 'where embeddings are kept between evaluations (default: cache in --data)');
}

export const CACHE_NOTE =
  'Embeddings are kept in the cache, by model, pipeline and content of the picture: an evaluation that was\n' +
  'interrupted goes on where it stopped. They are biometric data; delete the folder when you are done.';
