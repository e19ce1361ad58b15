#!/bin/sh
# The dossiers of the two examples in Debian's Chromium: the verifier in the page, in both languages, on what the program wrote and on what
# was changed; axe-core on the whole pages. Then the report's own checks of pages (tests/web), which have more kinds of page.
. "$(dirname "$0")/../lib.sh"
command -v "${CHROMIUM:=/usr/bin/chromium}" >/dev/null 2>&1 || die 4 "chromium is missing: apt-get install chromium fonts-noto-cjk"
export CHROMIUM
judge_node
judge_install
judge_build concord src/report/report_sample
judge_circle
rc=0
judge_run check.mjs "$tmp" "$build/src/report/report_sample" "$concord" || rc=1
judge_install "$root/tests/web"
mkdir -p "$CONCORD_NPM/vectors"
cp -R "$root/tests/vectors/report" "$CONCORD_NPM/vectors/" # check.mjs looks for ../vectors/report
judge_run check.mjs "$build/src/report/report_sample" || rc=1
exit $rc
