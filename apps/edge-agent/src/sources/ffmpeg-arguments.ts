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
  // Frames are only ever left out: `-r` and the image2pipe format would repeat frames to fill gaps, and the renumbered
  // timestamps have none. A twentieth of tolerance, or a camera at exactly maxFps would lose every other frame.
  const gapSeconds = 0.95 / maxFps;
  const select = `select=isnan(prev_selected_t)+isnan(t)+gte(t-prev_selected_t\\,${gapSeconds})`;
  const filters = `${select},setpts=N/(${maxFps}*TB),scale=w=min(${maxWidthPx}\\,iw):h=-2`;
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin'],
    ...inputArguments(input),
    ...['-map', '0:v:0', '-vf', filters, '-r', String(maxFps)],
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
      // Without these ffmpeg watches for five seconds and more, to learn the frame rate, before it hands on a frame.
      return [
        ...['-rtsp_transport', 'tcp', '-fflags', 'nobuffer', '-flags', 'low_delay'],
        ...['-fpsprobesize', '0', '-analyzeduration', '2000000', '-i', input.url],
      ];
    case 'v4l2':
      return ['-f', 'v4l2', '-i', input.device];
  }
}
