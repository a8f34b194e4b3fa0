import { shellCommon } from './shellcommon.ts';
import { shellSetup, shellTeardown } from './shellonce.ts';

/** Looks until all are ready, then at all once more, until that last look finds them all ready. */
const barrier = `
survey() {
  late='' paused='' running=''
  for target in $K6_TARGETS; do
    read_status "$target"
    case $status in
      '' | [0-3]) late="$late $target" ;;
      4) paused="$paused $target" ;;
      *) running="$running $target" ;;
    esac
  done
}
await_barrier() {
  looks=0 late=$K6_TARGETS
  while :; do
    sweep GET '' $late
    looks=$((looks + 1))
    survey
    if [ -z "$late" ]; then
      [ "$looks" -gt 1 ] || return 0
      looks=0 late=$K6_TARGETS
      continue
    fi
    if overdue; then
      count $late
      numbers $late
      fail BarrierTimeout "$count of $total runners had not initialised their VUs in time: $list" "$late" ''
    fi
    nap
  done
}
`;

/** Shoots at all paused runners, and again at those that it missed; what starts lies between the clocks \`first\` and \`last\`. */
const shot = `
# Leaves in $missed the targets that are not proven to run: by a status of 5 or more, or by a 200 and no status since, as of a test that is over.
prove() {
  sweep GET '' $missed
  left=''
  for target in $missed; do
    read_status "$target"
    case $status in
      '') case " $taken " in *" $target "*) ;; *) left="$left $target" ;; esac ;;
      [0-4]) left="$left $target" ;;
    esac
  done
  missed=$left
}
shoot() {
  missed=$paused taken='' attempt=0
  timestamp
  clock
  first=$now
  while [ -n "$missed" ] && [ "$attempt" -lt 4 ]; do
    [ "$attempt" -eq 0 ] || nap
    attempt=$((attempt + 1))
    sweep PATCH '{"data":{"type":"status","id":"default","attributes":{"paused":false}}}' $missed
    clock
    last=$now untaken=''
    for target in $missed; do
      if [ -s "$dir/\${target%%=*}" ]; then taken="$taken $target"; else untaken="$untaken $target"; fi
    done
    prove
    if [ -n "$missed" ]; then nap; prove; fi
    if [ -n "$untaken" ]; then clock; last=$now; fi
    if [ "$attempt" -eq 1 ]; then count $missed; retried=$count; fi
  done
}
report_missed() {
  hit=''
  for target in $paused; do
    case " $missed " in *" $target "*) ;; *) hit="$hit $target" ;; esac
  done
  count $missed
  numbers $missed
  fail StartFailed "$count of $total runners did not start: $list" "$missed" "$hit"
}
`;

const start = `
check_setup
await_barrier
setup='' took=0
if [ -n "\${K6_SETUP:-}" ] && [ -z "$running" ]; then
  set_up_once
  took=$((now - setup_began))
  await_barrier
fi
clock
waited=$((now - began - took)) time='' skew=''
count $running
already=$count
if [ -n "$paused" ]; then
  shoot
  [ -z "$missed" ] || report_missed
  time="\\"time\\":\\"$stamp\\","
  if [ "$already" -eq 0 ] && [ -n "$step" ]; then skew="\\"skewMilliseconds\\":$((last - first + step)),"; fi
  if [ "$total" -eq 1 ]; then skew='"skewMilliseconds":0,'; fi
fi
numbers $running
publish "{\\"ok\\":true,\\"action\\":\\"start\\",$time$skew$setup\\"runners\\":$total,\\"retried\\":$retried,\\"waitedMilliseconds\\":$waited,\\"alreadyRunning\\":[$list],\\"alreadyRunningCount\\":$already}"
`;

/** A runner has stopped when it says 8 or more, took the PATCH and is silent since, or never answered for 30 s. */
const stop = `
timestamp
left=$K6_TARGETS unasked=$K6_TARGETS seen=''
while :; do
  sweep PATCH '{"data":{"type":"status","id":"default","attributes":{"stopped":true}}}' $unasked
  unasked=''
  for target in $left; do
    if [ -s "$dir/\${target%%=*}" ]; then seen="$seen $target"; fi
  done
  sweep GET '' $left
  clock
  still=''
  for target in $left; do
    read_status "$target"
    case " $seen " in *" $target "*) asked=yes ;; *) asked=no ;; esac
    case $status,$asked in
      [89],* | 1[0-9],* | ,yes) continue ;;
      ,no) [ "$((now - began))" -lt 30000 ] || continue ;;
    esac
    still="$still $target"
    [ "$asked" = yes ] || unasked="$unasked $target"
  done
  left=$still
  [ -n "$left" ] || break
  if overdue; then
    count $left
    numbers $left
    fail StopFailed "$count of $total runners were still running at the deadline: $list" "$left" ''
  fi
  nap
done
clock
publish "{\\"ok\\":true,\\"action\\":\\"stop\\",\\"time\\":\\"$stamp\\",\\"runners\\":$total,\\"waitedMilliseconds\\":$((now - began))}"
`;

/** Lists of targets are split into words on purpose. */
const splitting = '# shellcheck disable=SC2086\n';

/**
 * The starter for an image that has only `sh` and `curl`: the same barrier, report, exit codes and environment variables as starter/, and a
 * start by one parallel curl (7.68 or newer), else by batches of background curls. The text is constant, so that it does not grow with the
 * runners: Linux allows a single argument 128 KiB.
 */
export function shellStarterScript(): string {
  return `${splitting}action=start\n${shellCommon}${barrier}${shot}${shellSetup}\nbegin${start}`;
}

/** The stopper for such an image: asks every runner to stop, and waits until each has. */
export function shellStopperScript(): string {
  return `${splitting}action=stop\n${shellCommon}\nbegin${stop}`;
}

/** The teardown for such an image: waits for the end of the one runner's test, and has it run teardown(). */
export function shellTeardownScript(): string {
  return `${splitting}action=teardown\n${shellCommon}${shellTeardown}`;
}
