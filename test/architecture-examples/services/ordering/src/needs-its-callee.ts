// breaks: no-circular
import { callee } from './needs-its-caller.js';

export const caller = (): number => callee();
