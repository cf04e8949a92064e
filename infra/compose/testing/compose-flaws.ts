import { readSettings } from '#libs/service-kit';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { getMetadataStorage } from 'class-validator';
import { readFileSync } from 'node:fs';
import { PROCESS_SETTINGS } from '../../embedded/service-definitions.js';
import { ProvisionSettings } from '../../provision/provision-settings.js';
import type { ComposeFile, Container } from './compose-file.js';

const SETTINGS: Record<string, new () => object> = { ...PROCESS_SETTINGS, provision: ProvisionSettings };

const schema = JSON.parse(readFileSync(new URL('./compose-spec.json', import.meta.url), 'utf8')) as object;
const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
const isCompose = ajv.compile(schema);

/** Why a file is no compose file, by the specification's own schema. */
export function schemaFlaws(file: ComposeFile): string[] {
  return isCompose(file) ? [] : isCompose.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** What the processes of the code would miss or not understand in a file. */
export function flawsOf(file: ComposeFile): string[] {
  const { services } = file;
  const kept = ['postgres', 'kafka'].filter((name) => meet(services['gateway'], services[name]));
  const missing = Object.keys(SETTINGS).filter((name) => !services[name]);
  return [
    ...missing.map((name) => `${name} is missing`),
    ...kept.map((name) => `gateway: it reaches ${name}`),
    ...Object.entries(services).flatMap(([name, container]) =>
      [...environmentFlaws(name, container), ...runFlaws(name, container), ...addressFlaws(container, services)].map(
        (why) => `${name}: ${why}`,
      ),
    ),
  ];
}

function environmentFlaws(name: string, { environment = {}, build }: Container): string[] {
  const of = SETTINGS[name];
  if (!of) return [];
  const known = knownTo(of);
  const unknown = Object.keys(environment).filter((each) => !known.includes(each));
  const image = build?.target === 'provision' ? 'provision' : build?.args?.['SERVICE'];
  return [
    ...unknown.map((each) => `${each} is no setting of it`),
    ...(image === name ? [] : [`it is built as ${image}`]),
    ...thrownBy(() => readSettings(of, known as never[], environment)),
  ];
}

/** The settings that a class declares, those of the classes above it included. */
function knownTo(of: new () => object): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(of, '', false, false);
  return [...new Set(metadata.map(({ propertyName }) => propertyName))];
}

function runFlaws(name: string, container: Container): string[] {
  const { healthcheck, restart, security_opt = [], cap_drop = [], ports = [], read_only } = container;
  const lasting = name !== 'provision';
  const held = {
    read_only: read_only || name === 'kafka', // its image writes its settings
    cap_drop: cap_drop.includes('ALL'),
    security_opt: security_opt.includes('no-new-privileges:true'),
  };
  const open = Object.entries(held).filter(([, holds]) => !holds);
  return [
    ...(lasting && !healthcheck ? ['nobody sees whether it is well'] : []),
    ...(lasting && restart !== 'unless-stopped' ? ['it is not started again'] : []),
    ...open.map(([each]) => `${each} is left out`),
    ...ports
      .filter((port) => name !== 'gateway' && !port.startsWith('127.0.0.1:'))
      .map((port) => `${port} is open to others`),
  ];
}

/** Whom it speaks to must be there, on a network of its own, and be well first, but for the gateway, which comes last. */
function addressFlaws(container: Container, services: Record<string, Container>): string[] {
  const { environment = {}, depends_on = {} } = container;
  const addresses = Object.entries(environment).filter(([name]) => /_URL$|^KAFKA_BROKERS$/.test(name));
  const hosts = addresses.flatMap(([name, value]) =>
    value.split(',').map((each) => [name, new URL(each.includes('://') ? each : `kafka://${each}`).hostname] as const),
  );
  return [
    ...hosts.flatMap(([name, host]) => {
      const other = services[host];
      if (!other) return [`${name} leads to ${host}, which is not there`];
      return meet(container, other) ? [] : [`${host} is on no network of it`];
    }),
    ...Object.entries(depends_on).flatMap(([other, { condition }]) => {
      const right = other === 'provision' ? 'service_completed_successfully' : 'service_healthy';
      return condition === right ? [] : [`it does not wait until ${other} is ${right}`];
    }),
  ];
}

const meet = (one?: Container, other?: Container) =>
  Boolean(one?.networks?.some((each) => other?.networks?.includes(each)));

function thrownBy(work: () => unknown): string[] {
  try {
    work();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
