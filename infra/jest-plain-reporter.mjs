import { writeSync } from 'node:fs';

/** Ends the run with one plain line, such as `12 passed, 0 failed`, for people and scripts that read only the end. */
export default class PlainReporter {
  onRunComplete(_contexts, results) {
    // A suite that cannot even load has no failed test of its own, yet it must never look like success.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    // Jest puts its own summary after every other reporter's, hence at exit.
    process.once('exit', () => writeSync(1, `\n${line}\n`));
  }
}
