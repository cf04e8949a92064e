export const sdk = () => import('@opentelemetry/sdk-trace-base');
