package messages

import (
	"regexp"
	"strings"
	"sync"
)

// party is the server that the request of a message concerns. The message of a failed
// request does not name it otherwise: the same "connection refused" can be that of the
// registry, of the API server, or of the store.
type party uint8

const (
	unknownParty party = 1 << iota
	registryParty
	apiParty
	identityParty // Keystone
	otherParty    // a store, or another registry
)

// All words of this file are in lowercase, as the texts.

var requests = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(?:get|head|post|put|patch|delete) "?https?://([^/\s"]+)(/[^\s"]*)?`)
})

var dials = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(?:lookup|dial tcp) "?([a-z0-9][a-z0-9.:-]*[a-z0-9])`)
})

// partyOf returns the party of the last request in a text, which is the text up to the
// end of a message.
func partyOf(text string) party {
	text = text[max(0, len(text)-2*gap):]
	if all := requests().FindAllStringSubmatch(text, -1); len(all) > 0 {
		last := all[len(all)-1]
		if p := partyOfHost(last[1]); p != unknownParty {
			return p
		}
		path := last[2]
		switch {
		case strings.HasSuffix(path, "/auth/tokens"), strings.HasSuffix(path, "/v2.0/tokens"):
			return identityParty
		case strings.HasPrefix(path, "/api/v1"), strings.HasPrefix(path, "/apis/"):
			return apiParty
		case (path == "/v2" || strings.HasPrefix(path, "/v2/") || strings.HasPrefix(path, "/openshift/token")) && !containsAny(last[1], otherNames):
			return registryParty
		}
		return otherParty
	}
	if all := dials().FindAllStringSubmatch(text, -1); len(all) > 0 {
		host := all[len(all)-1][1]
		p := partyOfHost(host)
		if p == unknownParty && strings.HasSuffix(host, ":5000") {
			return registryParty
		}
		return p
	}
	return unknownParty
}

// partyOfHost returns the party of a host whose name shows it.
func partyOfHost(host string) party {
	name, port, _ := strings.Cut(host, ":")
	switch {
	case strings.Contains(name, "openshift-image-registry"), strings.HasPrefix(name, "docker-registry.default.svc"):
		return registryParty
	case strings.HasPrefix(name, "keystone"):
		return identityParty
	case port == "6443", host == "172.30.0.1:443", name == "kubernetes", strings.HasPrefix(name, "kubernetes.default"), strings.HasPrefix(name, "api-int."):
		return apiParty
	}
	return unknownParty
}

// ofRedirect reports whether a text concerns a client of the registry, or the path of a
// blob that is not one of another registry. Other registries use the same paths.
func ofRedirect(text string) bool {
	return containsAny(text, clientNames) || strings.Contains(text, "docker/registry/v2/") && ofRegistry(text) && !ofOtherImage(text) && !containsAny(text, otherNames)
}

// images matches the host of an image in the messages of kubelets, builds and clients.
var images = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:\bimage:? |\bdocker://|\bmanifest [^ ]+ in |\b(?:pushing|writing blob) to |\bpinging container registry )"?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::[0-9]+)?[/:]`)
})

// ofOtherImage reports whether a text concerns an image of another registry. Any host
// "registry" and any host of the router can be a route of the registry.
func ofOtherImage(text string) bool {
	other := false
	for _, image := range images().FindAllStringSubmatch(text, -1) {
		switch host := image[1]; {
		case strings.Contains(host, "openshift-image-registry"), strings.HasPrefix(host, "docker-registry.default.svc"):
			return false
		case containsAny(host, otherNames), !strings.HasPrefix(host, "registry") && !strings.Contains(host, ".apps."):
			other = true
		}
	}
	return other
}

// ofService reports whether a text does not only name the registry by its default route.
func ofService(text string) bool {
	return !strings.Contains(text, "default-route-openshift-image-registry") || strings.Contains(text, "openshift-image-registry.svc") || strings.Contains(text, "image-registry:5000")
}

// ofRoute reports whether a text does not name the registry by its service.
func ofRoute(text string) bool {
	return !strings.Contains(text, ".svc:") && !strings.Contains(text, ".svc.cluster.local") && !strings.Contains(text, "image-registry:5000") && !strings.Contains(text, ":5000/v2/") && !strings.Contains(text, "build error: failed to push image")
}

// ofPullThrough reports whether a text concerns the reading of an image by the registry
// itself, and not the pull of an image by a node.
func ofPullThrough(text string) bool {
	return containsAny(text, []string{"pullthrough", "pull-through", "pulling through", "pull through", "remoteblobgetter", "http.request.", "err.detail="}) && !strings.Contains(text, "failed to pull image \"registry.")
}

// ofOwnFiles reports whether a text does not concern the files of another registry.
func ofOwnFiles(text string) bool {
	return strings.Contains(text, "image-registry") || !containsAny(text, otherRegistries)
}
