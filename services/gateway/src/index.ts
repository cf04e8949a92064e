export { GatewaySettings } from './gateway-settings.js';
export { startGateway, type RunningGateway } from './gateway.js';
export { createDemoKey, SigningKey } from './signing-key.js';
