#!/bin/sh
# What `./dev sbom` says that the program is made of, and what `concord export` makes of both examples and of results of the lab: CycloneDX by the strict 1.7 schema inside @cyclonedx/cyclonedx-library,
# the metadata of model cards by a YAML reader and the rules of Hugging Face's model index, the signed statement by Node's own Ed25519.
. "$(dirname "$0")/../lib.sh"
judge_node
judge_install
judge_build concord
judge_circle
answered lab run "$tmp/examples/mortgage-lending/lab.yaml" --out "$tmp/lab"
# the key was rotated since: `after` is signed by the one that signs now, `unsigned` by nobody
answered assess "$lender" --out "$tmp/after" --as-of 2026-11-23 --as-of 2027-12-03
answered assess "$lender" --unsigned --out "$tmp/unsigned"
mkdir "$tmp/made"
for format in model-card cyclonedx in-toto; do
	for lang in en zh; do
		step export $format "$tmp/mortgage-lending" --lang $lang --out "$tmp/made/lender.$lang.$format"
		step export $format "$tmp/public-chatbot" --lang $lang --out "$tmp/made/chatbot.$lang.$format"
		step export $format "$tmp/after/dossier.json" --lang $lang --out "$tmp/made/after.$lang.$format"
		step export $format "$tmp/unsigned" --lang $lang --out "$tmp/made/unsigned.$lang.$format"
		step export $format "$tmp/lab/results.json" --lang $lang --out "$tmp/made/lab.$lang.$format"
	done
done
step export in-toto "$tmp/after" --sign --out "$tmp/signed.json"
SOURCE_DATE_EPOCH=1795435200 python3 "$root/tools/sbom.py" "$build/concord" "$tmp/sbom.json" || die 4 "no list of what the program is made of"
judge_run check.mjs "$tmp/made" "$tmp/after/dossier.json" "$tmp/signed.json" "$tmp/sbom.json"
