import { parseArgs } from 'node:util';
import { type Asked, type Command, WrongUse } from './command.js';

/** What was written behind a command's name, and whether a machine will read the answer. */
export function parsed({ options, usage }: Command, name: string, args: string[]): { asked: Asked; json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { ...options, json: { type: 'boolean' } },
    });
    const given = values as Record<string, string | boolean | string[] | undefined>;
    const asked: Asked = {
      words: positionals,
      text: (option) => given[option] as string | undefined,
      texts: (option) => (given[option] as string[] | undefined) ?? [],
      flag: (option) => given[option] === true,
    };
    return { asked, json: given['json'] === true };
  } catch (error) {
    throw new WrongUse(`${(error as Error).message.split('\n')[0]} Usage: npm run ops -- ${name} ${usage}`);
  }
}
