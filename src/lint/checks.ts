import { bindsNowhere } from './check/binds-nowhere.ts'
import { cannotEject } from './check/cannot-eject.ts'
import { conflictingVirtualServices } from './check/conflicting-virtual-services.ts'
import { cutRetries } from './check/cut-retries.ts'
import { deniesEverything } from './check/denies-everything.ts'
import { distributeWithoutFailover } from './check/distribute.ts'
import { ejectionPanic } from './check/ejection-panic.ts'
import { envoyRefuses } from './check/envoy-refuses.ts'
import { hiddenRouteRule } from './check/hidden-route-rule.ts'
import { inertSetting } from './check/inert-setting.ts'
import { lostStickiness } from './check/lost-stickiness.ts'
import { matchGateway } from './check/match-gateway.ts'
import { mtlsMismatch } from './check/mtls-mismatch.ts'
import { multipliedRetries } from './check/multiplied-retries.ts'
import { noHttpPort } from './check/no-http-port.ts'
import { replacedResource } from './check/replaced-resource.ts'
import { rewriteSlashes } from './check/rewrite-slashes.ts'
import { unknownPort } from './check/unknown-port.ts'
import { unseenDestinationRule } from './check/unseen-destination-rule.ts'
import { weights } from './check/weights.ts'
import type { LintCheck } from './check.ts'

/** Lint's own checks, by code. */
export const CHECKS: readonly LintCheck[] = [
  cannotEject,
  ejectionPanic,
  conflictingVirtualServices,
  cutRetries,
  lostStickiness,
  rewriteSlashes,
  weights,
  bindsNowhere,
  matchGateway,
  unseenDestinationRule,
  noHttpPort,
  mtlsMismatch,
  deniesEverything,
  unknownPort,
  inertSetting,
  envoyRefuses,
  distributeWithoutFailover,
  multipliedRetries,
  hiddenRouteRule,
  replacedResource,
]
