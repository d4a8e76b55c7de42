package testbed

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// Cluster is a running control plane.
type Cluster struct {
	// Kubeconfig is the path of a kubeconfig with full permissions.
	Kubeconfig string
	// Server is the URL of the API server.
	Server string
	*Client

	dir  string
	etcd string // URL
	stop []func()
}

// token authenticates the administrator.
const token = "test"

// Root returns the root of the repository.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(filepath.Dir(file)))
}

// Tool returns the path of a binary that make e2e has built.
func Tool(name string) string { return filepath.Join(Root(), "e2e", ".cache", "bin", name) }

// Start starts a control plane on free ports of the loopback interface.
func Start() (c *Cluster, err error) {
	c = &Cluster{}
	defer func() {
		if err != nil {
			c.Stop()
		}
	}()
	if c.dir, err = os.MkdirTemp("", "registry-profile-e2e-"); err != nil {
		return c, err
	}
	c.stop = append(c.stop, func() { os.RemoveAll(c.dir) })
	ports, err := FreePorts(3)
	if err != nil {
		return c, err
	}
	client, peer := fmt.Sprintf("http://127.0.0.1:%d", ports[0]), fmt.Sprintf("http://127.0.0.1:%d", ports[1])
	if err = c.run("etcd", "--data-dir", filepath.Join(c.dir, "etcd"), "--unsafe-no-fsync",
		"--listen-client-urls", client, "--advertise-client-urls", client,
		"--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "default="+peer); err != nil {
		return c, err
	}
	if err = c.wait(client+"/health", http.DefaultClient); err != nil {
		return c, err
	}
	if err = errors.Join(c.writeKey(), c.write("tokens.csv", token+`,admin,admin,"system:masters"`+"\n")); err != nil {
		return c, err
	}
	c.etcd = client
	return c, c.serve("/registry", ports[2])
}

// serve starts an API server whose objects are below a prefix in etcd.
func (c *Cluster) serve(prefix string, port int) error {
	err := c.run("kube-apiserver", "--etcd-servers", c.etcd, "--etcd-prefix", prefix,
		"--secure-port", fmt.Sprint(port), "--bind-address", "127.0.0.1", "--cert-dir", c.path("certs"),
		"--service-account-key-file", c.path("sa.key"), "--service-account-signing-key-file", c.path("sa.key"),
		"--service-account-issuer", "https://kubernetes.default.svc", "--token-auth-file", c.path("tokens.csv"),
		"--authorization-mode", "RBAC", "--service-cluster-ip-range", "10.0.0.0/24",
		// Admission plugins that need a controller.
		"--disable-admission-plugins", "ServiceAccount,StorageObjectInUseProtection,DefaultStorageClass")
	if err != nil {
		return err
	}
	c.Server = fmt.Sprintf("https://127.0.0.1:%d", port)
	c.Client = newClient(c.Server)
	if err = c.wait(c.Server+"/readyz", c.Client.http); err != nil {
		return err
	}
	c.Kubeconfig = c.path("kubeconfig")
	return c.write("kubeconfig", fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: test, cluster: {server: %q, insecure-skip-tls-verify: true}}]
users: [{name: admin, user: {token: %s}}]
contexts: [{name: test, context: {cluster: test, user: admin}}]
current-context: test
`, c.Server, token))
}

// Beside starts another API server on the same etcd: a cluster of its own, which ends
// with the first.
func (c *Cluster) Beside(name string) (*Cluster, error) {
	other := &Cluster{dir: c.path(name), etcd: c.etcd}
	c.stop = append(c.stop, func() { other.Stop() })
	if err := os.Mkdir(other.dir, 0o700); err != nil {
		return nil, err
	}
	ports, err := FreePorts(1)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(other.writeKey(), other.write("tokens.csv", token+`,admin,admin,"system:masters"`+"\n")); err != nil {
		return nil, err
	}
	return other, other.serve("/"+name, ports[0])
}

// Manage starts Kubernetes' controllers for Jobs, garbage collection, namespaces and
// service accounts.
func (c *Cluster) Manage() error {
	ports, err := FreePorts(1)
	if err != nil {
		return err
	}
	return c.run("kube-controller-manager", "--kubeconfig", c.Kubeconfig, "--leader-elect=false",
		"--secure-port", fmt.Sprint(ports[0]), "--bind-address", "127.0.0.1", "--cert-dir", c.path("certs"),
		"--controllers", "job-controller,cronjob-controller,garbage-collector-controller,namespace-controller,serviceaccount-controller",
		"--service-account-private-key-file", c.path("sa.key"))
}

// Log returns the end of a log.
func (c *Cluster) Log(name string) string {
	text, _ := os.ReadFile(c.path(name + ".log")) // empty if the program has not started
	return string(text[max(0, len(text)-100_000):])
}

// Main runs the tests of a package with a control plane, which it starts and
// stops, and returns their exit code.
func Main(m *testing.M, into **Cluster) int {
	cluster, err := Start()
	if err != nil {
		fmt.Fprintln(os.Stderr, "run these tests with make e2e:", err)
		return 1
	}
	defer cluster.Stop()
	*into = cluster
	return m.Run()
}

// Stop stops the control plane and removes its files.
func (c *Cluster) Stop() {
	for i := len(c.stop) - 1; i >= 0; i-- {
		c.stop[i]()
	}
}

// Kubectl returns the command that runs kubectl with the cluster.
func (c *Cluster) Kubectl(args ...string) *exec.Cmd {
	return exec.Command(Tool("kubectl"), append([]string{"--kubeconfig", c.Kubeconfig, "--cache-dir", c.path("cache")}, args...)...)
}

func (c *Cluster) path(name string) string { return filepath.Join(c.dir, name) }

func (c *Cluster) write(name, text string) error {
	return os.WriteFile(c.path(name), []byte(text), 0o600)
}

func (c *Cluster) writeKey() error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	return c.write("sa.key", string(pem.EncodeToMemory(block)))
}

// run starts a program and writes its output to a file.
func (c *Cluster) run(name string, args ...string) error {
	return c.Run(name, exec.Command(Tool(name), args...))
}

// Run starts a program that ends with the cluster. It writes the output to the log of
// that name.
func (c *Cluster) Run(name string, cmd *exec.Cmd) error {
	log, err := os.Create(c.path(name + ".log"))
	if err != nil {
		return err
	}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // also if a test panics
	if err := cmd.Start(); err != nil {
		return err
	}
	c.stop = append(c.stop, func() {
		_ = cmd.Process.Kill() // it may have exited already
		_ = cmd.Wait()
		log.Close()
	})
	return nil
}

// wait waits until a server answers. It returns the end of the logs if the
// server does not answer in time.
func (c *Cluster) wait(url string, client *http.Client) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		request.Header.Set("Authorization", "Bearer "+token)
		if response, err := client.Do(request); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	logs, _ := filepath.Glob(c.path("*.log"))
	message := url + " does not answer"
	for _, file := range logs {
		text, _ := os.ReadFile(file)
		message += "\n" + filepath.Base(file) + ": " + string(text[max(0, len(text)-2000):])
	}
	return errors.New(message)
}

// FreePorts returns ports of the loopback interface that nothing uses.
func FreePorts(n int) ([]int, error) {
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close() // after all ports are chosen, so that they differ
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}
