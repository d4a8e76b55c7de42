package pipeline_test

import (
	"time"

	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// function is the one that the tests run.
var function = pipeline.Function{Now: time.Now}
