import type { DemoToken, IssueDemoToken } from '#libs/contracts';
import { badInput, HttpProblem } from '#libs/service-kit';
import { Injectable } from '@nestjs/common';
import type { ServiceName } from './gateway-settings.js';
import { SigningKey } from './signing-key.js';
import { Upstreams } from './upstreams.js';

const TWELVE_HOURS_MS = 12 * 3_600_000;
const ONE_MINUTE_MS = 60_000;

const BUYING = ['buyer', 'adviser'];
const WORKING = ['work-leader', 'manager'];

/** Demo mode's tokens: anyone gets one, but only for an organisation that an operator has registered. */
@Injectable()
export class DemoTokens {
  constructor(
    private readonly key: SigningKey,
    private readonly upstreams: Upstreams,
  ) {}

  async issue(asked: IssueDemoToken): Promise<DemoToken> {
    const { role, org, department, now } = asked;
    if (department && !WORKING.includes(role)) throw flaw('is only for a work-leader or a manager: leave it out');
    if (!department && role === 'work-leader') throw flaw('is needed: a work-leader leads the work of one department');
    if (BUYING.includes(role)) await this.mustBeMunicipality(org);
    if (WORKING.includes(role)) await this.mustBeVekstbedrift(org, department);
    const expires = new Date(Date.now() + TWELVE_HOURS_MS);
    // The same holder each time, also after a restart: an Idempotency-Key belongs to its holder.
    const sub = this.key.pseudonymOf(role, org, department ?? '');
    const claims = { sub, org, role, ...(department && { department }), ...(now && { now }) };
    return { token: await this.key.sign(claims, expires), expiresAt: expires.toISOString() };
  }

  private async mustBeMunicipality(org: string): Promise<void> {
    const found = await this.find('ordering', `/api/ordering/municipalities/${org}`, org);
    if (!found) throw notRegistered('municipality', org, 'POST /api/ordering/municipalities');
  }

  private async mustBeVekstbedrift(org: string, department?: string): Promise<void> {
    const found = await this.find('task-assignment', `/api/task-assignment/vekstbedrifter/${org}`, org);
    if (!found) throw notRegistered('vekstbedrift', org, 'POST /api/task-assignment/vekstbedrifter');
    const { departments = [] } = found as { departments?: { departmentId: string }[] };
    if (!department || departments.some(({ departmentId }) => departmentId === department)) return;
    throw new HttpProblem(
      422,
      'department-not-registered',
      `The vekstbedrift ${org} has no department ${department}: an operator or its manager registers it first.`,
    );
  }

  /** What a service knows under an address, or nothing; asked with a token of the gateway's own. */
  private async find(service: ServiceName, path: string, org: string): Promise<unknown> {
    const claims = { sub: this.key.pseudonymOf('gateway'), org, role: 'operator' };
    const token = await this.key.sign(claims, new Date(Date.now() + ONE_MINUTE_MS));
    const { status, answer } = await this.upstreams.ask(service, path, { authorization: `Bearer ${token}` });
    if (status === 404) return undefined;
    if (status === 200 && answer) return answer;
    throw new HttpProblem(502, 'service-unreachable', `The service ${service} cannot be asked right now: try again.`);
  }
}

const flaw = (says: string) => badInput([{ field: 'department', code: 'department', message: `department ${says}.` }]);

const notRegistered = (kind: string, org: string, how: string) =>
  new HttpProblem(
    422,
    'organisation-not-registered',
    `No ${kind} is registered with the number ${org}: an operator registers it first (${how}).`,
  );
