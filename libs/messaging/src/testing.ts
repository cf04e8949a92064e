export { positionsOf } from './cursor.js';
export { Inbox } from './inbox.js';
export { toRecord } from './kafka/fact-record.js';
export { messagingTables } from './messaging-tables.js';
export { Solo } from './solo.js';
export { together, withClient } from './together.js';
export { appendTo, Transaction } from './transaction.js';
