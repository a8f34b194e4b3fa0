/** Where the archive and k6's answers are kept while the initializer runs. */
export const workFolder = '/k6-initializer';

/**
 * What the initializer runs; its arguments are the script's path and the arguments of `k6 archive`.
 *
 * Options given on the command line count only for `k6 archive`, since `k6 inspect` takes none: hence the two steps.
 * k6's answer goes through a file into the termination message, whatever else a mesh or an agent prints to the container's output.
 * The kubelet keeps 4096 bytes of it at most, and less in a pod of many containers: so it gets the end of the answer alone, where k6 puts
 * the two figures that the plan needs.
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
cat ${workFolder}/requirements.json
tr -d '\\n' <${workFolder}/requirements.json | tail -c 1000 >/dev/termination-log
`.trim();
