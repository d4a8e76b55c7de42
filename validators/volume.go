package validators

import (
	"slices"
	"strings"
	"unicode"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// onClaim runs a check on each claim that the registry uses.
func onClaim(check func(input, item) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, claim := range in.claims() {
			found = append(found, check(in, claim)...)
		}
		return found
	}
}

var rawBlockVolume = Rule{
	ID: "PV004", Severity: Error,
	Title:  "raw block volume",
	Why:    "The registry writes files, so its pods never start, and no component checks the mode beforehand.",
	Remedy: "Create a new claim with volumeMode Filesystem.",
	Source: "3.6.3.3",
	checkItems: onClaim(func(_ input, claim item) []v1alpha1.Diagnostic {
		if mode := claim.text("spec", "volumeMode"); mode == "Block" {
			return propose(claim.at("spec.volumeMode", mode), "Filesystem")
		}
		return nil
	}),
}

var smallVolume = Rule{
	ID: "PV005", Severity: Warning,
	Title:  "volume smaller than 100Gi",
	Why:    "Red Hat requires 100Gi; a full registry rejects pushes and builds.",
	Remedy: "Request at least 100Gi.",
	Source: "3.6.3.1",
	checkItems: onClaim(func(_ input, claim item) []v1alpha1.Diagnostic {
		text := claim.text("spec", "resources", "requests", "storage")
		size, err := resource.ParseQuantity(text)
		if err != nil || size.Sign() <= 0 /* VE004 */ || size.Cmp(resource.MustParse("100Gi")) >= 0 {
			return nil
		}
		return propose(claim.at("spec.resources.requests.storage", text), "100Gi")
	}),
}

var unnamedOperatorClaim = Rule{
	ID: "PV006", Severity: Warning,
	Title:  "empty claim field together with a manifest of " + openshift.DefaultClaim,
	Why:    "The operator fails once and then adopts the claim; the empty name in Git conflicts with the name that the operator writes back.",
	Remedy: "Set spec.storage.pvc.claim to " + openshift.DefaultClaim + ".",
	Source: "operator",
	checkItems: onStanza("pvc", func(in input, config item, pvc object) []v1alpha1.Diagnostic {
		if pvc.text("claim") != "" {
			return nil
		}
		for _, claim := range in.ofKind(openshift.PersistentVolumeClaim) {
			if claim.name() == openshift.DefaultClaim && claim.isIn(openshift.RegistryNamespace) {
				return propose(config.at("spec.storage.pvc.claim", nil), openshift.DefaultClaim)
			}
		}
		return nil
	}),
}

var misplacedClaim = Rule{
	ID: "PV007", Severity: Error,
	Title:  "registry claim in another namespace",
	Why:    "The operator looks for the claim only in " + openshift.RegistryNamespace + ", and waits.",
	Remedy: "Move the claim to " + openshift.RegistryNamespace + ".",
	Source: "3.5.1",
	checkItems: onStanza("pvc", func(in input, config item, pvc object) []v1alpha1.Diagnostic {
		name := pvc.text("claim")
		if _, ok := in.claimOf(config); ok || name == "" {
			return nil
		}
		var found []v1alpha1.Diagnostic
		for _, claim := range in.allOfKind(openshift.PersistentVolumeClaim) {
			if claim.name() == name && !renamed(claim.node) {
				found = append(found, propose(claim.at("metadata.namespace", claim.namespace()), openshift.RegistryNamespace)...)
			}
		}
		return found
	}),
}

var nfsVolume = Rule{
	ID: "PV008", Severity: Info,
	Title:  "volume on NFS",
	Why:    "Tests show problems of core services with the NFS server of RHEL; other implementations may not have them.",
	Remedy: "Ask the vendor of the NFS server whether it is tested with the OpenShift registry.",
	Source: "3.7.3.1",
	checkItems: onClaim(func(in input, claim item) []v1alpha1.Diagnostic {
		for _, volume := range in.volumesOf(claim) {
			if server := volume.text("spec", "nfs", "server"); server != "" {
				return volume.at("spec.nfs.server", server)
			}
		}
		class := claim.text("spec", "storageClassName")
		if !namesNFS(class) && !namesNFS(in.provisioner(class)) {
			return nil
		}
		return claim.at("spec.storageClassName", class)
	}),
}

// namesNFS reports whether a word of a name begins with nfs, such as nfs-client,
// but not openfs.
func namesNFS(name string) bool {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(word, "nfs") })
}

var fileSystemStorage = Rule{
	ID: "PV009", Severity: Info,
	Title:  "file system storage although object storage is available",
	Why:    "Red Hat advises against claims for the registry if OpenShift Data Foundation provides RGW or NooBaa.",
	Remedy: "Consider cephRGW or noobaa.",
	Source: "3.8.3",
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.Storage == nil || p.Spec.Storage.CephFS == nil {
			return nil
		}
		return at(storagePath.Child("cephFS"), nil)
	},
}

// blockClasses and blockProvisioners provide file systems that only one node can
// mount. The driver of vSphere is not among them: a class of it can provide
// ReadWriteMany volumes on vSAN File Service.
var (
	blockClasses = []string{
		"ocs-storagecluster-ceph-rbd", "ocs-storagecluster-ceph-rbd-virtualization",
		"ocs-external-storagecluster-ceph-rbd", "ocs-external-storagecluster-ceph-rbd-virtualization",
		"gp2-csi", "gp3-csi", "thin", "thin-csi", "standard-csi", "managed-csi", "nutanix-volume", "lvms-vg1",
	}
	blockProvisioners = []string{
		"openshift-storage.rbd.csi.ceph.com", "ebs.csi.aws.com", "cinder.csi.openstack.org",
		"disk.csi.azure.com", "pd.csi.storage.gke.io", "topolvm.io", "vpc.block.csi.ibm.io",
	}
)

var sharedBlockVolume = Rule{
	ID: "PV010", Severity: Warning,
	Title:  "ReadWriteMany claim on a block storage class",
	Why:    "The class does not provide ReadWriteMany volumes, and the claim stays Pending.",
	Remedy: "Use a storage class for shared file systems, or ReadWriteOnce with one replica and the Recreate strategy.",
	Source: "3.7.3.1",
	checkItems: onClaim(func(in input, claim item) []v1alpha1.Diagnostic {
		class := claim.text("spec", "storageClassName")
		block := slices.Contains(blockClasses, class) || slices.Contains(blockProvisioners, in.provisioner(class))
		if !block || in.isStatic(claim) || claim.text("spec", "volumeMode") == "Block" || !slices.Contains(claim.texts("spec", "accessModes"), "ReadWriteMany") {
			return nil
		}
		return claim.at("spec.storageClassName", class)
	}),
}

var defaultStorageClass = Rule{
	ID: "PV011", Severity: Warning,
	Title:  "claim that uses the cluster's default storage class",
	Why:    "The default class provisions the volume; if the class provides only ReadWriteOnce volumes, the claim stays Pending.",
	Remedy: "Name a storage class that provides ReadWriteMany volumes.",
	Source: "3.7.3.1",
	check: func(p input) []v1alpha1.Diagnostic {
		pvc := pvcOf(p)
		if pvc == nil || pvc.Claim != "" || pvc.Create != nil || p.Store().Sharing != storage.Shared {
			return nil
		}
		return at(storagePath.Child("pvc"), nil)
	},
	checkItems: onClaim(func(in input, claim item) []v1alpha1.Diagnostic {
		// An empty name, other than none, asks for a volume without a class.
		if claim.has("spec", "storageClassName") || in.isStatic(claim) || !slices.Contains(claim.texts("spec", "accessModes"), "ReadWriteMany") {
			return nil
		}
		return claim.at("spec.storageClassName", nil)
	}),
}

// isStatic reports whether a claim names its volume, or a volume is reserved for the
// claim, so that no class provisions it.
func (in input) isStatic(claim item) bool {
	return claim.has("spec", "volumeName") || len(in.volumesOf(claim)) > 0
}

// provisioner returns the provisioner of a storage class in the manifests. It
// is empty if the manifests do not contain the class.
func (in input) provisioner(class string) string {
	for _, c := range in.ofKind(openshift.StorageClass) {
		if c.name() == class {
			return c.text("provisioner")
		}
	}
	return ""
}
