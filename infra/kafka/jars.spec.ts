import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaJars, NoKafka } from './jars.js';

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
    await expect(kafkaJars(project)).rejects.toThrow(/^Kafka cannot be fetched: The build could not read .*'groupId' is missing/);
    expect(readdirSync(join(project, '.cache/kafka'))).toEqual([]);
  });
});

function writePom(text: string): void {
  writeFileSync(join(project, 'infra/kafka/pom.xml'), text);
}
