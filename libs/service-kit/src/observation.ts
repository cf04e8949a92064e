import type { Tracer } from '#libs/tracing';
import { Metrics } from './metrics.js';
import { openMetricsPage } from './metrics-page.js';
import type { ProcessSettings } from './settings.js';
import { startTraces } from './traces.js';

/** What watches a process; without figures or traces where they are not switched on. */
export interface Observation {
  metrics?: Metrics;
  /** Where the figures are. */
  metricsUrl?: string;
  /** What draws the spans of a service of this process. */
  tracerOf(service: string): Tracer | undefined;
  close(): Promise<void>;
}

/** Starts what watches this process, as its settings and OpenTelemetry's own in the environment say. */
export async function observe(
  { METRICS_HOST, METRICS_PORT }: Pick<ProcessSettings, 'METRICS_HOST' | 'METRICS_PORT'>,
  report: (trouble: string) => void,
): Promise<Observation> {
  const traces = await startTraces(process.env, report);
  const metrics = METRICS_PORT === undefined ? undefined : new Metrics();
  const page = metrics && (await openMetricsPage(metrics, METRICS_HOST, METRICS_PORT!));
  return {
    metrics,
    metricsUrl: page?.url,
    tracerOf: (service) => traces?.tracerOf(service),
    close: async () => {
      await Promise.all([page?.close(), traces?.close()]);
    },
  };
}
