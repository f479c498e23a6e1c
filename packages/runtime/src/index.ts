export { AppError, type ErrorContext, errorMessage, isAppError } from './app-error.ts';
export { type BackoffOptions, backoffDelayMs, retry } from './backoff.ts';
export { type Clock, systemClock } from './clock.ts';
export { ConfigError, readConfig } from './config.ts';
export { type Branded, newId } from './ids.ts';
export { runUntilSignal, type Service, StopStack } from './lifecycle.ts';
export { createLogger, type Logger, type LoggerOptions, type LogLevel, silentLogger } from './logger.ts';
export { Counter, createMetricsRegistry, Gauge, Histogram, Registry } from './metrics.ts';
export {
  createPrivateFile,
  ensurePrivateDirectory,
  PrivateFileError,
  readPrivateFile,
  replacePrivateFile,
} from './private-files.ts';
