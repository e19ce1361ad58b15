#!/bin/sh
# kill -9 of a node that several people write to over HTTP, a hundred times.
here=$(cd "$(dirname "$0")/../.." && pwd)
KILLS=${KILLS:-100} exec "$here/tests/e2e/kill_http.sh"
