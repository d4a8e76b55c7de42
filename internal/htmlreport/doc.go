// Package htmlreport writes the state of a fleet as one HTML page that needs no
// server and no network.
package htmlreport
