package v1alpha1

// EmptyDir is the pod's own disk. All images are lost when the pod is.
type EmptyDir struct{}
