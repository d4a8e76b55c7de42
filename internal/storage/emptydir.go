package storage

// EmptyDir is the pod's own disk. All images are lost when the pod is.
type EmptyDir struct{}

// Facts implements Backend.
func (*EmptyDir) Facts() Facts {
	return Facts{Title: "emptyDir (non-production)", ConfigKey: "emptyDir"}
}

// Store implements Backend.
func (e *EmptyDir) Store(Env) Store { return Store{Stanza: e, Sharing: PerPod} }
