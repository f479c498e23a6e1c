import { registerAccessGrant } from './access-grant.ts';
import { registerAccessList } from './access-list.ts';
import { registerAccessRevoke } from './access-revoke.ts';
import { registerBuildingAdd } from './building-add.ts';
import { registerBuildingList } from './building-list.ts';
import { registerCalibrate } from './calibrate.ts';
import { registerCalibrateFit } from './calibrate-fit.ts';
import { registerCardAssign } from './card-assign.ts';
import { registerCardList } from './card-list.ts';
import { registerCardRevoke } from './card-revoke.ts';
import { registerDemo } from './demo.ts';
import { registerDoctor } from './doctor.ts';
import { registerDoorAdd } from './door-add.ts';
import { registerDoorList } from './door-list.ts';
import { registerEdgeAdd } from './edge-add.ts';
import { registerEdgeList } from './edge-list.ts';
import { registerEvalIdentification } from './eval-identification.ts';
import { registerEvalVerification } from './eval-verification.ts';
import { registerIdentify } from './identify.ts';
import { registerImport } from './import.ts';
import { registerKeysDiscard } from './keys-discard.ts';
import { registerKeysRotate } from './keys-rotate.ts';
import { registerKeysStatus } from './keys-status.ts';
import { registerModelImportOpenFace } from './model-import-openface.ts';
import { registerModelList } from './model-list.ts';
import { registerPersonAdd } from './person-add.ts';
import { registerPersonEnrol } from './person-enrol.ts';
import { registerPersonForget } from './person-forget.ts';
import { registerPersonList } from './person-list.ts';
import { registerPersonQuality } from './person-quality.ts';
import { registerPersonRemove } from './person-remove.ts';
import { registerPersonShow } from './person-show.ts';
import { registerPersonSuspend } from './person-suspend.ts';
import type { Register } from './register.ts';
import { registerRosterAudit } from './roster-audit.ts';
import { registerUp } from './up.ts';
import { registerVerify } from './verify.ts';
import { registerWatch } from './watch.ts';

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly Register[] = [
  registerDemo,
  registerUp,
  registerDoctor,
  registerBuildingAdd,
  registerBuildingList,
  registerEdgeAdd,
  registerEdgeList,
  registerDoorAdd,
  registerDoorList,
  registerPersonAdd,
  registerPersonQuality,
  registerPersonEnrol,
  registerPersonList,
  registerPersonShow,
  registerPersonForget,
  registerPersonSuspend,
  registerPersonRemove,
  registerImport,
  registerRosterAudit,
  registerCardAssign,
  registerCardList,
  registerCardRevoke,
  registerAccessGrant,
  registerAccessList,
  registerAccessRevoke,
  registerVerify,
  registerIdentify,
  registerWatch,
  registerKeysStatus,
  registerKeysRotate,
  registerKeysDiscard,
  registerModelList,
  registerModelImportOpenFace,
  registerEvalVerification,
  registerEvalIdentification,
  registerCalibrate,
  registerCalibrateFit,
];
