import { trace } from '@opentelemetry/api';
import { contextOf, NO_TRACES, spanContextOf, traced, traceparentOf } from './index.js';

const GIVEN = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('a traceparent', () => {
  it('names a span, and is what names it', () => {
    expect(spanContextOf(GIVEN)).toMatchObject({ spanId: '00f067aa0ba902b7', traceFlags: 1, isRemote: true });
    expect(traceparentOf(trace.getSpan(contextOf(GIVEN))!)).toBe(GIVEN);
    const unsampled = GIVEN.replace(/01$/, '00');
    expect(traceparentOf(trace.getSpan(contextOf(unsampled))!)).toBe(unsampled);
  });

  it.each([
    ['missing', undefined],
    ['given twice', [GIVEN, GIVEN]],
    ['of another version', GIVEN.replace(/^00/, '01')],
    [
      'of a trace without a letter, which may be a person’s number',
      GIVEN.replace(/-[0-9a-f]{32}-/, `-${'31129956715'.padStart(32, '0')}-`),
    ],
    ['of no span', GIVEN.replace('00f067aa0ba902b7', '0000000000000000')],
    ['with capitals', GIVEN.toUpperCase()],
    ['with something behind', `${GIVEN}-x`],
  ])('is none where it is %s', (_, given) => {
    expect(spanContextOf(given)).toBeUndefined();
    expect(trace.getSpan(contextOf(given))).toBeUndefined();
  });

  it('goes on as it came where no spans are drawn, and none is made up', async () => {
    const inside = (traceparent?: string) =>
      traced(NO_TRACES, { name: 'work', traceparent }, async (span) => traceparentOf(span));
    expect(await inside(GIVEN)).toBe(GIVEN);
    expect(await inside()).toBeUndefined();
  });
});
