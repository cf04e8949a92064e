// breaks: decider-depends-on-nothing
export { randomInt } from 'node:crypto';
