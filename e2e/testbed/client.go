package testbed

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Object is a decoded JSON object.
type Object = map[string]any

// Client is a client of an API server.
type Client struct {
	server string
	http   *http.Client
	user   string
}

func newClient(server string) *Client {
	return &Client{server: server, http: &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // on the loopback interface, in a test
	}}}
}

// As returns a client that impersonates a service account.
func (c *Client) As(namespace, account string) *Client {
	other := *c
	other.user = "system:serviceaccount:" + namespace + ":" + account
	return &other
}

// Error is an error response of the API server.
type Error struct {
	Code    int
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("%d: %s", e.Code, e.Message) }

// Apply applies an object with a forced server-side apply, as Argo CD and Flux
// do. Unknown fields are errors.
func (c *Client) Apply(o Object, manager string) (Object, error) {
	return c.send(http.MethodPatch, path(o)+"?force=true&fieldValidation=Strict&fieldManager="+manager, "application/apply-patch+yaml", o)
}

// Create creates an object.
func (c *Client) Create(o Object) (Object, error) {
	collection := path(o)
	return c.send(http.MethodPost, collection[:strings.LastIndex(collection, "/")], "application/json", o)
}

// Update replaces an object as a field manager.
func (c *Client) Update(o Object, manager string) (Object, error) {
	return c.send(http.MethodPut, path(o)+"?fieldManager="+manager, "application/json", o)
}

// Merge sends a JSON merge patch for an object.
func (c *Client) Merge(o Object, patch string) (Object, error) {
	return c.send(http.MethodPatch, path(o), "application/merge-patch+json", json.RawMessage(patch))
}

// Status merges fields into the status of an object, as JSON.
func (c *Client) Status(o Object, fields string) (Object, error) {
	return c.send(http.MethodPatch, path(o)+"/status", "application/merge-patch+json", json.RawMessage(`{"status":`+fields+`}`))
}

// MergeStatus sends a JSON merge patch for the status of an object.
func (c *Client) MergeStatus(o Object, patch string) (Object, error) {
	return c.send(http.MethodPatch, path(o)+"/status", "application/merge-patch+json", json.RawMessage(patch))
}

// Terminate deletes a pod. With a grace period, it remains until another call without,
// because no kubelet runs.
func (c *Client) Terminate(pod Object, seconds int) error {
	_, err := c.send(http.MethodDelete, fmt.Sprintf("%s?gracePeriodSeconds=%d", path(pod), seconds), "", nil)
	return existing(err)
}

// Get reads the object of that name.
func (c *Client) Get(o Object) (Object, error) { return c.send(http.MethodGet, path(o), "", nil) }

// List lists the objects of that kind, in its namespace if it has one.
func (c *Client) List(o Object) (Object, error) {
	one := path(o)
	return c.send(http.MethodGet, one[:strings.LastIndex(one, "/")], "", nil)
}

// Try sends the request of a verb for an object, without an effect on the cluster.
// The verbs list and watch concern all objects of its kind and namespace.
func (c *Client) Try(verb string, o Object) error {
	one := path(o)
	all := one[:strings.LastIndex(one, "/")]
	switch verb {
	case "list":
		_, err := c.send(http.MethodGet, all+"?limit=1", "", nil)
		return err
	case "watch":
		return c.watch(all + "?watch=true&timeoutSeconds=1")
	case "get":
		_, err := c.Get(o)
		return err
	case "create":
		_, err := c.send(http.MethodPost, all+"?dryRun=All", "application/json", o)
		return err
	case "update":
		_, err := c.send(http.MethodPut, one+"?dryRun=All", "application/json", o)
		return err
	case "patch":
		_, err := c.send(http.MethodPatch, one+"?dryRun=All", "application/merge-patch+json", json.RawMessage("{}"))
		return err
	case "apply":
		_, err := c.send(http.MethodPatch, one+"?dryRun=All&force=true&fieldManager=try", "application/apply-patch+yaml", o)
		return err
	case "delete":
		_, err := c.send(http.MethodDelete, one+"?dryRun=All", "", nil)
		return err
	}
	return fmt.Errorf("no request for the verb %s", verb)
}

// watch starts a watch and stops it.
func (c *Client) watch(path string) error {
	response, err := c.do(http.MethodGet, path, "", nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		return &Error{Code: response.StatusCode, Message: response.Status}
	}
	return nil
}

// Delete deletes an object and its finalizers, if it exists.
func (c *Client) Delete(o Object) error {
	if _, err := c.send(http.MethodDelete, path(o)+"?propagationPolicy=Background", "", nil); err != nil {
		return existing(err)
	}
	_, err := c.Merge(o, `{"metadata":{"finalizers":null}}`)
	return existing(err)
}

// Remove requests the deletion of an object, and leaves its finalizers.
func (c *Client) Remove(o Object) error {
	_, err := c.send(http.MethodDelete, path(o), "", nil)
	return err
}

// existing removes the error for a missing object.
func existing(err error) error {
	if Code(err) == http.StatusNotFound {
		return nil
	}
	return err
}

// OpenAPI returns the schema of all kinds (version 2), in the form that clients
// of Kubernetes fetch.
func (c *Client) OpenAPI() ([]byte, error) {
	request, err := http.NewRequest(http.MethodGet, c.server+"/openapi/v2", nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return io.ReadAll(response.Body)
}

func (c *Client) send(method, path, contentType string, body any) (Object, error) {
	response, err := c.do(method, path, contentType, body)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var answer Object
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return nil, fmt.Errorf("%s %s: %s: %w", method, path, response.Status, err)
	}
	if response.StatusCode >= 300 {
		return nil, &Error{Code: response.StatusCode, Message: fmt.Sprint(answer["message"])}
	}
	return answer, nil
}

func (c *Client) do(method, path, contentType string, body any) (*http.Response, error) {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, c.server+path, content)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", contentType)
	if c.user != "" {
		request.Header.Set("Impersonate-User", c.user)
	}
	return c.http.Do(request)
}

// path returns the URL of an object below that of the server.
func path(o Object) string {
	version, kind := fmt.Sprint(o["apiVersion"]), fmt.Sprint(o["kind"])
	root := "/api/"
	if strings.Contains(version, "/") {
		root = "/apis/"
	}
	where := root + version
	meta := o["metadata"].(Object)
	if namespace, ok := meta["namespace"].(string); ok {
		where += "/namespaces/" + namespace
	}
	return fmt.Sprintf("%s/%s/%v", where, Resource(kind), meta["name"])
}

// Resource returns the name of a kind in URLs and roles.
func Resource(kind string) string {
	word := strings.ToLower(kind)
	switch {
	case strings.HasSuffix(word, "y"):
		return strings.TrimSuffix(word, "y") + "ies"
	case strings.HasSuffix(word, "s"):
		return word + "es"
	default:
		return word + "s"
	}
}
