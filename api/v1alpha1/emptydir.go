package v1alpha1

// EmptyDir stores images in an ephemeral volume of the pod. All images are lost
// when the pod is deleted.
type EmptyDir struct{}
