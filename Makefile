# make help lists the documented targets.
SHELL := bash
.DEFAULT_GOAL := help

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
MODULE  := github.com/registry-profile/registry-profile
# Support for Go plugins in kustomize prevents the linker from removing unused
# code: 12 MB.
TAGS = kustomize_disable_go_plugin_support
LDFLAGS := -s -w -X $(MODULE)/internal/cmd.Version=$(VERSION)
compile = go build -trimpath -tags $(TAGS) -ldflags '$(LDFLAGS)'
TOOLS   := e2e/.cache/bin

# The image. With podman, two builds of one commit with one release of Go have
# the same digest.
CONTAINER_TOOL ?= docker
IMAGE ?= registry-profile:latest
GOARCH ?= $(shell go env GOARCH)
ARCHES = amd64 arm64 s390x ppc64le
REVISION := $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
TIME := $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
image-dir = bin/image/$(GOARCH)
image-args = --build-arg VERSION=$(VERSION) --build-arg REVISION=$(REVISION) \
	$(if $(findstring podman,$(CONTAINER_TOOL)),$(podman-args),--build-arg SOURCE_DATE_EPOCH=$(TIME))
# Podman 4 does not set BUILDPLATFORM.
podman-args = --timestamp $(TIME) --build-arg BUILDPLATFORM=linux/$(shell $(CONTAINER_TOOL) info --format '{{.Host.Arch}}')
comma := ,
space := $(subst ,, )
FUZZTIME ?= 30s

.PHONY: help
help: ## show this help
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "%-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: program ## build bin/registry-profile, and install it as a kustomize plugin in bin/plugin
	bin/registry-profile install bin/plugin

# For GOOS and GOARCH of the environment.
PROGRAM ?= bin/registry-profile
.PHONY: program
program:
	CGO_ENABLED=0 $(compile) -o $(PROGRAM) .

.PHONY: licenses
licenses:
	GOFLAGS=-tags=$(TAGS) release/licenses $(LICENSES)

.PHONY: image-root
image-root: ## write the files of the image for GOARCH to bin/image
	rm -rf $(image-dir)
	mkdir -p $(image-dir)/etc
	GOOS=linux GOARCH=$(GOARCH) $(MAKE) program licenses PROGRAM=$(image-dir)/registry-profile LICENSES=$(image-dir)/licenses
	echo 'nobody:x:65534:65534:nobody:/:/nonexistent' >$(image-dir)/etc/passwd

.PHONY: image
image: ## build the image registry-profile:latest (CONTAINER_TOOL=podman for podman)
	$(CONTAINER_TOOL) build -t $(IMAGE) $(image-args) $(IMAGE_FLAGS) .

.PHONY: image-multiarch
image-multiarch: CONTAINER_TOOL = podman
image-multiarch: ## build the image for all architectures of OpenShift, as a manifest list, with podman
	-$(CONTAINER_TOOL) manifest rm $(IMAGE) 2>/dev/null
	$(CONTAINER_TOOL) build --platform $(subst $(space),$(comma),$(ARCHES:%=linux/%)) --manifest $(IMAGE) $(image-args) $(IMAGE_FLAGS) .

.PHONY: test
test: ## run all tests except the end-to-end tests
	go test ./...

.PHONY: check
check: format vet ## check formatting, vet, stale files and unit tests in under a minute
	go test -short ./...

.PHONY: generate
generate: ## regenerate schemas, reference pages, drawings and rendered manifests
	go generate .

.PHONY: verify
verify: generate ## regenerate, and fail if that changes a committed file
	git diff --exit-code

.PHONY: update
update: generate ## regenerate, and rewrite the golden files of the tests
	go test $(shell grep -rl --include='*_test.go' --exclude-dir=e2e 'internal/golden"$$' . | xargs -n1 dirname | sort -u) -update

# RELEASE=5.1 FROM=VERSION, where VERSION is one of the module
# github.com/openshift/api, FROM='--crd FILE...' or FROM='--same RELEASE'.
.PHONY: add-release
add-release: ## support the release RELEASE of OpenShift, with its CRDs FROM a module version or files
	go run ./internal/crd/generate add $(RELEASE) $(FROM)
	$(MAKE) update

.PHONY: fmt
fmt: ## format the Go code
	gofmt -w $(shell git ls-files '*.go')

.PHONY: format
format:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -d $$(git ls-files '*.go'); exit 1; }

.PHONY: vet
vet:
	go vet ./...

.PHONY: lint
lint: format vet ## check formatting, modules, vet and staticcheck of all modules
	go mod tidy -diff
	go tool -modfile=tools/go.mod staticcheck ./...
	cd tools && go mod tidy -diff
	cd e2e && go mod tidy -diff && go vet ./...
	cd e2e/argocd && go mod tidy -diff && CGO_ENABLED=0 go vet ./...
	cd e2e/externalsecrets && CGO_ENABLED=0 go vet ./... # tidy would download the dependencies of all providers
	cd e2e/kustomizecontroller && go mod tidy -diff
	cd e2e/rclone && go mod tidy -diff && CGO_ENABLED=0 go vet ./...
	cd e2e/browser && go mod tidy -diff && go vet ./...
	cd release/sbom && go mod tidy -diff && go vet ./...
	cd release/attest && go mod tidy -diff && go vet ./... && go test ./...

.PHONY: vuln
vuln: ## fail if the program calls code with a known vulnerability
	.ci/govulncheck -tags $(TAGS) ./...

.PHONY: e2e
e2e: build image-root tools ## run the end-to-end tests with the real hosts, API server and engines
	cd e2e && go test -count=1 -timeout 30m
	cd e2e/cluster && go test -count=1 -timeout 30m
	cd e2e/argocd && CGO_ENABLED=0 go test -count=1 -timeout 30m
	cd e2e/browser && go test -count=1 -timeout 30m
	$(MAKE) e2e-argocd e2e-secrets e2e-registry e2e-flux

.PHONY: e2e-argocd
e2e-argocd: build image-root $(addprefix $(TOOLS)/,etcd kube-apiserver kube-controller-manager kubectl kustomize argocd-cmp-server) ## run Argo CD on the overlays and the examples (FULL=1 for all examples)
	cd e2e/controllers/argocd && go test -count=1 -timeout 50m

.PHONY: e2e-secrets
e2e-secrets: build $(addprefix $(TOOLS)/,etcd kube-apiserver helm external-secrets) ## run External Secrets on the generated objects (FULL=1 for all examples)
	cd e2e/secrets && go test -count=1 -timeout 30m

.PHONY: e2e-registry
e2e-registry: build $(addprefix $(TOOLS)/,registry rclone fake-gcs-server etcd kube-apiserver kubectl $(if $(FULL),azurite)) ## run a registry with the environment of the generated Configs, and move one to another store (FULL=1 for all examples and pairs of stores)
	cd e2e/registry && go test -count=1 -timeout 60m

.PHONY: e2e-flux
e2e-flux: build $(addprefix $(TOOLS)/,kustomize etcd kube-apiserver kubectl kustomize-controller) ## run Flux's kustomize-controller on overlays/flux (FULL=1 for all examples)
	cd e2e/controllers/flux && go test -count=1 -timeout 30m

# A module in the folder of each tool pins its version.
tool = cd e2e/$(1) && CGO_ENABLED=0 go build -ldflags '-s -w' -o ../.cache/bin/$(notdir $@) $(2)

.PHONY: tools
tools: $(addprefix $(TOOLS)/,kustomize kustomize-5.5.0 kpt helm etcd kube-apiserver kube-controller-manager kubectl argocd-cmp-server kustomize-controller external-secrets registry rclone fake-gcs-server)

$(TOOLS)/kustomize: e2e/kustomize/go.mod
	$(call tool,kustomize,sigs.k8s.io/kustomize/kustomize/v5)

$(TOOLS)/kustomize-5.5.0: e2e/kustomize-5.5.0/go.mod
	$(call tool,kustomize-5.5.0,sigs.k8s.io/kustomize/kustomize/v5)

$(TOOLS)/kpt: e2e/kpt/go.mod
	$(call tool,kpt,github.com/GoogleContainerTools/kpt)

$(TOOLS)/helm: e2e/helm/go.mod
	$(call tool,helm,helm.sh/helm/v3/cmd/helm)

$(TOOLS)/etcd: e2e/etcd/go.mod
	$(call tool,etcd,go.etcd.io/etcd/server/v3)

$(TOOLS)/kube-apiserver $(TOOLS)/kube-controller-manager $(TOOLS)/kubectl: e2e/kubernetes/go.mod
	$(call tool,kubernetes,k8s.io/kubernetes/cmd/$(notdir $@))

$(TOOLS)/argocd-cmp-server: e2e/argocd/go.mod
	$(call tool,argocd,github.com/argoproj/argo-cd/v3/cmd)

$(TOOLS)/kustomize-controller: e2e/kustomizecontroller/go.mod
	$(call tool,kustomizecontroller,github.com/fluxcd/kustomize-controller)

$(TOOLS)/external-secrets: e2e/externalsecrets/go.mod e2e/externalsecrets/main.go
	$(call tool,externalsecrets,.)

$(TOOLS)/registry: e2e/distribution/go.mod
	$(call tool,distribution,github.com/distribution/distribution/v3/cmd/registry)

$(TOOLS)/fake-gcs-server: e2e/fakegcs/go.mod
	$(call tool,fakegcs,github.com/fsouza/fake-gcs-server)

# npm installs Azurite, which only the full list of tests needs.
$(TOOLS)/azurite: e2e/azurite/package-lock.json
	mkdir -p e2e/.cache/azurite $(TOOLS) && cp e2e/azurite/package*.json e2e/.cache/azurite
	npm ci --prefix e2e/.cache/azurite --ignore-scripts --no-audit --no-fund
	ln -sf ../azurite/node_modules/.bin/azurite-blob $@

$(TOOLS)/rclone: e2e/rclone/go.mod e2e/rclone/main.go
	$(call tool,rclone,.)

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME
	@set -o pipefail; grep -rn --include='*_test.go' --exclude-dir=e2e -oP '^func \KFuzz\w+' . | while IFS=: read -r file _ target; do \
	  .ci/fuzz "$$target" $(FUZZTIME) "$$(dirname $$file)" </dev/null || exit 1; \
	done

.PHONY: bench
bench: build tools ## run the benchmarks and write docs/reference/benchmarks.md
	go test -run '^$$' -bench . -benchtime 20x ./internal/lint
	cd e2e && set -o pipefail && { \
	  go test -run '^$$' -bench Startup -benchtime 100x ./bench; \
	  go test -run '^$$' -bench 'Items|Lint|Overlays|Foreign|Plan|OverlayFleet' -benchtime 5x -timeout 30m ./bench; \
	  go test -run '^$$' -bench '^BenchmarkFleet' -benchtime 50x ./bench; \
	  go test -run '^$$' -bench 'Kustomize|Kpt' -benchtime 3x -timeout 30m ./bench; } | \
	  go run ./bench/table ../docs/reference/benchmarks.md

PLATFORMS ?= $(ARCHES:%=linux/%) darwin/amd64 darwin/arm64 windows/amd64

.PHONY: release
release: build ## build archives, SBOMs and checksums of the tagged commit in bin/release
	release/build $(PLATFORMS)

.PHONY: clean
clean: ## remove the files that the other targets create
	rm -rf bin e2e/.cache
