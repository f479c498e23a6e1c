export type FfmpegInput =
  | { readonly kind: 'file'; readonly path: string; readonly realTime: boolean }
  | { readonly kind: 'rtsp'; readonly url: string }
  | { readonly kind: 'v4l2'; readonly device: string };

export interface FfmpegPicture {
  readonly maxFps: number;
  readonly maxWidthPx: number;
}

/**
 * Any input to PPM images on standard output: raw RGB24 with its size in front, at most `maxFps` and `maxWidthPx`.
 * No time-out flag for RTSP: `-timeout` means "listen" before ffmpeg 5 and "give up" since; the caller watches instead.
 */
export function ffmpegArguments(input: FfmpegInput, { maxFps, maxWidthPx }: FfmpegPicture): string[] {
  // source_fps keeps the filter from inventing frames when the camera is slower than the limit.
  const filters = `fps=fps=min(${maxFps}\\,source_fps),scale=w=min(${maxWidthPx}\\,iw):h=-2`;
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin'],
    ...inputArguments(input),
    ...['-map', '0:v:0', '-vf', filters],
    ...['-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', 'pipe:1'],
  ];
}

function inputArguments(input: FfmpegInput): string[] {
  switch (input.kind) {
    case 'file':
      // Only files: a playlist must not make the agent fetch from the network.
      return [
        ...(input.realTime ? ['-re'] : []),
        ...['-protocol_whitelist', 'file'],
        ...['-i', `file:${input.path}`],
      ];
    case 'rtsp':
      return ['-rtsp_transport', 'tcp', '-fflags', 'nobuffer', '-flags', 'low_delay', '-i', input.url];
    case 'v4l2':
      return ['-f', 'v4l2', '-i', input.device];
  }
}
