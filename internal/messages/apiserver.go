package messages

import "slices"

// apiTimeouts are the ways in which the API server does not answer in time.
var apiTimeouts = []string{"context deadline exceeded", "the server was unable to return a response in the time allotted", "etcdserver: request timed out", "request did not complete within requested timeout", "Client.Timeout exceeded"}

// apiServerEntries are the operator's failures to reach the API server.
var apiServerEntries = []Entry{
	{
		ID: "api-unreachable", Messages: slices.Concat(
			failures("dial tcp …", "connect: connection refused", "i/o timeout", "connect: no route to host", "context deadline exceeded", "connection reset by peer", "TLS handshake timeout"),
			failures("/api/v1/…", "context deadline exceeded", "net/http: TLS handshake timeout", "http2: client connection lost", "unexpected EOF", "Client.Timeout exceeded"),
			failures("/apis/…", "context deadline exceeded", "net/http: TLS handshake timeout", "http2: client connection lost", "unexpected EOF", "Client.Timeout exceeded"),
		),
		Component: Operator, Condition: "Progressing", Reason: "Error", Source: "Go package net: OpError; Kubernetes client-go", scope: named, to: apiParty,
		Meaning: "The component does not reach the API server; neither the registry nor its store is concerned.",
		Causes:  []string{"The API server restarts, for example during an upgrade, and the message ends by itself.", "The network of the node with the pod is broken, or a network policy blocks the API server."},
		Look:    []string{"oc get clusteroperator kube-apiserver network", lookPods},
		Remedy:  "Wait for the API server; if the message stays on one node, repair the network of that node.",
		Rules:   []string{"NW001"}, Fields: []string{"spec.registry"},
	},
	{
		ID: "api-timeout", Messages: slices.Concat(
			failures("object *v1.…Namespace=openshift-image-registry, Name=…", apiTimeouts...),
			failures("error retrieving resource lock openshift-image-registry/…", "context deadline exceeded", "the server was unable to return a response", "Client.Timeout exceeded", "etcdserver: "),
			[]string{"lease openshift-image-registry/…timed out waiting for the condition", "lease openshift-image-registry/…context deadline exceeded", "Failed to renew lease openshift-image-registry/", "failed to renew lease openshift-image-registry/", "leases/openshift-master-controllers…context deadline exceeded", "the server was unable to return a response in the time allotted", "etcdserver: request timed out", "etcdserver: leader changed"},
		),
		Component: Operator, Condition: "Progressing", Reason: "Error", Source: "Kubernetes client-go: leader election; Kubernetes apimachinery pkg/api/errors: ServerTimeout", scope: named, without: []string{"dial tcp", "failed to list crds"},
		Meaning: "The API server did not answer the operator in time; neither the registry nor its store is concerned.",
		Causes:  []string{"The API server or etcd is overloaded, has slow disks or restarts, and the message ends by itself.", "The operator has lost its lease for this reason and restarts."},
		Look:    []string{"oc get clusteroperator kube-apiserver etcd", "oc get pods -n openshift-image-registry -l name=cluster-image-registry-operator"},
		Remedy:  "Wait for the API server; if the message returns, check the disks and the load of etcd.",
		Fields:  []string{"spec.registry"},
	},
}
