#!/bin/sh
# What tests/vectors/model/onnx_models.json expects of our reader is what ONNX Runtime gives for the same models and rows.
. "$(dirname "$0")/../lib.sh"
judge_node
judge_install
judge_run check.mjs "$root/tests/vectors/model/onnx_models.json"
