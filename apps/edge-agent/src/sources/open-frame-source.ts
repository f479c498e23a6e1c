import { systemClock } from '@portero/runtime';
import { EdgeError } from '../edge-error.ts';
import { DirectorySource } from './directory-source.ts';
import { type FfmpegInput, ffmpegArguments } from './ffmpeg-arguments.ts';
import { findFfmpeg } from './find-program.ts';
import type { FrameSource, FrameSourceDeps, FrameSourceOptions } from './frame.ts';
import { HttpSource } from './http-source.ts';
import { LiveVideoSource } from './live-video-source.ts';
import { redactUri } from './redact-uri.ts';
import { VideoSource } from './video-source.ts';

const MEBIBYTE = 2 ** 20;

/**
 * Opens a camera, or what stands in for one. A live camera that is not there yet is waited for; nothing is read
 * before the iteration starts.
 *
 * @throws {EdgeError} SOURCE_URI_INVALID; FFMPEG_MISSING
 */
export async function openFrameSource(
  options: FrameSourceOptions,
  { logger, clock = systemClock, path = process.env.PATH ?? '' }: FrameSourceDeps,
): Promise<FrameSource> {
  const { uri, maxImageBytes = 16 * MEBIBYTE, stallTimeoutMs = 10_000, maxFps = 10, loop = false } = options;
  const [scheme, rest] = splitUri(uri);
  const description = redactUri(uri);
  const failures = options.maxFailures === undefined ? {} : { maxFailures: options.maxFailures };
  const reconnect = { description, ...failures };

  const ffmpegRun = async (input: FfmpegInput) => ({
    program: await findFfmpeg(path),
    arguments: ffmpegArguments(input, { maxFps, maxWidthPx: options.maxWidthPx ?? 1280 }),
    uri,
    maxImageBytes,
    stallTimeoutMs,
  });
  const liveVideo = async (input: FfmpegInput, restart: boolean) =>
    new LiveVideoSource({ description, run: await ffmpegRun(input), reconnect, restart }, { clock, logger });

  switch (scheme) {
    case 'dir': {
      const intervalMs = options.intervalMs ?? 0;
      return new DirectorySource({ path: rest, loop, intervalMs, maxImageBytes }, { logger, clock });
    }
    case 'video': {
      if (options.delivery === 'live') return liveVideo({ kind: 'file', path: rest, realTime: true }, loop);
      const run = await ffmpegRun({ kind: 'file', path: rest, realTime: false });
      return new VideoSource({ description, loop, run }, { clock });
    }
    case 'rtsp':
    case 'rtsps':
      return liveVideo({ kind: 'rtsp', url: uri }, true);
    case 'v4l2':
      return liveVideo({ kind: 'v4l2', device: rest }, true);
    case 'http':
    case 'https': {
      const intervalMs = options.intervalMs ?? 200;
      return new HttpSource(
        { uri, intervalMs, maxFps, maxImageBytes, stallTimeoutMs, reconnect },
        { clock, logger },
      );
    }
    default:
      throw invalidUri(uri);
  }
}

function splitUri(uri: string): [scheme: string, rest: string] {
  const match = /^([a-z0-9]+):(.+)$/s.exec(uri);
  if (!match?.[1] || !match[2]) throw invalidUri(uri);
  const isNetwork = /^(?:https?|rtsps?)$/.test(match[1]);
  if (isNetwork && !(match[2].startsWith('//') && URL.canParse(uri))) throw invalidUri(uri);
  return [match[1], match[2]];
}

function invalidUri(uri: string): EdgeError {
  return new EdgeError(
    'SOURCE_URI_INVALID',
    `"${redactUri(uri)}" names no camera. Use dir:FOLDER, video:FILE, v4l2:/dev/video0, rtsp(s)://… or http(s)://….`,
  );
}
