# The image of the function: one static program, nothing else.
ARG GO_VERSION=1.26
FROM golang:${GO_VERSION} AS build
WORKDIR /src
COPY . .
RUN make image-root

FROM scratch
# Where no image can be pulled, `--build-context build=bin/image` stands in for
# the stage above.
COPY --from=build /src/bin/image/ /
USER 65534:65534
ENTRYPOINT ["/registry-profile"]
