// Package repository reads files, folders, kustomizations and streams, and returns
// the clusters in them: the composed objects, where each of them is written, and
// what could not be looked into.
//
// A kustomization that no other kustomization references is one cluster. The files
// that belong to no kustomization are one cluster for each folder, and standard
// input is one cluster. Objects that another object embeds, such as those of a
// Policy or a SyncSet, are a cluster of their own, because they are applied to
// another cluster than the object that embeds them.
package repository
