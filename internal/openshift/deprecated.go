package openshift

// OperandLogLevel returns the value of logLevel that has the effect of a value of
// logging, a deprecated field of the Config, and whether the effect is the same:
// logging can limit the log to warnings, and logLevel cannot. The operator reads
// logging unless logLevel is above Normal. The levels are those that library-go
// gives to the verbosities of an operator; the registry logs the same for Debug,
// Trace and TraceAll (cluster-image-registry-operator, generateLogLevel).
func OperandLogLevel(logging int) (level string, same bool) {
	switch {
	case logging == 1:
		return "Normal", false
	case logging >= 0 && logging < 4:
		return "Normal", true
	case logging == 6 || logging == 7:
		return "Trace", true
	case logging >= 8:
		return "TraceAll", true
	default: // a negative number too
		return "Debug", true
	}
}

// ReadsLogging reports whether the operator reads logging beside this value of
// logLevel. The API server sets logLevel to Normal if it is absent.
func ReadsLogging(logLevel string) bool { return logLevel == "" || logLevel == "Normal" }
