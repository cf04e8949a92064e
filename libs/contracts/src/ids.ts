import { v7 } from 'uuid';

/** A new id: UUID version 7 (RFC 9562), so ids sort by the time they were made. Called at the doors, never in a decision. */
export const newId = (): string => v7();
