import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaJars, NoKafka, requireJava } from './jars.js';

const project = mkdtempSync(join(tmpdir(), 'inkluderende-jars-'));
mkdirSync(join(project, 'infra/kafka'), { recursive: true });
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe("Where the broker's jars cannot be had", () => {
  it('and Maven is missing, one sentence says so', async () => {
    writePom('<project/>');
    const failing = kafkaJars(project, join(project, 'no-maven'));
    await expect(failing).rejects.toThrow(new NoKafka('Kafka cannot be fetched: Maven (mvn) is not installed.'));
  });

  it('and Maven fails, its first complaint is in the sentence and nothing half is kept', async () => {
    writePom('<project><modelVersion>4.0.0</modelVersion></project>');
    await expect(kafkaJars(project)).rejects.toThrow(
      /^Kafka cannot be fetched: The build could not read .*'groupId' is missing/,
    );
    expect(readdirSync(join(project, '.cache/kafka'))).toEqual([]);
  });
});

describe('Java is asked for its version:', () => {
  const needs = 'Kafka cannot run: it needs Java 17 or later, and';
  it.each([
    ['1.8.0_402', `${needs} this is Java 1.`],
    ['16.0.2', `${needs} this is Java 16.`],
  ])('%s is too old', async (version, why) => {
    await expect(requireJava(javaOf(version))).rejects.toThrow(new NoKafka(why));
  });

  it.each(['17.0.15', '21'])('%s will do', async (version) => {
    await expect(requireJava(javaOf(version))).resolves.toBeUndefined();
  });

  it('none is none', async () => {
    await expect(requireJava(join(project, 'no-java'))).rejects.toThrow(new NoKafka(`${needs} it is not installed.`));
  });
});

/** A program that says its version as Java does, on stderr. */
function javaOf(version: string): string {
  const file = join(project, `java-${version}`);
  writeFileSync(file, `#!/bin/sh\necho 'openjdk version "${version}" 2025-04-15' >&2\n`);
  chmodSync(file, 0o755);
  return file;
}

function writePom(text: string): void {
  writeFileSync(join(project, 'infra/kafka/pom.xml'), text);
}
