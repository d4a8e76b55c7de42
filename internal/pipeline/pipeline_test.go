package pipeline_test

import (
	"time"

	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// function is the Function under test.
var function = pipeline.Function{Now: time.Now}
