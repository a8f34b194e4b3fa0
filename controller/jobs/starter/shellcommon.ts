/**
 * What the starter, the stopper and the teardown share in their shell form. POSIX sh, and nothing else than curl, date, sleep, mkdir and rm: a user's image
 * may have no grep, sed or awk. Answers are kept in one file per runner and are read by the shell itself, so a thousand runners cost no fork.
 */
export const shellCommon = `set -u
port=\${K6_PORT:-6565} child='' retried=0 dir='' path=/v1/status limit=5

# --- clock: milliseconds that only go forward, in steps of \$step; without /proc in whole seconds, too coarse for a skew
# shellcheck disable=SC2034 # only the starter needs the step
clock() {
  if [ -r /proc/uptime ]; then
    read -r up _ </proc/uptime
    now="\${up%.*}\${up#*.}0" step=10
  else
    now="$(date +%s)000" step=''
  fi
}
timestamp() {
  stamp=$(date -u +%Y-%m-%dT%H:%M:%S.%NZ)
  case $stamp in
    *.[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]Z) stamp="\${stamp%??????Z}Z" ;;
    *) stamp="\${stamp%%.*}.000Z" ;;
  esac
}
# A command that a signal can interrupt: the shell runs a trap only between commands, or in wait.
run() {
  "$@" 2>/dev/null &
  child=$!
  wait "$child"
  code=$?
  child=''
  return "$code"
}
nap() { run sleep 0.3 || run sleep 1; }

# --- report
clean() { [ -z "$dir" ] || rm -rf "$dir"; }
publish() {
  printf '%s\\n' "$1"
  printf '%s\\n' "$1" >"\${K6_RESULT_FILE:-/dev/termination-log}"
  clean
}
count() { count=$#; }
# The indices of the targets as a JSON list of 100 at most.
numbers() {
  list='' length=0
  for target do
    length=$((length + 1))
    [ "$length" -gt 100 ] || list="$list\${list:+,}\${target%%=*}"
  done
}
# The targets as a JSON list of 20 laggards at most, each with what its last answer said.
laggards() {
  list='' length=0
  for target do
    length=$((length + 1))
    [ "$length" -le 20 ] || continue
    read_status "$target"
    case $status in
      '') what="\\"error\\":\\"no answer from \${target#*=} port $port\\"" ;;
      *) what="\\"status\\":$status" ;;
    esac
    list="$list\${list:+,}{\\"runner\\":\${target%%=*},$what}"
  done
}
# fail <reason> <message> <targets that lag> <targets that started>
# shellcheck disable=SC2086 # one word for each target
fail() {
  clock
  laggards $3
  late="\\"laggards\\":[$list],\\"laggardCount\\":$length"
  numbers $4
  publish "{\\"ok\\":false,\\"action\\":\\"$action\\",\\"reason\\":\\"$1\\",\\"message\\":\\"$2\\",\\"runners\\":$total,\\"retried\\":$retried,\\"waitedMilliseconds\\":$((now - began)),$late,\\"started\\":[$list],\\"startedCount\\":$length}"
  exit 1
}
invalid() {
  publish "{\\"ok\\":false,\\"action\\":\\"$action\\",\\"reason\\":\\"InvalidInput\\",\\"message\\":\\"$1\\"}"
  exit 2
}
interrupted() {
  [ -z "$child" ] || kill "$child" 2>/dev/null
  fail Interrupted 'the process was asked to end' '' ''
}

# --- input
check_target() {
  case \${1%%=*} in '' | 0* | *[!0-9]*) invalid 'K6_TARGETS has a word that is not <index>=<ip>' ;; esac
  case \${1#*=} in '' | *[!0-9a-fA-F.:]*) invalid 'K6_TARGETS has a word that is not <index>=<ip>' ;; esac
}
check_input() {
  timeout=\${K6_TIMEOUT_SECONDS:-}
  timeout=\${timeout%%.*}
  case $timeout in '' | *[!0-9]*) invalid 'K6_TIMEOUT_SECONDS is not a number' ;; esac
  case $port in '' | *[!0-9]*) invalid 'K6_PORT is not a number' ;; esac
  # shellcheck disable=SC2086
  set -- \${K6_TARGETS:-}
  [ "$#" -gt 0 ] || invalid 'K6_TARGETS is empty'
  total=$#
  for target do check_target "$target"; done
}
# Every container has /dev/shm, also with a read-only root file system. The shell's process number would make a name, but the kubelet
# takes two dollar signs in a command for an escaped one.
make_directory() {
  for parent in "\${TMPDIR:-/tmp}" /dev/shm; do
    for attempt in 0 1 2 3 4 5 6 7 8 9; do
      dir=$parent/k6-$action-$now-$attempt
      if mkdir -m 700 "$dir" 2>/dev/null; then return 0; fi
    done
  done
  dir=''
  invalid 'no writable directory for temporary files'
}

# --- requests
# Always a background command of its own, whose process becomes curl.
transfer() {
  exec curl -q -s -f -g --noproxy '*' --connect-timeout 2 --max-time "$limit" \\
    -X "$method" -H 'Content-Type: application/json' \${data:+-d "$data"} "$@"
}
url() {
  case \${1#*=} in
    *:*) url="http://[\${1#*=}]:$port$path" ;;
    *) url="http://\${1#*=}:$port$path" ;;
  esac
}
sweep_parallel() {
  for target do
    url "$target"
    printf 'url = "%s"\\noutput = "%s/%s"\\n' "$url" "$dir" "\${target%%=*}"
  done >"$dir/config"
  run transfer --parallel --parallel-immediate --parallel-max 300 -K "$dir/config"
}
sweep_batches() {
  batch=0
  for target do
    url "$target"
    transfer -o "$dir/\${target%%=*}" "$url" 2>/dev/null &
    batch=$((batch + 1))
    if [ "$((batch % 50))" -eq 0 ]; then wait; fi
  done
  wait
}
# sweep <method> <body> <target>...: one request to each; the body of a 200 is then in the runner's file, which is else empty.
sweep() {
  method=$1 data=$2
  shift 2
  for target do : >"$dir/\${target%%=*}"; done
  if [ "$#" -gt 0 ]; then "$sweeper" "$@"; fi
}
# slurp <file>: its text, in $answer.
slurp() {
  answer=''
  while IFS= read -r line || [ -n "$line" ]; do answer="$answer$line"; done <"$1"
}
# read_status <target>: what the last answer said in data.attributes.status; empty if there was none.
read_status() {
  status=''
  slurp "$dir/\${1%%=*}"
  rest=\${answer#*'"attributes"'}
  case $rest in *'"status"'*) ;; *) return 0 ;; esac
  rest=\${rest#*'"status"'}
  rest=\${rest#*:}
  rest=\${rest#"\${rest%%[! ]*}"}
  status=\${rest%%[!0-9]*}
}

begin() {
  command -v curl >/dev/null 2>&1 || invalid 'the image of spec.starter has no curl'
  check_input
  clock
  began=$now
  make_directory
  trap interrupted TERM INT
  if curl --parallel --parallel-immediate -V >/dev/null 2>&1; then sweeper=sweep_parallel; else sweeper=sweep_batches; fi
  for target in $K6_TARGETS; do : >"$dir/\${target%%=*}"; done
}
overdue() {
  clock
  [ "$((now - began))" -ge "$((timeout * 1000))" ]
}
`;
