# The image of the function contains only one static program.
ARG GO_VERSION=1.26.8
FROM --platform=$BUILDPLATFORM golang:${GO_VERSION} AS build
ARG TARGETARCH
ARG VERSION=unknown
WORKDIR /src
COPY . .
RUN make image-root GOARCH=${TARGETARCH} VERSION=${VERSION}

FROM scratch
ARG TARGETARCH
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="registry-profile" \
      org.opencontainers.image.description="KRM function that configures OpenShift's integrated image registry" \
      org.opencontainers.image.source="https://github.com/registry-profile/registry-profile" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# If no image can be pulled, replace the stage above with a folder that contains
# src/bin/image: --build-context build=FOLDER.
COPY --from=build /src/bin/image/${TARGETARCH}/ /
USER 65534:65534
ENTRYPOINT ["/registry-profile"]
