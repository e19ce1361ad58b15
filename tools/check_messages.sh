#!/bin/sh
# Every message of src has a text in each language's catalogue (src/report/errors_*.def), with the same number of arguments, and no
# catalogue has a row that nothing says any more. What lacks is printed as rows to fill in.
#   tools/check_messages.sh [DIR]
set -u
house=$(cd "$(dirname "$0")/.." && pwd)
exec python3 "$house/tools/messages.py" "${1:-$house}"
