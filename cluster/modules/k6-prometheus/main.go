// A k6 with one more output, as k6's own builder of extensions makes it: k6's main program, and the extension imported for its registration.
package main

import (
	"go.k6.io/k6/cmd"

	_ "k6.io/cluster/k6-prometheus/exporter"
)

func main() {
	cmd.Execute()
}
