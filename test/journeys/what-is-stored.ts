import type { Asker } from './client.js';
import type { Town } from './town.js';

/** Everything of a town that can be read, and the lists that all towns are in: a refused command leaves it as it was. */
export async function whatIsStored({ client, operator, municipality, departments, buyer }: Town): Promise<unknown> {
  const coordinator: Asker = { ...operator, role: 'coordinator' };
  const everybody = [
    '/api/ordering/orders?limit=200',
    '/api/ordering/municipalities',
    `/api/ordering/municipalities/${municipality}`,
    `/api/procurement-compliance/ledger?municipality=${municipality}`,
    '/api/task-assignment/vekstbedrifter',
    '/api/reporting/outcomes?by=municipality',
    '/api/reporting/demand',
  ];
  const reads: [Asker, string][] = everybody.map((path) => [operator, path]);
  reads.push([operator, '/api/procurement-compliance/reviews'], [coordinator, '/api/ordering/orders?limit=200']);
  for (const { leader, departmentId, vekstbedrift } of departments) {
    const days = 'from=2026-01-01&to=2026-12-31';
    reads.push([{ ...leader, role: 'manager' }, '/api/task-assignment/offers']);
    reads.push([leader, `/api/task-assignment/departments/${departmentId}/calendar?${days}`]);
    reads.push([operator, `/api/procurement-compliance/vekstbedrifter/${vekstbedrift}`]);
    reads.push([operator, `/api/reporting/turnover-shares/${vekstbedrift}?year=2025`]);
  }
  const { body } = await client.get<{ orders: { orderId: string }[] }>(buyer(), '/api/ordering/orders?limit=200');
  for (const { orderId } of body.orders) {
    reads.push(
      [buyer(), `/api/ordering/orders/${orderId}`],
      [buyer(), `/api/task-assignment/orders/${orderId}/offers`],
    );
  }
  const answers = await Promise.all(reads.map(([as, path]) => client.get(as, path)));
  return Object.fromEntries(
    answers.map(({ status, body }, i) => {
      const [{ role }, path] = reads[i]!;
      return [`${role} ${path}`, status === 200 ? body : status];
    }),
  );
}
