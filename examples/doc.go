// Package examples holds one folder for each platform and storage backend of
// the OpenShift documents. Its tests build every one of them.
package examples
