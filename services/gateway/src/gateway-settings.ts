import { Optional } from '#libs/contracts';
import { NumberSetting, PROCESS_SETTINGS, ProcessSettings, TextSetting, UrlSetting } from '#libs/service-kit';

/** The services behind the door, by the name in their addresses. */
export const SERVICES = ['ordering', 'procurement-compliance', 'task-assignment', 'reporting'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Settings of the gateway. */
export class GatewaySettings extends ProcessSettings {
  override PORT: number = 3000;
  @UrlSetting('http:', 'https:') ORDERING_URL: string;
  @UrlSetting('http:', 'https:') PROCUREMENT_COMPLIANCE_URL: string;
  @UrlSetting('http:', 'https:') TASK_ASSIGNMENT_URL: string;
  @UrlSetting('http:', 'https:') REPORTING_URL: string;
  @Optional() @TextSetting() SIGNING_KEY_FILE?: string;
  @NumberSetting('milliseconds that a service may take to answer', 100, 600_000) ANSWER_WITHIN_MS: number = 15_000;
}

export const KNOWN_SETTINGS = [
  ...PROCESS_SETTINGS,
  'ORDERING_URL',
  'PROCUREMENT_COMPLIANCE_URL',
  'TASK_ASSIGNMENT_URL',
  'REPORTING_URL',
  'SIGNING_KEY_FILE',
  'ANSWER_WITHIN_MS',
] as const satisfies (keyof GatewaySettings)[];

/** Where each service is. */
export function addressesIn(settings: GatewaySettings): Record<ServiceName, string> {
  return {
    ordering: settings.ORDERING_URL,
    'procurement-compliance': settings.PROCUREMENT_COMPLIANCE_URL,
    'task-assignment': settings.TASK_ASSIGNMENT_URL,
    reporting: settings.REPORTING_URL,
  };
}
