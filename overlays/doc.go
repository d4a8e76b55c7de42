// Package overlays holds a fleet of clusters over one base, and its manifests.
package overlays
