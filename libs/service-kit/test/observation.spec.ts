import { observe } from '#libs/service-kit';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** In a process of its own, since what one has loaded stays loaded; all of these packages are CommonJS, which lists itself. */
const SCRIPT = `
import { observe } from '#libs/service-kit';
import '#libs/service-kit/service';
import { createRequire } from 'node:module';
const observation = await observe({ METRICS_HOST: '127.0.0.1' }, () => undefined);
const loaded = Object.keys(createRequire(import.meta.url).cache).map((path) => path.split('node_modules/').at(-1));
const ofTelemetry = new Set(loaded.filter((path) => path.startsWith('@opentelemetry/')).map((path) => path.split('/')[1]));
process.stdout.write(JSON.stringify({ loaded: [...ofTelemetry], draws: observation.tracerOf('ordering') !== undefined }));
await observation.close();
`;
const FROM_SOURCES = ['--conditions=source', '--import', '@swc-node/register/esm-register'];
const cwd = fileURLToPath(new URL('../../..', import.meta.url));

async function processWith(settings: NodeJS.ProcessEnv): Promise<{ loaded: string[]; draws: boolean }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('OTEL_')));
  const args = [...FROM_SOURCES, '--input-type=module', '--eval', SCRIPT];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env: { ...env, ...settings } });
  return JSON.parse(stdout) as { loaded: string[]; draws: boolean };
}

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };

describe('what draws and sends spans', () => {
  it('is not loaded where nothing says so', async () => {
    expect(await processWith({})).toEqual({ loaded: ['api'], draws: false });
  });

  it('is loaded where a receiver is named', async () => {
    const { loaded, draws } = await processWith(ENDPOINT);
    expect([loaded.includes('sdk-trace-base'), draws]).toEqual([true, true]);
  });

  describe('follows the settings of OpenTelemetry:', () => {
    const draws = async (settings: Record<string, string>) => {
      const { env } = process;
      process.env = { ...env, ...settings };
      try {
        const observation = await observe({ METRICS_HOST: '127.0.0.1' }, () => undefined);
        await observation.close();
        return observation.tracerOf('ordering') !== undefined;
      } finally {
        process.env = env;
      }
    };

    it.each([
      [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }, false],
      [{ ...ENDPOINT, OTEL_SDK_DISABLED: 'true' }, false],
      [{ ...ENDPOINT, OTEL_SDK_DISABLED: 'false', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }, true],
      [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:1/v1/traces' }, true],
      [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
    ])('%j', async (settings, expected) => {
      expect(await draws(settings)).toBe(expected);
    });

    it.each([
      ['OTEL_TRACES_EXPORTER', 'zipkin'],
      ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ])('%s=%s is refused in one sentence', async (name, value) => {
      await expect(draws({ ...ENDPOINT, [name]: value })).rejects.toThrow(new RegExp(`^Setting ${name} [^\n]+\\.$`));
    });
  });
});
