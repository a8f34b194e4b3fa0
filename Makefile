# Everything sets itself up: Debian with Node 20 or newer, npm, Go, apt and root is enough for `make demo` and `make test`.
# CONTEXT=<kube context> or CLUSTER=kind uses that cluster instead of a throwaway node.

NAMESPACE ?= k6-operator
IMAGE     ?= k6-operator:0.1.0
BASE      ?= gcr.io/distroless/nodejs24-debian12
K6_IMAGE  ?=

# Node 24 from node_modules, whatever Node the machine has.
node := node_modules/.bin/node
tool := $(node) cluster/tool.ts
# The tag is what stands behind the last colon of the last path segment, as a registry may have a port.
image_tag        := $(or $(word 2,$(subst :, ,$(notdir $(IMAGE)))),latest)
image_repository := $(patsubst %:$(image_tag),%,$(IMAGE))

.PHONY: help demo test-setup test e2e e2e-cleanup up down build pack image lint verify generate bench install uninstall deploy undeploy delete
.DEFAULT_GOAL := help

help: ## What there is
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1	/' | expand -t 20

# npm writes the hidden lock file last, so it stands for a whole installation.
node_modules/.package-lock.json: package-lock.json
	npm ci --loglevel=error
	@touch $@

demo: node_modules/.package-lock.json ## A cluster, the operator, a test on four runners and its outcome
	@$(node) cluster/demo.ts

test-setup: node_modules/.package-lock.json ## What the tests need and a fresh machine lacks, once; the others do it too
	@$(node) test/prepare.ts

test: node_modules/.package-lock.json ## Every check and every test; the last line is the sum
	@npm run --silent test

# With the cluster up before, the tests leave it up after, to be looked at.
e2e: up ## The end-to-end tests alone, on a throwaway cluster that stays, or on CONTEXT
	@npm run --silent test:e2e

e2e-cleanup: down ## Remove that cluster; one that CONTEXT names is left be

up: node_modules/.package-lock.json ## A throwaway single-node Kubernetes
	@$(node) cluster/up.ts

down: node_modules/.package-lock.json ## Remove it with all it left
	@$(node) cluster/down.ts

build: node_modules/.package-lock.json ## Bundle every process into dist/
	npm run --silent build

pack: node_modules/.package-lock.json ## The plugin to be published, in dist/release/: npm package, archives, krew manifest for BASE_URI
	npm run --silent pack -- $(if $(BASE_URI),--base-uri $(BASE_URI))

image: build ## Build IMAGE with docker or buildah from BASE, to be pushed to your registry
	@if command -v docker >/dev/null; then docker build --build-arg BASE=$(BASE) --tag $(IMAGE) .; \
	else buildah build --build-arg BASE=$(BASE) --tag $(IMAGE) .; fi

lint: node_modules/.package-lock.json ## ESLint alone
	npm run --silent lint

verify: node_modules/.package-lock.json ## Types, lint and generated files
	npm run --silent verify

generate: node_modules/.package-lock.json ## CRDs, their copies in the chart, its values' schema and table, bundle.yaml and the tree of config/
	npm run --silent generate

bench: node_modules/.package-lock.json ## Creation rate, start skew and cost, as ratios
	npm run --silent bench

install: node_modules/.package-lock.json ## The CRDs, on the current context
	$(tool) kubectl apply --server-side -f config/crd/bases

uninstall: node_modules/.package-lock.json ## Delete the CRDs, and with them every run, on the current context
	$(tool) kubectl delete --ignore-not-found -f config/crd/bases

deploy: install ## The operator from IMAGE, with its CRDs, on the current context
	$(tool) helm upgrade --install k6-operator charts/k6-operator --namespace $(NAMESPACE) --create-namespace \
	  --set-string image.repository=$(image_repository),image.tag=$(image_tag) $(if $(K6_IMAGE),--set k6.image=$(K6_IMAGE)) \
	  --set crds.enabled=false --wait

undeploy: node_modules/.package-lock.json ## Remove the operator from the current context; runs stay
	$(tool) helm uninstall k6-operator --namespace $(NAMESPACE) --ignore-not-found --wait

delete: uninstall undeploy ## Remove the operator, the CRDs and every run from the current context
