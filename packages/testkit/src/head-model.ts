/** Millimetres about the middle between the eyes: x to the right of the image, y down, z towards the camera. */
export interface HeadPoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/**
 * The 68 points of the iBUG 300-W annotation on a head of usual measures, drawn by hand: no scan of anybody. Good for
 * what follows from a nose that stands out, not for what depends on millimetres.
 */
export const HEAD_MODEL: readonly HeadPoint[] = Object.freeze([
  ...Array.from({ length: 17 }, (_, index) => {
    const angle = (Math.PI / 2) * ((index - 8) / 8);
    return { x: 75 * Math.sin(angle), y: 115 * Math.cos(angle) - 5, z: 75 * Math.cos(angle) - 85 };
  }),
  ...points([-58, -18, -8], [-48, -25, 5], [-37, -28, 11], [-26, -26, 14], [-15, -22, 15]),
  ...points([15, -22, 15], [26, -26, 14], [37, -28, 11], [48, -25, 5], [58, -18, -8]),
  ...points([0, -2, 15], [0, 13, 22], [0, 27, 30], [0, 40, 38]),
  ...points([-14, 50, 18], [-7, 53, 23], [0, 54, 25], [7, 53, 23], [14, 50, 18]),
  ...points([-45, 0, -5], [-36, -5, 2], [-27, -5, 3], [-17, 1, 0], [-27, 5, 2], [-36, 5, 1]),
  ...points([17, 1, 0], [27, -5, 3], [36, -5, 2], [45, 0, -5], [36, 5, 1], [27, 5, 2]),
  ...points([-25, 70, 8], [-15, 65, 15], [-5, 62, 19], [0, 63, 20], [5, 62, 19], [15, 65, 15], [25, 70, 8]),
  ...points([15, 76, 14], [5, 79, 17], [0, 79, 17], [-5, 79, 17], [-15, 76, 14]),
  ...points([-21, 70, 9], [-6, 69, 15], [0, 70, 16], [6, 69, 15], [21, 70, 9]),
  ...points([6, 71, 15], [0, 71, 16], [-6, 71, 15]),
]);

export interface HeadView {
  /** To the person's own left, so that the nose goes to the right of an unmirrored image. @defaultValue 0 */
  yawDegrees?: number;
  /** Chin up. @defaultValue 0 */
  pitchDegrees?: number;
  /** Clockwise in the image. @defaultValue 0 */
  rollDegrees?: number;
  /** 1 open, 0 shut. @defaultValue 1 */
  eyesOpen?: number;
  /** 1 a head; 0 the photograph of one, which turns as a plane. @defaultValue 1 */
  relief?: number;
  /** From the camera. @defaultValue 600 */
  distanceMm?: number;
  /** Where the middle between the eyes falls. @defaultValue (320, 200) */
  centrePx?: { x: number; y: number };
}

/** At 600 mm the outer corners of the eyes are 90 px apart. */
const FOCAL_PX = 600;

/** The 68 points as a camera sees them, pixels. */
export function projectHead(view: HeadView = {}): { x: number; y: number }[] {
  const { yawDegrees = 0, pitchDegrees = 0, rollDegrees = 0, eyesOpen = 1, relief = 1 } = view;
  const { distanceMm = 600, centrePx = { x: 320, y: 200 } } = view;
  const [yaw, pitch, roll] = [yawDegrees, pitchDegrees, rollDegrees].map((angle) => (angle * Math.PI) / 180);
  return HEAD_MODEL.map((point, index) => {
    const x = point.x;
    const y = lid(point, index, eyesOpen);
    const z = point.z * relief;
    const turnedX = x * Math.cos(yaw!) + z * Math.sin(yaw!);
    const turnedZ = z * Math.cos(yaw!) - x * Math.sin(yaw!);
    const tiltedY = y * Math.cos(pitch!) - turnedZ * Math.sin(pitch!);
    const tiltedZ = turnedZ * Math.cos(pitch!) + y * Math.sin(pitch!);
    const scale = FOCAL_PX / (distanceMm - tiltedZ);
    return {
      x: centrePx.x + scale * (turnedX * Math.cos(roll!) - tiltedY * Math.sin(roll!)),
      y: centrePx.y + scale * (turnedX * Math.sin(roll!) + tiltedY * Math.cos(roll!)),
    };
  });
}

/** The lids meet on the line between the corners of the eye. */
function lid({ y }: HeadPoint, index: number, eyesOpen: number): number {
  const isLid = index >= 36 && index <= 47 && ![36, 39, 42, 45].includes(index);
  return isLid ? y * eyesOpen : y;
}

function points(...rows: readonly (readonly [number, number, number])[]): HeadPoint[] {
  return rows.map(([x, y, z]) => ({ x, y, z }));
}
