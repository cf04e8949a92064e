import { startPlatform } from './platform.js';
const t0 = process.uptime();
const p = await startPlatform({ dataDir: '/tmp/ck/data', port: 0, settings: { LOG_LEVEL: 'warn' } });
console.log('imports', t0.toFixed(2), 'ready', process.uptime().toFixed(2));
await p.close();
