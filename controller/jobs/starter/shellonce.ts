/** One request whose answer counts also where it is an error; \`sweep\` keeps those of a 200 alone. */
const asking = `
single() {
  exec curl -q -s -g --noproxy '*' --connect-timeout 2 --max-time "$limit" -X "$method" -o "$dir/answer" -w '%{http_code}' "$url" >"$dir/code"
}
# ask <method> <path> <target> <seconds>: leaves the HTTP status in $http, 000 without an answer, and the body in $answer.
ask() {
  method=$1 path=$2 limit=$4 http=''
  url "$3"
  : >"$dir/answer"
  run single
  read -r http <"$dir/code" || :
  slurp "$dir/answer"
  path=/v1/status limit=5
}
# The seconds until the deadline; curl takes 0 for no limit.
seconds_left() {
  clock
  left=$((timeout - (now - began) / 1000))
  [ "$left" -ge 1 ] || left=1
}
# What k6 says went wrong, in $words: the end of a JSON string, as it stands in errors[0].detail, shortened to whole words, so that no escape is broken.
read_words() {
  words="HTTP $http"
  case $answer in
    *'"detail":"'*'"}]}'*) words=\${answer#*'"detail":"'} words=\${words%'"}]}'*} ;;
    *) return 0 ;;
  esac
  short=$(printf '%.300s' "$words")
  [ "$short" = "$words" ] || words="\${short% *} …"
}
`;

/**
 * setup() once, by the same requests as starter/setup.ts. What it returned is in files of the process's own folder, which it removes at its
 * end, and in no message. The shell cuts it out of k6's answer, whose form is that of k6 v1.8.1; one of another form fails the start.
 */
export const shellSetup = `${asking}
# Leaves in $json what setup() returned, empty for nothing; fails where the answer is not k6's.
take_data() {
  [ "$http" = 200 ] || return 1
  case $answer in
    *'"attributes":{"data":'*'}}}') json=\${answer#*'"attributes":{"data":'} json=\${json%'}}}'} ;;
    *'"attributes":{}'*) json='' ;;
    *) return 1 ;;
  esac
}
read_setup() {
  for attempt in 1 2 3 4; do
    ask GET /v1/setup "$first" 30
    if take_data; then return 0; fi
    nap
  done
  fail RunnerFailed 'runner 1 did not say whether setup() ran' "$first" ''
}
run_setup() {
  seconds_left
  ask POST /v1/setup "$first" "$left"
  if take_data; then return 0; fi
  read_words
  case $http in
    000 | '') if overdue; then words='it had not ended by the start deadline'; else fail RunnerFailed 'the connection to runner 1 broke while it ran setup()' '' ''; fi ;;
    200) words='the answer is not of k6' ;;
  esac
  fail SetupFailed "setup() failed in runner 1: $words" '' ''
}
# Every other runner gets the data, and says in its answer that it has it.
give_setup() {
  given=$answer lacking=$others
  printf '%s' "$json" >"$dir/setup"
  for attempt in 1 2 3 4; do
    path=/v1/setup limit=30
    sweep PUT "\${json:+@$dir/setup}" $lacking
    path=/v1/status limit=5 left=''
    for target in $lacking; do
      slurp "$dir/\${target%%=*}"
      [ "$answer" = "$given" ] || left="$left $target"
    done
    lacking=$left
    [ -n "$lacking" ] || return 0
    nap
  done
  sweep GET '' $lacking
  count $lacking
  numbers $lacking
  fail RunnerFailed "$count of $((total - 1)) runners did not take what setup() returned: $list" "$lacking" ''
}
set_up_once() {
  clock
  setup_began=$now first='' others=''
  for target in $K6_TARGETS; do
    case $target in 1=*) first=$target ;; *) others="$others $target" ;; esac
  done
  read_setup
  [ -n "$json" ] || run_setup
  give_setup
  clock
  setup="\\"setupMilliseconds\\":$((now - setup_began)),"
}
check_setup() {
  case \${K6_SETUP:-} in '') return 0 ;; once) ;; *) invalid 'K6_SETUP is not once' ;; esac
  case " $K6_TARGETS " in *' 1='*) ;; *) invalid 'K6_TARGETS has no runner 1 for setup()' ;; esac
}
`;

/** teardown() once, by the same requests as starter/teardown.ts. */
export const shellTeardown = `${asking}
begin
[ "$total" -eq 1 ] || invalid 'K6_TARGETS: teardown takes one runner alone'
runner=\${K6_TARGETS%%=*}
runner=\${runner#"\${runner%%[0-9]*}"}
silent='' patience=30000
while :; do
  sweep GET '' $K6_TARGETS
  clock
  for target in $K6_TARGETS; do read_status "$target"; done
  case $status in
    9 | 1[0-9]) break ;;
    '') silent=\${silent:-$now} ;;
    *) silent='' patience=10000 ;;
  esac
  if [ -n "$silent" ] && [ "$((now - silent))" -ge "$patience" ]; then
    fail RunnerFailed "teardown() cannot run: runner $runner, which would run it, is gone" "$K6_TARGETS" ''
  fi
  if overdue; then fail TeardownFailed "teardown() did not run: runner $runner was still at its test at the deadline" "$K6_TARGETS" ''; fi
  nap
done
timestamp
seconds_left
waited=$((now - began))
ask POST /v1/teardown "$target" "$left"
if [ "$http" != 200 ]; then
  read_words
  case $http in
    000 | '')
      overdue || fail RunnerFailed "the connection to runner $runner broke while it ran teardown()" "$K6_TARGETS" ''
      words='it had not ended at the deadline'
      ;;
  esac
  fail TeardownFailed "teardown() failed in runner $runner: $words" "$K6_TARGETS" ''
fi
publish "{\\"ok\\":true,\\"action\\":\\"teardown\\",\\"time\\":\\"$stamp\\",\\"runners\\":1,\\"retried\\":0,\\"waitedMilliseconds\\":$waited}"
`;
