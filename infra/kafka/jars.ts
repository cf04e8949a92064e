import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../project-folder.js';

const run = promisify(execFile);

/** The broker's files cannot be had here; the message is one sentence that says what is missing. */
export class NoKafka extends Error {}

const OLDEST_JAVA = 17;

/** Kafka's brokers need Java 17. */
export async function requireJava(java = 'java'): Promise<void> {
  const said = await run(java, ['-version']).then(
    ({ stderr }) => stderr,
    () => '',
  );
  const major = Number(/version "(\d+)/.exec(said)?.[1] ?? 0);
  if (major < OLDEST_JAVA) {
    const found = major === 0 ? 'it is not installed' : `this is Java ${major}`;
    throw new NoKafka(`Kafka cannot run: it needs Java ${OLDEST_JAVA} or later, and ${found}.`);
  }
}

/** The folder of the broker's jars. Maven fetches them once; they stay until pom.xml says something else. */
export async function kafkaJars(project = projectFolder(), maven = 'mvn'): Promise<string> {
  const pom = join(project, 'infra/kafka/pom.xml');
  const cache = join(project, '.cache/kafka');
  const jars = join(cache, createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16));
  if (existsSync(jars)) return jars;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    await run(
      maven,
      ['-B', '-q', '-Dstyle.color=never', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${draft}`],
      {
        timeout: 300_000,
      },
    );
    // Whoever comes first at the same moment has fetched the same.
    if (!existsSync(jars)) renameSync(draft, jars);
  } catch (error) {
    if (!existsSync(jars)) throw new NoKafka(whyNot(error as NodeJS.ErrnoException & { stdout?: string }));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return jars;
}

function whyNot({ code, message, stdout }: NodeJS.ErrnoException & { stdout?: string }): string {
  if (code === 'ENOENT') return 'Kafka cannot be fetched: Maven (mvn) is not installed.';
  const complaints = (stdout ?? '').split('\n').filter((line) => line.startsWith('[ERROR]'));
  const why = complaints.map((line) => line.replace('[ERROR]', '').trim()).join(' ') || message;
  return `Kafka cannot be fetched: ${why.slice(0, 300)}`;
}
