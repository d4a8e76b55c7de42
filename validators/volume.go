package validators

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// onClaim makes a check of one that looks at a claim that a Config uses.
func onClaim(check func(input, item) []v1alpha1.Diagnostic) func(input) []v1alpha1.Diagnostic {
	return func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, claim := range in.claims() {
			found = append(found, check(in, claim)...)
		}
		return found
	}
}

var blockVolume = Rule{
	ID: "PV004", Severity: Error,
	Title:  "raw block volume",
	Why:    "The registry writes files; its pods never start, and nobody checks before.",
	Remedy: "Set volumeMode to Filesystem, in a new claim.",
	Source: "3.6.3.3",
	checkItems: onClaim(func(_ input, claim item) []v1alpha1.Diagnostic {
		if mode := claim.text("spec", "volumeMode"); mode == "Block" {
			return proposed(claim.on("spec.volumeMode", mode), "Filesystem")
		}
		return nil
	}),
}

var smallVolume = Rule{
	ID: "PV005", Severity: Warning,
	Title:  "volume under 100Gi",
	Why:    "Red Hat demands 100Gi; a full registry refuses pushes and builds.",
	Remedy: "Ask for at least 100Gi.",
	Source: "3.6.3.1",
	checkItems: onClaim(func(_ input, claim item) []v1alpha1.Diagnostic {
		text := claim.text("spec", "resources", "requests", "storage")
		size, err := resource.ParseQuantity(text)
		if err != nil || size.Cmp(resource.MustParse("100Gi")) >= 0 {
			return nil
		}
		return proposed(claim.on("spec.resources.requests.storage", text), "100Gi")
	}),
}

var adoptedClaim = Rule{
	ID: "PV006", Severity: Warning,
	Title:  "claim left blank where one of the operator's name is made here",
	Why:    "The operator fails once and then adopts the claim; a blank name in Git fights with what it writes back.",
	Remedy: "Name the claim in spec.storage.pvc.claim.",
	Source: "operator",
	checkItems: onStanza("pvc", func(in input, config item, pvc object) []v1alpha1.Diagnostic {
		if pvc.text("claim") != "" {
			return nil
		}
		for _, claim := range in.of(openshift.PersistentVolumeClaim) {
			if claim.name() == openshift.DefaultClaim && claim.namespace() == openshift.RegistryNamespace {
				return proposed(config.on("spec.storage.pvc.claim", nil), openshift.DefaultClaim)
			}
		}
		return nil
	}),
}

var strayClaim = Rule{
	ID: "PV007", Severity: Error,
	Title:  "the registry's claim in another namespace",
	Why:    "The operator looks for it in " + openshift.RegistryNamespace + " only, and waits.",
	Remedy: "Move the claim to " + openshift.RegistryNamespace + ".",
	Source: "3.5.1",
	checkItems: onStanza("pvc", func(in input, config item, pvc object) []v1alpha1.Diagnostic {
		name := pvc.text("claim")
		if _, ok := in.claimOf(config); ok || name == "" {
			return nil
		}
		var found []v1alpha1.Diagnostic
		for _, claim := range in.of(openshift.PersistentVolumeClaim) {
			if claim.name() == name && !moved(claim.node) {
				found = append(found, proposed(claim.on("metadata.namespace", claim.namespace()), openshift.RegistryNamespace)...)
			}
		}
		return found
	}),
}

var nfsVolume = Rule{
	ID: "PV008", Severity: Info,
	Title:  "volume on NFS",
	Why:    "Tests have shown that the NFS server of RHEL loses data of core services; other implementations may not.",
	Remedy: "Ask the vendor of the NFS server whether it was tested with OpenShift's registry.",
	Source: "3.7.3.1",
	checkItems: onClaim(func(in input, claim item) []v1alpha1.Diagnostic {
		class := claim.text("spec", "storageClassName")
		if !strings.Contains(strings.ToLower(class+" "+in.provisioner(class)), "nfs") {
			return nil
		}
		return claim.on("spec.storageClassName", class)
	}),
}

var fileSystemForImages = Rule{
	ID: "PV009", Severity: Info,
	Title:  "file system where object storage is at hand",
	Why:    "Red Hat advises against claims for the registry where OpenShift Data Foundation offers RGW or NooBaa.",
	Remedy: "Consider cephRGW or noobaa.",
	Source: "3.8.3",
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.Storage == nil || p.Spec.Storage.CephFS == nil {
			return nil
		}
		return at(storagePath.Child("cephFS"), nil)
	},
}

// blockClasses and blockProvisioners give out volumes that one node mounts.
var (
	blockClasses = []string{
		"ocs-storagecluster-ceph-rbd", "gp2-csi", "gp3-csi", "thin", "thin-csi", "standard-csi", "managed-csi", "nutanix-volume", "lvms-vg1",
	}
	blockProvisioners = []string{
		"openshift-storage.rbd.csi.ceph.com", "ebs.csi.aws.com", "csi.vsphere.vmware.com", "cinder.csi.openstack.org",
		"disk.csi.azure.com", "pd.csi.storage.gke.io", "topolvm.io", "vpc.block.csi.ibm.io",
	}
)

var sharedBlockVolume = Rule{
	ID: "PV010", Severity: Warning,
	Title:  "ReadWriteMany on a class of block volumes",
	Why:    "The class gives out no such volume, and the claim stays Pending.",
	Remedy: "Use a class of shared file systems, or ReadWriteOnce with one replica and Recreate.",
	Source: "3.7.3.1",
	checkItems: onClaim(func(in input, claim item) []v1alpha1.Diagnostic {
		class := claim.text("spec", "storageClassName")
		block := slices.Contains(blockClasses, class) || slices.Contains(blockProvisioners, in.provisioner(class))
		if !block || !slices.Contains(claim.texts("spec", "accessModes"), "ReadWriteMany") {
			return nil
		}
		return claim.on("spec.storageClassName", class)
	}),
}

var defaultClass = Rule{
	ID: "PV011", Severity: Warning,
	Title:  "claim on the cluster's default storage class",
	Why:    "Whichever class is the default decides; it may give out ReadWriteOnce volumes only, and then the claim stays Pending.",
	Remedy: "Name a storage class that gives out ReadWriteMany volumes.",
	Source: "3.7.3.1",
	check: func(p input) []v1alpha1.Diagnostic {
		pvc := claim(p)
		if pvc == nil || pvc.Claim != "" || pvc.Create != nil || p.Store().Sharing != storage.Shared {
			return nil
		}
		return at(storagePath.Child("pvc"), nil)
	},
	checkItems: onClaim(func(_ input, claim item) []v1alpha1.Diagnostic {
		if claim.text("spec", "storageClassName") != "" || !slices.Contains(claim.texts("spec", "accessModes"), "ReadWriteMany") {
			return nil
		}
		return claim.on("spec.storageClassName", nil)
	}),
}

// provisioner returns the provisioner of a storage class of the manifests.
func (in input) provisioner(class string) string {
	for _, c := range in.of(openshift.StorageClass) {
		if c.name() == class {
			return c.text("provisioner")
		}
	}
	return ""
}
