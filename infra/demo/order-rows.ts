import { localDay, type NoOffer, type OrderView, type SubPurchase, type TimelineEntry } from '#libs/contracts';
import { numberOn, type Cast } from './cast.js';
import { grouped, kroner, NO_OFFER_IN_WORDS, PATH_IN_WORDS, shortDay } from './in-words.js';
import type { Stage } from './prepare.js';
import type { Aftermath, Told } from './read-back.js';
import type { Row } from './table.js';

/** One row per order in the order of placing, with a note where more is to be told. */
export function orderRows(stage: Stage, { orders }: Aftermath): Row[] {
  const inTime = [...orders].sort((a, b) => (a.view.timeline[0]!.at < b.view.timeline[0]!.at ? -1 : 1));
  return inTime.map((told) => {
    const { view } = told;
    const cells = [
      ...[shortDay(view.initiatedAt), view.municipalityName, view.title, kroner(view.valueOre)],
      ...[PATH_IN_WORDS[view.path ?? ''] ?? view.path ?? '–', whoIn(stage, told), outcomeOf(view)],
    ];
    return { cells, notes: notesOn(stage, told) };
  });
}

function whoIn({ cast, departments }: Stage, { view }: Told): string {
  if (view.timeline.some(({ fact }) => fact === 'OrderUnclaimed')) return 'nobody';
  const confirmed = lastOf(view, 'OrderConfirmed');
  const place = Object.entries(departments).find(([, id]) => id === confirmed?.data['departmentId'])?.[0];
  const name = place ? cast.departments[place as keyof Cast['departments']].name : '–';
  return name.replace(/^Avdeling /, '');
}

const OUTCOMES: Record<string, string> = { closed: 'accepted', confirmed: 'under way', external: 'under way' };
const outcomeOf = ({ status }: OrderView): string => OUTCOMES[status] ?? status;

function notesOn(stage: Stage, { view, offers, second, order }: Told): string[] {
  const { cast } = stage;
  const notes: string[] = [];
  const held = lastOf(view, 'OrderHeld');
  if (held) {
    const by = lastOf(view, 'ReviewDecided')
      ? 'an adviser approved it the same day (see below)'
      : 'it waits for an adviser';
    notes.push(`Held, because the law's scope is reached; ${by}.`);
  }
  if (second)
    notes.push(`${cast.departments[second.place].name} claimed at the same moment and was told ${second.told}`);
  if (offers) {
    const why = offers.notOffered.filter(({ vekstbedrift }) => vekstbedrift === cast.vekstbedrift.org);
    const supplier = Object.values(cast.suppliers).find(({ org }) => org === view.deliveries?.at(-1)?.supplier);
    const instead = supplier ? ` Delivered by ${supplier.name}.` : '';
    notes.push(`${why.map((no) => whyNot(stage, no)).join('; ')}.${instead}`);
  }
  const disputed = lastOf(view, 'DeliveryDisputed');
  if (disputed) {
    notes.push(
      `Disputed: ${String(disputed.data['reason'])} Then accepted at ${kroner(view.acceptedOre ?? 0)} kroner.`,
    );
  }
  if (lastOf(view, 'OrderWithdrawn')) notes.push(`Withdrawn: ${view.reason?.says ?? ''} Its hours are free again.`);
  if (order.kindOfWork === 'catering')
    notes.push('The joint meeting of the owners; for now one of them orders for all.');
  return notes;
}

function whyNot({ cast, departments }: Stage, { departmentId, reason, figures }: NoOffer): string {
  const place = Object.entries(departments).find(([, id]) => id === departmentId)![0];
  const minutes = (name: string) => grouped(Number(figures?.[name]));
  const measured =
    reason === 'not-enough-capacity' ? ` (${minutes('freeMinutes')} of ${minutes('estimatedMinutes')} minutes)` : '';
  return `${cast.departments[place as keyof Cast['departments']].name} ${NO_OFFER_IN_WORDS[reason] ?? reason}${measured}`;
}

/** What departments bought for accepted jobs, by the municipality of the supplier. */
export function rippleByMunicipality({ cast, month }: Stage, { orders }: Aftermath) {
  const purchases = orders.flatMap(({ view }) => {
    const accepted = lastOf(view, 'DeliveryAccepted')?.data['deliveryId'];
    const work = view.timeline.find(({ fact, data }) => fact === 'WorkDelivered' && data['deliveryId'] === accepted);
    return work ? (work.data['purchases'] as SubPurchase[]).map((each) => ({ ...each, day: localDay(work.at) })) : [];
  });
  return Object.values(cast.municipalities).flatMap(({ name, numbers }) => {
    const here = purchases.filter(({ municipalityNumber, day }) => municipalityNumber === numberOn(numbers, day));
    if (here.length === 0) return [];
    const suppliers = Object.values(cast.suppliers).filter(({ org }) => here.some(({ supplier }) => supplier === org));
    const ore = here.reduce((sum, { amountOre }) => sum + amountOre, 0);
    return [
      { to: `${name} (${numberOn(numbers, month.last)})`, ore, from: suppliers.map((supplier) => supplier.name) },
    ];
  });
}

const lastOf = ({ timeline }: OrderView, name: string): TimelineEntry | undefined =>
  timeline.findLast(({ fact }) => fact === name);
