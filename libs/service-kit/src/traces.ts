import { OneOf, Optional } from '#libs/contracts';
import type { Tracer } from '#libs/tracing';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { setTimeout as pause } from 'node:timers/promises';
import { FlagSetting, readSettings, UrlSetting } from './settings.js';

/** OpenTelemetry's own settings, as far as they switch traces on; what sends them reads the rest itself. */
class TracesSettings {
  @Optional() @OneOf(['otlp', 'none'], 'what takes the traces') OTEL_TRACES_EXPORTER?: string;
  @Optional() @UrlSetting('http:', 'https:') OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  @Optional() @UrlSetting('http:', 'https:') OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string;
  @Optional() @OneOf(['http/json', 'http/protobuf'], 'how OTLP is sent') OTEL_EXPORTER_OTLP_PROTOCOL?: string;
  @Optional() @FlagSetting('nothing of OpenTelemetry') OTEL_SDK_DISABLED?: boolean;
}

const KNOWN = [
  'OTEL_TRACES_EXPORTER',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_PROTOCOL',
  'OTEL_SDK_DISABLED',
] as const satisfies (keyof TracesSettings)[];

/** A receiver that does not answer must not keep a process from stopping in time. */
const FLUSH_WITHIN_MS = 2_000;

/** What draws spans and sends them. */
export interface Traces {
  tracerOf(service: string): Tracer;
  /** Sends what is still waiting. */
  close(): Promise<void>;
}

/** Loads what draws and sends spans, where the environment switches traces on. */
export async function startTraces(
  env: NodeJS.ProcessEnv,
  report: (trouble: string) => void,
): Promise<Traces | undefined> {
  if (!isOn(readSettings(TracesSettings, KNOWN, env))) return undefined;
  const [{ BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const silent = () => undefined;
  const logger = { error: report, warn: report, info: silent, debug: silent, verbose: silent };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const sending = new BatchSpanProcessor(new OTLPTraceExporter());
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources;
  const around = defaultResource().merge(detectResources({ detectors: [envDetector] }));
  return {
    // In one process, too, each service is one of its own in the trace.
    tracerOf: (service) =>
      new BasicTracerProvider({
        resource: around.merge(
          resourceFromAttributes({ 'service.name': service, 'service.namespace': 'inkluderende-kommune' }),
        ),
        spanProcessors: [sending],
      }).getTracer('inkluderende-kommune'),
    close: () => Promise.race([sending.shutdown(), pause(FLUSH_WITHIN_MS, undefined, { ref: false })]),
  };
}

function isOn(settings: TracesSettings): boolean {
  if (settings.OTEL_SDK_DISABLED || settings.OTEL_TRACES_EXPORTER === 'none') return false;
  const { OTEL_TRACES_EXPORTER, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = settings;
  return Boolean(OTEL_TRACES_EXPORTER ?? OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? OTEL_EXPORTER_OTLP_ENDPOINT);
}
