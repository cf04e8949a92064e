import { doubtsApart } from './doubts-apart.js';

const reason = (rule: string) => ({ rule, says: 'As it was said.', reference: 'FOA' });
const orderId = '019ab1c0-7e00-7003-8000-000000000001';

describe('the doubts of an assessment as version 1 told it', () => {
  it.each([
    ['none', ['LOA_SCOPE'], 'high', ['LOA_SCOPE'], []],
    ['undeclared purchases', ['LOA_SCOPE', 'PLATFORM_ONLY'], 'lower', ['LOA_SCOPE'], ['PLATFORM_ONLY']],
    [
      'two rows, both from a secondary text',
      ['LOA_SCOPE', 'NATIONAL_NOTICE', 'SECONDARY_SOURCE', 'SECONDARY_SOURCE'],
      'lower',
      ['LOA_SCOPE', 'NATIONAL_NOTICE'],
      ['SECONDARY_SOURCE', 'SECONDARY_SOURCE'],
    ],
    ['no rules for the day: that decides', ['NO_RULES'], 'lower', ['NO_RULES'], []],
    ['no rules, and undeclared', ['NO_RULES', 'PLATFORM_ONLY'], 'lower', ['NO_RULES'], ['PLATFORM_ONLY']],
  ])('are %s', (_, rules, confidence, reasons, doubts) => {
    expect(doubtsApart({ orderId, reasons: rules.map(reason), confidence } as never)).toEqual({
      orderId,
      reasons: reasons.map(reason),
      doubts: doubts.map(reason),
    });
  });
});
