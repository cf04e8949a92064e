import { check, Flag, OneOf, Optional, Whole } from '#libs/contracts';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

/** A setting that is a number. */
export const NumberSetting = (says: string, least: number, most: number): PropertyDecorator => {
  return (target, property) => {
    Whole(says, least, most)(target, property);
    Transform(({ value }) => (/^\d+$/.test(String(value)) ? Number(value) : (value as unknown)))(target, property);
  };
};

/** A setting that is true or false. */
export const FlagSetting = (says: string): PropertyDecorator => {
  return (target, property) => {
    Flag(says)(target, property);
    Transform(({ value }) => ({ true: true, false: false })[String(value)] ?? (value as unknown))(target, property);
  };
};

/** A setting that is a URL with one of the schemes. */
export const UrlSetting = (...schemes: string[]): PropertyDecorator =>
  ValidateBy({
    name: 'url',
    validator: {
      validate: (value) =>
        typeof value === 'string' && URL.canParse(value) && schemes.includes(new URL(value).protocol),
      defaultMessage: () =>
        `$property must be an address that starts with ${schemes.map((s) => `${s}//`).join(' or ')}`,
    },
  });

/** A setting that is any text. */
export const TextSetting = (): PropertyDecorator =>
  ValidateBy({
    name: 'text',
    validator: {
      validate: (v) => typeof v === 'string' && v.length > 0,
      defaultMessage: () => '$property must be a text',
    },
  });

/** Settings that every process has. */
export class ProcessSettings {
  @TextSetting() HOST: string = '127.0.0.1';
  @NumberSetting('port; 0 takes a free one', 0, 65_535) PORT: number = 0;
  @OneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'log level') LOG_LEVEL: string = 'info';
  @Optional() @TextSetting() NODE_ENV?: string;
  @Optional() @FlagSetting('demo mode; the default outside production') DEMO?: boolean;
  @TextSetting() METRICS_HOST: string = '127.0.0.1';
  @Optional() @NumberSetting('port of the figures; 0 takes a free one', 0, 65_535) METRICS_PORT?: number;
}

/** Their names. */
export const PROCESS_SETTINGS = [
  'HOST',
  'PORT',
  'LOG_LEVEL',
  'NODE_ENV',
  'DEMO',
  'METRICS_HOST',
  'METRICS_PORT',
] as const satisfies (keyof ProcessSettings)[];

/** Settings of a service. */
export class ServiceSettings extends ProcessSettings {
  @UrlSetting('postgres:', 'postgresql:') DATABASE_URL: string;
  @UrlSetting('postgres:', 'postgresql:') DATABASE_OWNER_URL: string;
  @UrlSetting('http:', 'https:') JWKS_URL: string;
  @OneOf(['postgres', 'kafka'], 'how facts travel') TRANSPORT: string = 'postgres';
  @Optional() @TextSetting() KAFKA_BROKERS?: string;
  @NumberSetting('copies that Kafka keeps of each topic that is made', 1, 9) KAFKA_REPLICATION: number = 1;
  @Optional() @TextSetting() KAFKA_PREFIX?: string;
}

/** A setting is wrong; the message is one sentence that says which and what it may be. */
export class WrongSetting extends Error {}

/** Reads the settings that a class knows from the environment; the first that is wrong stops the start. */
export function readSettings<T extends object>(
  of: new () => T,
  known: readonly (keyof T & string)[],
  env: NodeJS.ProcessEnv,
): T {
  const given = Object.fromEntries(known.filter((name) => env[name]).map((name) => [name, env[name]]));
  const checked = check(of, given);
  if ('value' in checked) return checked.value;
  const flaw = checked.flaws[0]!;
  const secret = /URL|KEY|SECRET|PASSWORD/.test(flaw.field);
  const now =
    given[flaw.field] === undefined ? 'it is missing' : secret ? 'what is set is not' : `it is "${given[flaw.field]}"`;
  throw new WrongSetting(`Setting ${flaw.message.replace(/\.$/, '')}: ${now}.`);
}

/** Where Kafka is, where facts travel over it. */
export function kafkaOf(settings: ServiceSettings, clientId: string) {
  const { TRANSPORT, KAFKA_BROKERS, KAFKA_REPLICATION: replication, KAFKA_PREFIX: prefix } = settings;
  if (TRANSPORT !== 'kafka') return undefined;
  const brokers = KAFKA_BROKERS?.split(',').map((broker) => broker.trim()) ?? [];
  if (brokers.length === 0 || !brokers.every((broker) => /^[^\s:/]+:\d{1,5}$/.test(broker)))
    throw new WrongSetting(
      'Setting KAFKA_BROKERS must be host:port, several with commas between them, where TRANSPORT is kafka.',
    );
  return { brokers, clientId, replication, prefix };
}

/** Whether demo mode is on: the default, but never in production. */
export function isDemo(settings: ProcessSettings): boolean {
  const production = settings.NODE_ENV === 'production';
  if (production && settings.DEMO)
    throw new WrongSetting('Setting DEMO must not be true where NODE_ENV is production.');
  return settings.DEMO ?? !production;
}
