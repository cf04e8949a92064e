// breaks: domain-is-given-time-and-chance
import { newId } from '#libs/contracts';

export const id = newId();
