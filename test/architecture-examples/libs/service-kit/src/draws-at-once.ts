// breaks: traces-are-drawn-on-demand
export { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
