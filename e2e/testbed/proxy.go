package testbed

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// Hosts maps the names in manifests to addresses on the loopback interface. A
// name that starts with a dot matches all names that end with it.
type Hosts map[string]string

// Proxy is an HTTP proxy that replaces DNS: it connects the clients to the
// addresses of Hosts. The URLs, the names in certificates and the Host headers
// stay as the manifests specify them.
type Proxy struct {
	// URL is the value for HTTP_PROXY and HTTPS_PROXY.
	URL   string
	hosts Hosts

	mu   sync.Mutex
	seen map[string]int
}

// StartProxy starts a proxy that runs until the test ends.
func StartProxy(t testing.TB, hosts Hosts) *Proxy {
	t.Helper()
	p := &Proxy{hosts: hosts, seen: map[string]int{}}
	server := httptest.NewServer(p)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	p.URL = server.URL
	return p
}

// Env returns the environment in which a program uses the proxy.
func (p *Proxy) Env() []string {
	return []string{"HTTP_PROXY=" + p.URL, "HTTPS_PROXY=" + p.URL, "NO_PROXY=", "no_proxy="}
}

// Requests returns how often clients have asked for a name.
func (p *Proxy) Requests(name string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen[name]
}

// ServeHTTP implements http.Handler.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	address, ok := p.address(r.Host)
	if !ok {
		http.Error(w, "no address for "+r.Host, http.StatusBadGateway)
		return
	}
	upstream, err := net.DialTimeout("tcp", address, 10*time.Second)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer upstream.Close()
	if r.Method == http.MethodConnect {
		client, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer client.Close()
		if _, err := io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n"); err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(upstream, client)
			upstream.Close()
		}()
		_, _ = io.Copy(client, upstream)
		return
	}
	out := r.Clone(r.Context())
	out.RequestURI = ""
	out.Header.Del("Proxy-Connection")
	transport := &http.Transport{Dial: func(string, string) (net.Conn, error) { return upstream, nil }, DisableCompression: true}
	response, err := transport.RoundTrip(out)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	for key, values := range response.Header {
		w.Header()[key] = values
	}
	w.WriteHeader(response.StatusCode)
	_, _ = io.Copy(w, response.Body)
}

func (p *Proxy) address(host string) (string, bool) {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen[name]++
	if address, ok := p.hosts[name]; ok {
		return address, true
	}
	for suffix, address := range p.hosts {
		if strings.HasPrefix(suffix, ".") && strings.HasSuffix(name, suffix) {
			return address, true
		}
	}
	return "", false
}

// Eventually requires that a condition becomes true within a minute. Otherwise, it
// reports the state.
func Eventually(t testing.TB, what string, state func() (done bool, state any)) bool {
	t.Helper()
	var last any
	for range 300 {
		done, now := state()
		if done {
			return true
		}
		last = now
		time.Sleep(200 * time.Millisecond)
	}
	return assert.Fail(t, what, "after a minute: %v", last)
}
