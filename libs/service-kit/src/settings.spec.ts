import { kafkaOf, readSettings, ServiceSettings } from './settings.js';

const KNOWN = [
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'JWKS_URL',
  'TRANSPORT',
  'KAFKA_BROKERS',
  'KAFKA_REPLICATION',
] as const;
const url = 'postgres://ordering@127.0.0.1/inkluderende';
const needed = { DATABASE_URL: url, DATABASE_OWNER_URL: url, JWKS_URL: 'http://127.0.0.1:3000/keys' };
const read = (env: Record<string, string>) =>
  kafkaOf(readSettings(ServiceSettings, KNOWN, { ...needed, ...env }), 'ordering');

describe('the settings of the transport', () => {
  it('lead to no Kafka where facts travel by the log itself', () => {
    expect(read({ KAFKA_BROKERS: 'one:9092' })).toBeUndefined();
  });

  it('name one broker or several', () => {
    const env = { TRANSPORT: 'kafka', KAFKA_BROKERS: 'one:9092, two:9092', KAFKA_REPLICATION: '3' };
    expect(read(env)).toMatchObject({ brokers: ['one:9092', 'two:9092'], replication: 3, clientId: 'ordering' });
  });

  it.each([undefined, '', 'one', 'one:', 'http://one:9092', 'one:9092,', 'one:9092 two:9092'])(
    'say what brokers look like where they are %p',
    (KAFKA_BROKERS) => {
      const env = { TRANSPORT: 'kafka', ...(KAFKA_BROKERS !== undefined && { KAFKA_BROKERS }) };
      expect(() => read(env)).toThrow(/^Setting KAFKA_BROKERS must be host:port/);
    },
  );

  it('know no third way', () => {
    expect(() => read({ TRANSPORT: 'pigeon' })).toThrow('Setting TRANSPORT');
  });
});
