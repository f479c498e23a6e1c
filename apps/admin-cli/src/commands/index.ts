import { registerAccessGrant } from './access-grant.ts';
import { registerAccessList } from './access-list.ts';
import { registerAccessRevoke } from './access-revoke.ts';
import { registerAccountAdd } from './account-add.ts';
import { registerAccountDisable } from './account-disable.ts';
import { registerAccountList } from './account-list.ts';
import { registerAccountPassword } from './account-password.ts';
import { registerAccountTokenAdd } from './account-token-add.ts';
import { registerAccountTokenList } from './account-token-list.ts';
import { registerAccountTokenRevoke } from './account-token-revoke.ts';
import { registerAdapt } from './adapt.ts';
import { registerAdaptApply } from './adapt-apply.ts';
import { registerAdaptDiscard } from './adapt-discard.ts';
import { registerAreaAdd } from './area-add.ts';
import { registerAreaDoors } from './area-doors.ts';
import { registerAreaList } from './area-list.ts';
import { registerAreaReset } from './area-reset.ts';
import { registerAuditCheckpoint } from './audit-checkpoint.ts';
import { registerAuditExplain } from './audit-explain.ts';
import { registerAuditExport } from './audit-export.ts';
import { registerAuditKey } from './audit-key.ts';
import { registerAuditList } from './audit-list.ts';
import { registerAuditVerify } from './audit-verify.ts';
import { registerBenchCoordinator } from './bench-coordinator.ts';
import { registerBenchGallery } from './bench-gallery.ts';
import { registerBrokerConfig } from './broker-config.ts';
import { registerBuildingAdd } from './building-add.ts';
import { registerBuildingList } from './building-list.ts';
import { registerBuildingPool } from './building-pool.ts';
import { registerCalibrate } from './calibrate.ts';
import { registerCalibrateFit } from './calibrate-fit.ts';
import { registerCardAssign } from './card-assign.ts';
import { registerCardList } from './card-list.ts';
import { registerCardRevoke } from './card-revoke.ts';
import { registerDemo } from './demo.ts';
import { registerDoctor } from './doctor.ts';
import { registerDoorAdd } from './door-add.ts';
import { registerDoorList } from './door-list.ts';
import { registerEdgeList } from './edge-list.ts';
import { registerEdgeProvision } from './edge-provision.ts';
import { registerEdgeRevoke } from './edge-revoke.ts';
import { registerEvalIdentification } from './eval-identification.ts';
import { registerEvalVerification } from './eval-verification.ts';
import { registerHolidayAdd } from './holiday-add.ts';
import { registerHolidayImport } from './holiday-import.ts';
import { registerHolidayList } from './holiday-list.ts';
import { registerHolidayRemove } from './holiday-remove.ts';
import { registerIdentify } from './identify.ts';
import { registerImport } from './import.ts';
import { registerKeysDiscard } from './keys-discard.ts';
import { registerKeysRotate } from './keys-rotate.ts';
import { registerKeysStatus } from './keys-status.ts';
import { registerLockdownEnd } from './lockdown-end.ts';
import { registerLockdownStart } from './lockdown-start.ts';
import { registerLockdownStatus } from './lockdown-status.ts';
import { registerModelAdd } from './model-add.ts';
import { registerModelExport } from './model-export.ts';
import { registerModelImportOpenFace } from './model-import-openface.ts';
import { registerModelList } from './model-list.ts';
import { registerModelManifestTemplate } from './model-manifest-template.ts';
import { registerModelRemove } from './model-remove.ts';
import { registerModelShow } from './model-show.ts';
import { registerPersonAdd } from './person-add.ts';
import { registerPersonEnrol } from './person-enrol.ts';
import { registerPersonForget } from './person-forget.ts';
import { registerPersonList } from './person-list.ts';
import { registerPersonQuality } from './person-quality.ts';
import { registerPersonRemove } from './person-remove.ts';
import { registerPersonShow } from './person-show.ts';
import { registerPersonSuspend } from './person-suspend.ts';
import { registerPersonTerms } from './person-terms.ts';
import type { Register } from './register.ts';
import { registerRosterAudit } from './roster-audit.ts';
import { registerSealingKeyList } from './sealing-key-list.ts';
import { registerSealingKeyRotate } from './sealing-key-rotate.ts';
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
  registerBuildingPool,
  registerEdgeProvision,
  registerEdgeList,
  registerEdgeRevoke,
  registerSealingKeyList,
  registerSealingKeyRotate,
  registerDoorAdd,
  registerDoorList,
  registerBrokerConfig,
  registerPersonAdd,
  registerPersonTerms,
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
  registerLockdownStart,
  registerLockdownEnd,
  registerLockdownStatus,
  registerAreaAdd,
  registerAreaList,
  registerAreaDoors,
  registerAreaReset,
  registerHolidayAdd,
  registerHolidayList,
  registerHolidayRemove,
  registerHolidayImport,
  registerAccountAdd,
  registerAccountList,
  registerAccountDisable,
  registerAccountPassword,
  registerAccountTokenAdd,
  registerAccountTokenList,
  registerAccountTokenRevoke,
  registerVerify,
  registerIdentify,
  registerWatch,
  registerAuditList,
  registerAuditExplain,
  registerAuditVerify,
  registerAuditExport,
  registerAuditCheckpoint,
  registerAuditKey,
  registerKeysStatus,
  registerKeysRotate,
  registerKeysDiscard,
  registerModelList,
  registerModelShow,
  registerModelManifestTemplate,
  registerModelAdd,
  registerModelRemove,
  registerModelExport,
  registerModelImportOpenFace,
  registerEvalVerification,
  registerEvalIdentification,
  registerCalibrate,
  registerCalibrateFit,
  registerAdapt,
  registerAdaptApply,
  registerAdaptDiscard,
  registerBenchCoordinator,
  registerBenchGallery,
];
