/** What the lines begin with that say something of k6 and of the environment, before k6's answer. */
export const factPrefix = 'k6-operator-fact ';

/** Where the archive and k6's answers are kept while the initializer runs. */
export const workFolder = '/k6-initializer';

/**
 * What the initializer runs; its arguments are the script's path and the arguments of `k6 archive`.
 *
 * Options given on the command line count only for `k6 archive`, since `k6 inspect` takes none: hence the two steps.
 * k6's answer goes through a file into the termination message, whatever else a mesh or an agent prints to the container's output.
 * The kubelet keeps 4096 bytes of it at most, and less in a pod of many containers: so it gets the end of the answer alone, where k6 puts
 * the two figures that the plan needs.
 *
 * The rest is in the log: facts, each on a line of its own, then k6's answer. k6 tells its outputs where it is asked for one that it does not have,
 * before it starts anything; of the environment the names alone are told.
 */
export const initializerScript = `
command -v k6 >/dev/null || { echo 'k6 executable not found in PATH of this image' | tee /dev/termination-log; exit 127; }
script=$1
shift
fail() {
  cat ${workFolder}/log
  tail -c 1000 ${workFolder}/log >/dev/termination-log
  exit "$1"
}
k6 archive "$script" -O ${workFolder}/archive.tar "$@" >${workFolder}/log 2>&1 || fail $?
k6 inspect --execution-requirements ${workFolder}/archive.tar >${workFolder}/requirements.json 2>${workFolder}/log || fail $?
fact() { [ -z "$2" ] || echo "${factPrefix}$1=$2"; }
fact version "$( k6 version 2>/dev/null | head -n 1)"
echo 'export default function () {}' >${workFolder}/probe.js
fact outputs "$( k6 run --quiet --out k6-operator-probe ${workFolder}/probe.js 2>&1 | sed -n 's/.*available types are: \\([a-zA-Z0-9_, -]*\\).*/\\1/p' | head -n 1)"
fact environment "$( env | sed -n 's/^\\([A-Z0-9_]*\\)=.*/\\1/p' | grep -E '^(K6|OTEL)_' | tr '\\n' ' ')"
grep -q handleSummary ${workFolder}/archive.tar && fact handleSummary yes
cat ${workFolder}/requirements.json
tr -d '\\n' <${workFolder}/requirements.json | tail -c 1000 >/dev/termination-log
`.trim();
