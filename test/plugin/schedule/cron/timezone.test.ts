import { describe, expect, it } from '@jest/globals';
import { inZone, timeZoneFault } from '../../../../plugin/schedule/cron/timezone.ts';

describe('a time zone', () => {
  it.each(['UTC', 'Etc/UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata'])('%s is taken', (zone) => {
    expect(timeZoneFault(zone)).toBeUndefined();
  });

  it.each([
    ['Local', 'refused by Kubernetes'],
    ['local', 'refused by Kubernetes'],
    ['europe/berlin', '"europe/berlin" is spelt Europe/Berlin'],
    ['+01:00', 'is not a time zone of the IANA database'],
    ['Middle-earth/Shire', 'is not a time zone of the IANA database'],
    ['', 'is not a time zone'],
  ])('%j is refused', (zone, message) => {
    expect(timeZoneFault(zone)).toContain(message);
  });

  it.each([
    ['Europe/Berlin', '2026-11-24T02:00:00+01:00'],
    ['UTC', '2026-11-24T01:00:00Z'],
    ['Asia/Kathmandu', '2026-11-24T06:45:00+05:45'],
    ['America/New_York', '2026-11-23T20:00:00-05:00'],
  ])('%s has its own clock', (zone, shown) => {
    expect(inZone(new Date('2026-11-24T01:00:00Z'), zone)).toBe(shown);
    expect(new Date(shown).toISOString()).toBe('2026-11-24T01:00:00.000Z');
  });
});
