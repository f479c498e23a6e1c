import type { ImageInput } from '@portero/encoder';
import type { Clock, Logger } from '@portero/runtime';

/** One picture of a camera. */
export interface Frame {
  /** Counts from 0 within its source; dropped frames leave gaps. */
  readonly index: number;
  /** Wall clock, ms since the epoch: for records. */
  readonly capturedAt: number;
  /** Monotonic clock, ms: for measuring. */
  readonly capturedMonotonicMs: number;
  /** The bytes of an image file (JPEG, PNG, WebP), or raw pixels. */
  readonly image: ImageInput;
  /** File name of a frame that comes from a folder. */
  readonly label?: string;
}

/**
 * Where frames come from. Iterate it once.
 *
 * A live source keeps only the newest frame while its consumer is busy and counts the others in `droppedFrames`;
 * it outlives a camera that goes away. A finite source hands out every frame and then ends.
 */
export interface FrameSource extends AsyncIterable<Frame> {
  /** What it reads, without credentials: fit for logs. */
  readonly description: string;
  readonly live: boolean;
  readonly droppedFrames: number;
  /** Ends the iteration and frees processes and sockets. Idempotent. */
  stop(): Promise<void>;
}

export interface FrameSourceOptions {
  /** `dir:PATH`, `video:FILE`, `rtsp://…`, `rtsps://…`, `v4l2:/dev/video0`, `http://…`, `https://…`. */
  readonly uri: string;
  /** `dir:` and `video:` only: begin again at the end. @defaultValue false */
  readonly loop?: boolean;
  /** Time between two frames of a folder or two snapshots, ms. @defaultValue 0 for `dir:`, 200 for snapshots */
  readonly intervalMs?: number;
  /** Most frames per second taken from a video or a live stream. @defaultValue 10 */
  readonly maxFps?: number;
  /** Frames wider than this are scaled down by ffmpeg, pixels. @defaultValue 1280 */
  readonly maxWidthPx?: number;
  /** `video:` only: every frame (`paced`) or only the newest, as a camera would (`live`). @defaultValue 'paced' */
  readonly delivery?: 'paced' | 'live';
  /** Largest encoded image accepted, bytes. @defaultValue 16 MiB */
  readonly maxImageBytes?: number;
  /** A live source that stays silent this long is connected anew, ms. @defaultValue 10000 */
  readonly stallTimeoutMs?: number;
  /** Consecutive failures of a live source before its iteration throws. @defaultValue no limit */
  readonly maxFailures?: number;
}

export interface FrameSourceDeps {
  readonly logger: Logger;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
  /** Where ffmpeg is looked up. @defaultValue `process.env.PATH` */
  readonly path?: string;
}
