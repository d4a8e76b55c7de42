// Command externalsecrets runs the controllers of External Secrets for
// SecretStores and ExternalSecrets, with the provider kubernetes only: the
// released program without its other controllers and providers. It uses the
// cluster of the environment variable KUBECONFIG.
package main

import (
	"fmt"
	"os"
	"time"

	esv1 "github.com/external-secrets/external-secrets/apis/externalsecrets/v1"
	genv1alpha1 "github.com/external-secrets/external-secrets/apis/generators/v1alpha1"
	"github.com/external-secrets/external-secrets/pkg/controllers/common"
	"github.com/external-secrets/external-secrets/pkg/controllers/externalsecret"
	"github.com/external-secrets/external-secrets/pkg/controllers/externalsecret/esmetrics"
	ctrlmetrics "github.com/external-secrets/external-secrets/pkg/controllers/metrics"
	"github.com/external-secrets/external-secrets/pkg/controllers/secretstore"
	"github.com/external-secrets/external-secrets/pkg/controllers/secretstore/ssmetrics"
	_ "github.com/external-secrets/external-secrets/pkg/provider/kubernetes" // registers itself
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// run does what the released program does with its default flags.
func run() error {
	ctrl.SetLogger(zap.New())
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgoscheme.AddToScheme, esv1.AddToScheme, genv1alpha1.AddToScheme} {
		if err := add(scheme); err != nil {
			return err
		}
	}
	ctrlmetrics.SetUpLabelNames(false)
	esmetrics.SetUpMetrics()
	ssmetrics.SetUpMetrics()
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	mgr, err := ctrl.NewManager(config, ctrl.Options{
		Scheme:  scheme,
		Metrics: server.Options{BindAddress: "0"},
		Client:  client.Options{Cache: &client.CacheOptions{DisableFor: []client.Object{&corev1.Secret{}, &corev1.ConfigMap{}}}},
	})
	if err != nil {
		return err
	}
	secrets, err := common.BuildManagedSecretClient(mgr, "")
	if err != nil {
		return err
	}
	options := controller.Options{MaxConcurrentReconciles: 1, RateLimiter: common.BuildRateLimiter()}
	if err := (&secretstore.StoreReconciler{
		Client: mgr.GetClient(), Log: ctrl.Log.WithName("SecretStore"), Scheme: scheme,
		ControllerClass: "default", RequeueInterval: 5 * time.Minute,
	}).SetupWithManager(mgr, options); err != nil {
		return err
	}
	if err := (&externalsecret.Reconciler{
		Client: mgr.GetClient(), SecretClient: secrets, Log: ctrl.Log.WithName("ExternalSecret"), Scheme: scheme,
		RestConfig: config, ControllerClass: "default", RequeueInterval: time.Hour, EnableFloodGate: true,
	}).SetupWithManager(mgr, options); err != nil {
		return err
	}
	return mgr.Start(ctrl.SetupSignalHandler())
}
