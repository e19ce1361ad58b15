#!/bin/sh
# Folders of content with FOLDER_FILES files (100,000): killed in the middle and gone on, the same bytes as a run that nothing stopped.
here=$(cd "$(dirname "$0")/../.." && pwd)
FOLDER_FILES=${FOLDER_FILES:-100000} FOLDER_SECONDS=${FOLDER_SECONDS:-1200} exec "$here/tests/e2e/media_folder.sh"
