import { Instant } from '../words/time.js';
import { applyWord } from '../words/word.js';

/** A token of demo mode. */
export class DemoToken {
  @applyWord({
    code: 'token',
    test: (value) => typeof value === 'string' && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value),
    sentence: 'must be a signed token',
    schema: { type: 'string', description: 'goes into Authorization: Bearer …' },
  })
  token: string;
  @Instant('when it expires, by the wall clock') expiresAt: string;
}
