import { fact, type DatedMunicipalityNumber, type FactsOf, type RegisterMunicipality } from '#libs/contracts';
import { unprocessable, type Decision } from '#libs/decider';

export function registerMunicipality({
  municipality,
  name,
  numbers,
}: RegisterMunicipality): Decision<FactsOf<'ordering'>> {
  const backwards = numbers.find(({ validFrom, validTo }) => validTo !== undefined && validTo < validFrom);
  if (backwards) {
    return unprocessable('number-period-backwards', 'The last day of a municipality number is before its first.', {
      ...backwards,
    });
  }
  const inOrder = [...numbers].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const later = inOrder.findIndex((number, i) => i > 0 && reaches(inOrder[i - 1]!, number.validFrom));
  if (later > 0) {
    return unprocessable('number-periods-overlap', 'Two municipality numbers hold on the same day.', {
      first: inOrder[later - 1],
      second: inOrder[later],
    });
  }
  return [fact('MunicipalityRegistered', { municipality, name, numbers: inOrder })];
}

const reaches = ({ validTo }: DatedMunicipalityNumber, day: string) => validTo === undefined || validTo >= day;
