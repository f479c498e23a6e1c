import { DEFAULT_TARGET_FPIR, type GalleryThresholds } from '@portero/biometrics';
import { galleryThresholdsOf, type ModelPolicy } from '@portero/coordinator';
import type { Building, Roster } from '@portero/roster';

/** What is in force at one door that asks for more than its building. */
export interface DoorPlan extends GalleryThresholds {
  door: string;
  targetFpir: number;
}

/** What is in force in one building, as its coordinator derives it. */
export interface BuildingPlan extends GalleryThresholds {
  building: string;
  persons: number;
  templates: number;
  /** Share of strangers who may be taken for somebody. */
  targetFpir: number;
  /** Doors with a lower target of their own. */
  doors: DoorPlan[];
}

/** The thresholds of a building's gallery as it is in the database now. */
export async function buildingPlan(
  roster: Roster,
  policy: ModelPolicy,
  building: Building,
): Promise<BuildingPlan> {
  const size = await roster.templates.sizeForBuilding(building.id, policy.modelId);
  const targetFpir = building.targetFpir ?? DEFAULT_TARGET_FPIR;
  const doors = (await roster.places.listDoors(building.address)).flatMap((door): DoorPlan[] => {
    const asked = door.targetFpir;
    if (asked === undefined || asked >= targetFpir) return [];
    const thresholds = galleryThresholdsOf(policy, { ...size, targetFpir: asked });
    return [{ door: door.address, targetFpir: asked, ...thresholds }];
  });
  return {
    building: building.address,
    ...size,
    targetFpir,
    ...galleryThresholdsOf(policy, { ...size, targetFpir }),
    doors,
  };
}
