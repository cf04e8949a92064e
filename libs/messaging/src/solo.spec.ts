import { Solo } from './solo.js';

/** Work that ends when it is told to, and writes down when it began and ended. */
function work(diary: string[], name: string) {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const run = async () => {
    diary.push(`${name} begins`);
    await ended;
    diary.push(`${name} ends`);
  };
  return { run, end };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('solo', () => {
  it('lets many work side by side', async () => {
    const solo = new Solo();
    const diary: string[] = [];
    const [a, b] = [work(diary, 'a'), work(diary, 'b')];
    const done = Promise.all([solo.together(a.run), solo.together(b.run)]);
    expect(diary).toEqual(['a begins', 'b begins']);
    a.end();
    b.end();
    await done;
  });

  it('lets one alone wait for the others, and the others for it', async () => {
    const solo = new Solo();
    const diary: string[] = [];
    const [a, alone, b, other] = ['a', 'alone', 'b', 'other'].map((name) => work(diary, name)) as [
      Work,
      Work,
      Work,
      Work,
    ];
    const done = [solo.together(a.run), solo.alone(alone.run), solo.together(b.run), solo.alone(other.run)];
    for (const { end } of [alone, b, other]) end();
    await soon();
    expect(diary).toEqual(['a begins']);
    a.end();
    await Promise.all(done);
    expect(diary.slice(0, 4)).toEqual(['a begins', 'a ends', 'alone begins', 'alone ends']);
    const at = (entry: string) => diary.indexOf(entry);
    expect(at('b ends') < at('other begins') || at('other ends') < at('b begins')).toBe(true);
  });

  it('goes on after work that fails', async () => {
    const solo = new Solo();
    const fails = () => Promise.reject(new Error('no'));
    await expect(solo.alone(fails)).rejects.toThrow('no');
    await expect(solo.together(fails)).rejects.toThrow('no');
    expect(await solo.alone(async () => 'done')).toBe('done');
  });
});

type Work = ReturnType<typeof work>;
