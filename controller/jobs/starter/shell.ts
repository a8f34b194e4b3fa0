import { common } from './shellcommon.ts';

/**
 * The starter for an image that has only `sh` and `curl`: the same barrier, report and exit codes as starter/, and a start by one parallel
 * curl (7.68 or newer) or by batches of background curls. Input comes by the same environment variables, so that the text is constant: a
 * single argument may not exceed 128 KiB on Linux. Beside sh and curl it calls `date`, `sleep`, `mkdir` and `rm`.
 */
const start = `
action=start
check_input

# All runners must say 4 (all VUs initialised) or more (started before).
survey() {
  late='' paused='' running='' running_count=0
  for target in $K6_TARGETS; do
    read_status "\${target%%=*}"
    case $status in
      '' | 0 | 1 | 2 | 3) late="$late $target" ;;
      4) paused="$paused $target" ;;
      *) running="$running $target" running_count=$((running_count + 1)) ;;
    esac
  done
}

await_barrier() {
  while :; do
    # shellcheck disable=SC2086 # one word for each target
    sweep GET $K6_TARGETS
    survey
    [ -n "$late" ] || return 0
    while [ -n "$late" ]; do
      elapsed
      if [ "$elapsed" -ge "$timeout" ]; then
        count_words $late
        fail BarrierTimeout "$count of $total runners had not initialised their VUs in time" "$late" ''
      fi
      nap
      # shellcheck disable=SC2086
      sweep GET $late
      survey
    done
    # Back to the top: a fresh reading of all right before the shot.
  done
}

# Runners that still say 4, or nothing at all, without having taken a PATCH, are shot at again.
shoot() {
  missed=$paused retried=0 attempt=1
  clock
  first=$ns time=$(timestamp)
  while :; do
    # shellcheck disable=SC2086
    sweep PATCH $missed
    clock
    last=$ns taken=''
    for target in $missed; do
      if has_answer "\${target%%=*}"; then taken="$taken \${target%%=*} "; fi
    done
    confirm
    [ -n "$missed" ] || return 0
    [ "$attempt" -lt 4 ] || return 0
    attempt=$((attempt + 1))
    # shellcheck disable=SC2086
    count_words $missed
    [ "$retried" -gt 0 ] || retried=$count
    nap
  done
}

confirm() {
  fired=$missed
  for reading in 1 2 3 4 5; do
    # shellcheck disable=SC2086
    sweep GET $missed
    again='' sleepy=''
    for target in $missed; do
      index=\${target%%=*}
      read_status "$index"
      case $taken in *" $index "*) was_taken=yes ;; *) was_taken=no ;; esac
      case $status,$was_taken in
        ,yes) ;;
        [0-4],yes) sleepy="$sleepy $target" again="$again $target" ;;
        ,no | [0-4],no) again="$again $target" ;;
        *) [ "$was_taken" = yes ] || { clock; last=$ns; } ;;
      esac
    done
    missed=$again
    # Only k6's scheduler that has not woken up yet is worth another reading.
    [ -n "$sleepy" ] || return 0
    nap
  done
  : "$fired" "$reading"
}

await_barrier
elapsed_ms
waited=$ms
if [ -n "$paused" ]; then
  shoot
  if [ -n "$missed" ]; then
    # shellcheck disable=SC2086
    count_words $missed
    without "$paused" "$missed"
    fail StartFailed "$count of $total runners did not start" "$missed" "$rest"
  fi
else
  time='' retried=0 first='' last=''
fi
skew=''
if [ "$running_count" -eq 0 ] && [ -n "$first" ]; then
  bound $((last - first))
  skew="\\"skewMilliseconds\\":$bounded,"
fi
number_list $running
publish "{\\"ok\\":true,\\"action\\":\\"start\\",\${time:+\\"time\\":\\"$time\\",}$skew\\"runners\\":$total,\\"retried\\":$retried,\\"waitedMilliseconds\\":$waited,\\"alreadyRunning\\":[$listed],\\"alreadyRunningCount\\":$running_count}"
`;
