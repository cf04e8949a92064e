import { parsed } from './asked.js';
import { Books } from './books.js';
import { type Command, WrongUse } from './command.js';
import { databaseAtHand } from './installation.js';
import { lag } from './lag.js';
import { letters } from './letters.js';
import { newEpoch } from './new-epoch.js';
import { rebuild } from './rebuild.js';
import { republish } from './republish.js';
import { stuck } from './stuck.js';
import { verify } from './verify.js';

const COMMANDS: Record<string, Command> = { lag, stuck, letters, verify, rebuild, republish, 'new-epoch': newEpoch };

const USAGE = `Usage: npm run ops -- COMMAND …

${Object.entries(COMMANDS)
  .map(([name, { usage, says }]) => `  ${name} ${usage}\n      ${says}`)
  .join('\n')}

  --json   prints one JSON object instead of tables

Works on the platform in DATA_DIR (.data), or on the PostgreSQL at DATABASE_URL, the administrator's address.
WHO is an account or a pseudonym, never a name. Exit status: 0 fine, 1 something found, 2 not understood.`;

const say = (line: string) => process.stderr.write(`${line}\n`);

// Who reads the output may be gone before we are.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof WrongUse ? 2 : 1;
}

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS[name];
  if (!command) throw new WrongUse(`"${name}" is none of ${Object.keys(COMMANDS).join(', ')}.`);
  const { asked, json } = parsed(command, name, args);
  const { url, close } = await databaseAtHand(process.env, say);
  // What was started for the command ends with it, also before its time.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => void close().finally(() => process.exit(1)));
  try {
    const books = await Books.open(url);
    const { lines, json: machine, found } = await command.run({ books, url, say }, asked).finally(() => books.close());
    process.stdout.write(json ? `${JSON.stringify(machine)}\n` : `${lines.join('\n')}\n`);
    return found ? 1 : 0;
  } finally {
    await close();
  }
}
