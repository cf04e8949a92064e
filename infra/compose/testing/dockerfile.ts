import { DockerfileParser, type From, type Instruction, type JSONInstruction } from 'dockerfile-ast';
import { posix } from 'node:path';

/** A file or folder that a stage takes: from the sources, or from what another stage made. */
export interface Taken {
  from: 'sources' | string;
  path: string;
}

/** What a stage comes to, those that it builds on included. */
export interface Stage {
  taken: Taken[];
  user?: string;
  environment: string[];
  healthcheck?: string;
  /** The command in exec form, with its first file by its whole path; undefined in shell form. */
  command?: string[];
}

/** Reads a Dockerfile's stages with build arguments filled in. */
export function stagesOf(text: string, args: Record<string, string>): Map<string, Stage> {
  const stages = new Map<string, Stage>();
  let [stage, folder]: [Stage | undefined, string] = [undefined, '/'];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const words = instruction.getArguments().map((each) => filledIn(each.getValue(), args));
    if (instruction.getKeyword() === 'FROM') {
      const below = stages.get((instruction as From).getImage() ?? '');
      stage = { taken: [], environment: [], ...structuredClone(below) };
      stages.set((instruction as From).getBuildStage() ?? words[0]!, stage);
    } else if (instruction.getKeyword() === 'WORKDIR') folder = posix.resolve(folder, words[0]!);
    else if (stage) apply(stage, instruction, words, folder);
  }
  return stages;
}

function apply(stage: Stage, instruction: Instruction, words: string[], folder: string): void {
  const keyword = instruction.getKeyword();
  if (keyword === 'USER') stage.user = words[0]!;
  if (keyword === 'ENV') stage.environment.push(...words);
  if (keyword === 'HEALTHCHECK') stage.healthcheck = words.join(' ');
  if (keyword === 'CMD') stage.command = execForm(instruction as JSONInstruction, folder);
  if (keyword !== 'COPY') return;
  const from = /--from=(\S+)/.exec(instruction.toString())?.[1] ?? 'sources';
  stage.taken.push(...words.slice(0, -1).map((path) => ({ from, path })));
}

function execForm(instruction: JSONInstruction, folder: string): string[] | undefined {
  if (instruction.getOpeningBracket() === null) return undefined;
  const words = instruction.getJSONStrings().map((each) => each.getJSONValue());
  return words.map((word) => (word.endsWith('.js') ? posix.resolve(folder, word) : word));
}

const filledIn = (word: string, args: Record<string, string>) =>
  word.replace(/\$\{(\w+)\}/g, (found, name: string) => args[name] ?? found);
