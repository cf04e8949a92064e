import { validate } from 'dockerfile-utils';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_DEFINITIONS } from '../embedded/service-definitions.js';
import { projectFolder } from '../project-folder.js';
import { stagesOf, type Stage } from './testing/dockerfile.js';

const root = projectFolder();
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const letThrough = readFileSync(join(root, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

/** What would fail while an image is made or started. */
function flawsOf(text: string, service: string): string[] {
  const stages = stagesOf(text, { SERVICE: service });
  const target = service === 'provision' ? 'provision' : 'service';
  const stage = stages.get(target);
  if (!stage) return [`there is no stage ${target}`];
  const asked = [...stages].filter(([name]) => name === target || !['service', 'provision'].includes(name));
  return [
    ...validate(text).map(({ range, message }) => `line ${range.start.line + 1}: ${message as string}`),
    ...asked.flatMap(([, { taken }]) => taken.flatMap((each) => takenFlaws(each, stages))),
    ...startFlaws(stage),
    ...(target === 'service' && !stage.healthcheck?.includes('/health/ready')
      ? ['nobody asks whether it is well']
      : []),
  ];
}

function takenFlaws({ from, path }: { from: string; path: string }, stages: Map<string, Stage>): string[] {
  if (from === 'sources') {
    if (!existsSync(join(root, path))) return [`${path} is not in the sources`];
    return letThrough.includes(path) ? [] : [`${path} is kept back by .dockerignore`];
  }
  if (!stages.has(from)) return [`there is no stage ${from} to take ${path} from`];
  const isMade = path === '/app/node_modules' || existsSync(join(root, path.replace(/^\/app\/dist\//, '')));
  return isMade ? [] : [`${path} is not what ${from} makes`];
}

function startFlaws({ user, command, taken, environment }: Stage): string[] {
  if (!command) return ['its command goes through a shell, which passes no signal on'];
  const main = command.find((word) => word.endsWith('.js')) ?? '';
  const isThere = existsSync(join(root, main.replace(/^\/app\/dist\//, '').replace(/\.js$/, '.ts')));
  const isTaken = taken.some(({ path }) => main.startsWith(`${path}/`));
  return [
    ...(isThere && isTaken ? [] : [`${main} is not in the image`]),
    ...(user && user !== 'root' ? [] : ['it runs as root']),
    ...(environment.includes('NODE_ENV=production') ? [] : ['it is not meant for production']),
  ];
}

const IMAGES = [...SERVICE_DEFINITIONS.map(({ name }) => name), 'gateway', 'provision'];

describe('The Dockerfile', () => {
  it.each(IMAGES)('makes an image of %s that starts', (service) => {
    expect(flawsOf(dockerfile, service)).toEqual([]);
  });

  it('makes a service where no target is said', () => {
    expect([...stagesOf(dockerfile, {}).keys()].at(-1)).toBe('service');
  });

  it.each([
    ['COPY libs libs', 'COPY lib libs', 'lib is not in the sources'],
    ['COPY libs libs', 'COPY docs docs', 'docs is kept back by .dockerignore'],
    [
      '--from=build /app/dist/libs',
      '--from=built /app/dist/libs',
      'there is no stage built to take /app/dist/libs from',
    ],
    ['/app/dist/libs', '/app/dist/library', '/app/dist/library is not what build makes'],
    ['"main.js"', '"index2.js"', '/app/dist/services/ordering/src/index2.js is not in the image'],
    ['/app/dist/services/${SERVICE} ', '/app/dist/services/reporting ', /ordering\/src\/main\.js is not in the image$/],
    [
      'CMD ["node", "--enable-source-maps", "main.js"]',
      'CMD node main.js',
      'its command goes through a shell, which passes no signal on',
    ],
    [/USER node(?![^]*USER)/, 'USER root', 'it runs as root'],
    ['ENV NODE_ENV=production', 'ENV NODE_ENV=development', 'it is not meant for production'],
    ['/health/ready', '/health', 'nobody asks whether it is well'],
    ['AS service', 'AS services', 'there is no stage service'],
    ['EXPOSE 3000', 'EXPOSED 3000', /^line \d+: Unknown instruction: EXPOSED$/],
  ])('is seen to fail with %s turned into %s', (from, to, flaw) => {
    const changed = dockerfile.replace(from, to);
    expect(changed).not.toBe(dockerfile);
    const expected: unknown = typeof flaw === 'string' ? flaw : expect.stringMatching(flaw);
    expect(flawsOf(changed, 'ordering')).toContainEqual(expected);
  });
});
