/** What is wrong with a CronJob's `timeZone`; undefined where it is a name of the IANA database, spelt as there. */
export function timeZoneFault(zone: string): string | undefined {
  if (/^local$/i.test(zone)) return '"Local" is refused by Kubernetes; name the zone, such as Europe/Berlin';
  if (!/^[A-Za-z]/.test(zone)) return notAName(zone);
  try {
    const canonical = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
    // Kubernetes looks the name up as a file, where upper and lower case count.
    const spelling = [canonical, ...Intl.supportedValuesOf('timeZone')].find((name) => name.toLowerCase() === zone.toLowerCase());
    return spelling === undefined || spelling === zone ? undefined : `"${zone}" is spelt ${spelling}`;
  } catch {
    return notAName(zone);
  }
}

function notAName(zone: string): string {
  return `"${zone}" is not a time zone of the IANA database, such as Europe/Berlin or Etc/UTC`;
}

/** `2026-11-24T02:00:00+01:00`: the time as clocks in the zone show it. */
export function inZone(time: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'longOffset',
  }).formatToParts(time);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((candidate) => candidate.type === type)?.value ?? '';
  const offset = part('timeZoneName').replace('GMT', '');
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}${offset === '' || offset === '+00:00' ? 'Z' : offset}`;
}
