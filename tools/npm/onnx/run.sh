#!/bin/sh
# What tests/vectors/model/onnx_models.json expects of our reader is what ONNX Runtime gives for the same models and rows, asked from Node and
# through our adapter, which loads the library that the package brings.
. "$(dirname "$0")/../lib.sh"
judge_node
judge_install
judge_build tests/test_adapter_onnxruntime
CONCORD_TEST_ONNXRUNTIME=$(find "$judge/node_modules/onnxruntime-node" -path '*linux/x64/libonnxruntime.so.1' | head -n 1)
[ -n "$CONCORD_TEST_ONNXRUNTIME" ] || die 1 "onnxruntime-node brings no libonnxruntime.so.1 for linux/x64"
export CONCORD_TEST_ONNXRUNTIME
"$build/tests/test_adapter_onnxruntime" >"$tmp/adapter" 2>&1 || { cat "$tmp/adapter" >&2; die 1 "our adapter and ONNX Runtime disagree"; }
grep 'models asked' "$tmp/adapter"
judge_run check.mjs "$root/tests/vectors/model/onnx_models.json"
