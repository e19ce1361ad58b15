#!/bin/sh
# Writes logs with our code and verifies them with Go's x/mod (Debian: golang-go, golang-golang-x-mod-dev). Prints what it did.
#   run.sh [BUILD]     BUILD: the build folder; by default the one of $CONCORD, else build
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$(dirname "${CONCORD:-$here/../../../build/concord}")}
command -v go >/dev/null || { echo "go is missing: apt-get install golang-go golang-golang-x-mod-dev"; exit 1; }
[ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ] || { echo "x/mod is missing: apt-get install golang-golang-x-mod-dev"; exit 1; }
writer=$build/src/store/write_log
[ -x "$writer" ] || { echo "$writer is not built"; exit 1; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"$writer" "$tmp/logs"
export GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="${GOCACHE:-$tmp/cache}" GOFLAGS=
cd "$here"
go vet ./main.go
go run ./main.go "$tmp/logs"
