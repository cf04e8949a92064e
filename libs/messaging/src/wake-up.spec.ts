import { WakeUp, type News } from './wake-up.js';

describe('the wake-up', () => {
  it('reaches those who listen to that log, until they listen no more', () => {
    const wakeUp = new WakeUp();
    const heard: News[] = [];
    const off = wakeUp.on('ordering', (news) => heard.push(news));
    wakeUp.on('task-assignment', () => heard.push([]));
    wakeUp.signal('ordering', [{ shard: 3, name: 'OrderPlaced' }]);
    wakeUp.signal('ordering', []);
    off();
    wakeUp.signal('ordering', [{ shard: 4, name: 'OrderPlaced' }]);
    wakeUp.signal('nobody', [{ shard: 4, name: 'OrderPlaced' }]);
    expect(heard).toEqual([[{ shard: 3, name: 'OrderPlaced' }]]);
  });
});
