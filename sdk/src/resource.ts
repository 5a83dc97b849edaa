/** Who sends: the service's name and version, as the OpenTelemetry specification has it, and the SDK that we are. */
import type { Attributes } from '@opentelemetry/api'
import type { Settings } from './settings.ts'
import { VERSION } from './version.ts'

export function resourceAttributes(settings: Settings): Attributes {
  const { serviceName, environment, release } = settings
  const attributes: Attributes = {
    'service.name': `unknown_service:${settings.processName}`,
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'vitrine',
    'telemetry.sdk.version': VERSION,
    ...settings.resourceAttributes,
  }
  if (serviceName !== undefined) attributes['service.name'] = serviceName
  if (environment !== undefined) attributes['deployment.environment.name'] = environment
  if (release !== undefined) attributes['service.version'] = release
  return attributes
}
