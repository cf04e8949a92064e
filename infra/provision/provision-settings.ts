import { Optional } from '#libs/contracts';
import { TextSetting, UrlSetting } from '#libs/service-kit';
import { ValidateBy } from 'class-validator';

/** A password that stands in an address as it is. */
const PasswordSetting = (): PropertyDecorator =>
  ValidateBy({
    name: 'password',
    validator: {
      validate: (value) => typeof value === 'string' && /^[A-Za-z0-9._~-]{16,128}$/.test(value),
      defaultMessage: () => '$property must be 16 to 128 letters, digits or any of . _ ~ -',
    },
  });

/** Settings of the step that makes the services' places in a database. */
export class ProvisionSettings {
  /** Administrator's address. */
  @UrlSetting('postgres:', 'postgresql:') DATABASE_URL: string;
  @PasswordSetting() ORDERING_PASSWORD: string;
  @PasswordSetting() PROCUREMENT_COMPLIANCE_PASSWORD: string;
  @PasswordSetting() TASK_ASSIGNMENT_PASSWORD: string;
  @PasswordSetting() REPORTING_PASSWORD: string;
  /** Where a demo's key is to be made; left out in production. */
  @Optional() @TextSetting() DEMO_KEY_FOLDER?: string;
}

export const KNOWN_SETTINGS = [
  'DATABASE_URL',
  'ORDERING_PASSWORD',
  'PROCUREMENT_COMPLIANCE_PASSWORD',
  'TASK_ASSIGNMENT_PASSWORD',
  'REPORTING_PASSWORD',
  'DEMO_KEY_FOLDER',
] as const satisfies (keyof ProvisionSettings)[];
