package desired

import "github.com/registry-profile/registry-profile/internal/resolve"

// BucketJob is a Job that prepares the bucket of a claim for the registry. It copies
// the credentials of the claim to the Secret that the operator reads. If the name
// of the bucket is known only on the cluster, it also writes the storage of Config.
type BucketJob struct {
	// Origin of the Job, and of the claim that it uses.
	Origin, Claim resolve.Origin
	// Image contains oc.
	Image Decision[string]
	// Schedule of a CronJob that does the same, if it is set.
	Schedule Decision[string]
	// Keys of the Secret, for the access key and the secret key.
	Keys []string
	// Storage reports whether the Job writes the storage of Config.
	Storage bool
	// From is the storage type that the Job may replace; empty if none.
	From string
	// Isolated reports whether pods in the namespace of the registry need a
	// NetworkPolicy for any connection.
	Isolated bool
}

// BucketSetup is the name of the objects of the Job. The name of the Job itself
// starts with it.
const BucketSetup = "image-registry-bucket"

func newBucketJob(p *resolve.Profile) *BucketJob {
	if !p.BucketJob() {
		return nil
	}
	backend, _ := p.Backend()
	claim := "bucketName"
	if p.StorageByJob() {
		claim = "existingClaim"
	}
	whole := func(path string) resolve.Origin { return p.Origin(path).From(map[string]string{"*": path}) }
	j := &BucketJob{
		Origin:   whole("spec.credentials.objectBucketClaim.method"),
		Claim:    whole("spec.storage." + backend.Key + "." + claim),
		Image:    jobImage(p),
		Schedule: decided(p, "spec.credentials.objectBucketClaim.schedule", p.Spec.Credentials.ObjectBucketClaim.Schedule),
		Keys:     backend.Facts().KeySets[0].Keys,
		Storage:  p.StorageByJob(),
		Isolated: isolated(p),
	}
	if change := p.Spec.Delivery.StorageChange; change != nil {
		j.From = change.From
	}
	return j
}
