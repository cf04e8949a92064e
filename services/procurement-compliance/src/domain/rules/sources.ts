/** Where the figures were read. The keys are those of the source list in the domain notes. */
export const SOURCES = {
  S1: 'FOA, consolidated text after the regulation no. 572 of 21 March 2024, https://lovdata.no/forskrift/2016-08-12-974',
  S3: 'Bærum kommune on the limits of 2017, https://www.baerum.kommune.no/aktuelt/nytt-regelverk-for-anskaffelser/',
  S4: 'The adjustment of 2018, https://va-jus.no/justerte-terskelverdier-for-offentlige-anskaffelser/',
  S5: 'KS on the adjustment of 2020, https://www.ks.no/fagomrader/okonomi/ks-anskaffelsesforum/justerte-eos-terskelverdier/',
  S7: 'KS on the adjustment of 2022, https://www.ks.no/ks-advokatene/nyheter/nye-eos-terskelverdier-for-2022-2024/',
  S8: 'A law firm names 23 March 2022 as the day, https://media.svw.no/innsikt/blog-post-title-four-8f4z6-yphtt-jnxx5',
  S9: 'The ministry on the adjustment of 2024, https://www.regjeringen.no/no/aktuelt/terskelverdier/id3030686/',
  S11: 'An open rule set with the values of 2026, https://github.com/Adrians86/Anskaffelsessjekk',
  S13: 'Chambers Public Procurement 2026, https://practiceguides.chambers.com/practice-guides/comparison/1096/18826/29462-29468-29480-29486-29495',
} as const;

/** Key of a source. */
export type SourceKey = keyof typeof SOURCES;

/** V: read in an official or first-hand text. V2: read in a secondary text only. U: found in no text. */
export type ReadingConfidence = 'V' | 'V2' | 'U';
