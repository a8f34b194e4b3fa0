/**
 * The shell script that starts a program of `lib/` with the Node beside it. krew and people link to it from a folder of PATH, so it follows the links
 * to its own place first.
 */
export function launcher(program: string): string {
  return `#!/bin/sh
self=$0
case $self in */*) ;; *) self=./$self ;; esac
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=\${self%/*}/$target ;;
  esac
done
lib=\${self%/*}/../lib
exec "$lib/node" "$lib/${program}" "$@"
`;
}
