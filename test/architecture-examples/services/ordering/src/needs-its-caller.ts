// The other half of the circle in needs-its-callee.ts, which is where it is reported.
import { caller } from './needs-its-callee.js';

export const callee = (): number => caller();
