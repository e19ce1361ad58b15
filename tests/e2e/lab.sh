#!/bin/sh
# lab run: a plan is measured, the same bytes whatever the number of processes; a killed run goes on; bad plans are one sentence.
. "$(dirname "$0")/lib.sh"
mkdir "$tmp/plan"
plan=$tmp/plan/lab.yaml
cp "$CONCORD_SOURCE/examples/mortgage-lending/hmda.csv" "$CONCORD_SOURCE/examples/mortgage-lending/model.json" "$tmp/plan"
cat >"$plan" <<'END'
concord: plan/1
id: small
model: {adapter: xgboost, file: model.json, features: [pirat, hirat, lvrat, chist, mhist, phist, unemp, selfemp, insurance, condomin, hschool], label: deny, favourable: "0", fixed: [hschool]}
data: {file: hmda.csv}
seed: "42"
measure:
- {metric: missing_rate_difference, attribute: afam, op: "<=", value: "0.05"}
- {metric: selection_rate_difference, attribute: afam, op: "<=", value: "0.2"}
END

expect 0 "a plan is measured" "$CONCORD" lab run "$plan" --out "$tmp/one" --jobs 1
says 'Measured on 2,380 cases' "it says on how many"
expect 0 "by several processes" "$CONCORD" lab run "$plan" --out "$tmp/four" --jobs 4
same "$tmp/one/results.json" "$tmp/four/results.json" "one process or four: the same bytes"
expect 0 "twice" "$CONCORD" lab run "$plan" --out "$tmp/four" --again
same "$tmp/one/results.json" "$tmp/four/results.json" "counted again: the same bytes"

# What was kept is used: a count that was changed on disk shows; with --again it does not. A damaged one is counted anew.
set -- "$tmp"/one/counts/*.json
for f; do
	cp "$f" "$tmp/kept.json"
	: >"$f"
	expect 0 "a kept count that is empty is counted anew" "$CONCORD" lab run "$plan" --out "$tmp/one"
	same "$f" "$tmp/kept.json" "and kept again"
	break
done

# A run that is killed leaves counts that are whole; the next one ends with the same answer.
for after in 0.01 0.03 0.1; do
	rm -rf "$tmp/cut"
	timeout -s KILL "$after" "$CONCORD" lab run "$plan" --out "$tmp/cut" >"$tmp/out" 2>&1
	expect 0 "after a kill at $after s" "$CONCORD" lab run "$plan" --out "$tmp/cut"
	same "$tmp/one/results.json" "$tmp/cut/results.json" "the answer is the same"
done

mkdir "$tmp/p"
cp "$CONCORD_SOURCE/examples/mortgage-lending/hmda.csv" "$tmp/p"
bad() { # bad "what" SED REGEX
	sed "s|hmda.csv|$tmp/p/hmda.csv|; s|file: model.json|file: $tmp/plan/model.json|; $2" "$plan" >"$tmp/p/bad.yaml"
	expect 3 "$1" "$CONCORD" lab run "$tmp/p/bad.yaml" --out "$tmp/p/out"
	says "$3" "$1" "$tmp/err"
}
bad "not a plan" 's/plan\/1/plan\/2/' 'begins with "concord: plan/1"'
bad "no metrics" '/^- /d; s/^measure:/measure: []/' 'measure is a list'
bad "a metric that is not there" 's/missing_rate_difference/missing_rate_diference/' 'no metric'
bad "an unknown key" 's/^seed:/sead:/' 'sead'
bad "a seed that is none" 's/^seed: .*/seed: many/' 'whole number'
bad "a table that is not there" 's/- {metric: missing_rate_difference,/- {metric: missing_rate_difference, table: log,/' 'no table "log"'
bad "an option that is not there" 's/- {metric: missing_rate_difference,/- {metric: missing_rate_difference, options: {depth: 3},/' 'no option "depth"'
bad "options where there is no procedure" 's/- {metric: selection_rate_difference,/- {metric: selection_rate_difference, options: {depth: 3},/' 'belong to metrics of a procedure'
bad "a column that is not there" 's/attribute: afam/attribute: afan/' 'no column'

# What the plan gets wrong ends the run: a slip of the pen never stands as an answer, and nothing that is named is silently left out.
bad "a misspelt feature that a person cannot change" 's/fixed: \[hschool\]/fixed: [hscool]/; s/missing_rate_difference, attribute: afam/counterfactual_flip_rate/' 'model.fixed.*hscool'
bad "a fixed feature that is no list" 's/fixed: \[hschool\]/fixed: hschool/; s/missing_rate_difference, attribute: afam/counterfactual_flip_rate/' 'fixed is a list'
bad "a direction that is none" 's/fixed: \[hschool\]/direction: {pirat: sideways}/; s/missing_rate_difference, attribute: afam/counterfactual_flip_rate/' 'up or down'
bad "an attribute where no groups are compared" 's/missing_rate_difference, attribute: afam/ece, attribute: afam/' 'takes no attribute'
bad "columns where the model says them" 's/missing_rate_difference, attribute: afam/permutation_importance, columns: [pirat]/' 'takes no columns'
bad "a second table where one is looked at" 's/missing_rate_difference, attribute: afam/ece, other: train/' 'takes no other'
bad "a stratum where nothing is compared within" 's/selection_rate_difference, attribute: afam/selection_rate_difference, attribute: afam, stratum: single/' 'takes no stratum'
bad "an attribute that is a list" 's/missing_rate_difference, attribute: afam/missing_rate_difference, attribute: [afam, single]/' 'a name each'
bad "an option that says nothing" 's/missing_rate_difference, attribute: afam/deletion_auc, options: {by: gradient}/' 'option "by"'
bad "a level between" 's/missing_rate_difference, attribute: afam/accuracy_drop, options: {level: "15"}/' 'option "level"'
bad "quasi-identifiers that nobody named" 's/missing_rate_difference, attribute: afam/k_anonymity/' 'quasi-identifiers are not named'
bad "a feature that the model does not have" 's/missing_rate_difference, attribute: afam/attribute_inference_gain, options: {feature: hscool}/' 'no feature "hscool"'
bad "a group misspelt in the shares" 's/missing_rate_difference, attribute: afam/least_represented_ratio, attribute: afam, options: {shares: {"afam=yes": "0.1", "afam=nein": "0.9"}}/' 'has no declared share'
bad "a favourable answer that the label never gives" 's/favourable: "0"/favourable: granted/; s/missing_rate_difference, attribute: afam/ece/' 'column "deny"'
bad "rows compared by the number of the row" 's/adapter: [^[]*features: [^]]*\], //; s/missing_rate_difference, attribute: afam/duplicate_share/; $d' '"id" differs in every row'
bad "a label of more than two values" 's/label: deny/label: chist/; s/missing_rate_difference, attribute: afam/ece/' 'column "chist"'
# The same label in words: with favourable it counts, without it nothing does.
sed '1!s/^\([^,]*,\)0,/\1no,/; 1!s/^\([^,]*,\)1,/\1yes,/' "$CONCORD_SOURCE/examples/mortgage-lending/hmda.csv" >"$tmp/plan/words.csv"
sed 's/hmda.csv/words.csv/; s/favourable: "0", //; s/missing_rate_difference, attribute: afam/ece/; $d' "$plan" >"$tmp/plan/words.yaml"
expect 3 "a label in words, and nobody says which is good" "$CONCORD" lab run "$tmp/plan/words.yaml" --out "$tmp/words"
says 'column "deny" never says "1"' "it says so" "$tmp/err"
sed 's/label: deny/label: deny, favourable: "no"/' "$tmp/plan/words.yaml" >"$tmp/plan/said.yaml"
sed 's/missing_rate_difference, attribute: afam/ece/; $d' "$plan" >"$tmp/plan/number.yaml"
for f in said number; do
	"$CONCORD" lab run "$tmp/plan/$f.yaml" --out "$tmp/$f" --json >"$tmp/$f.json" 2>"$tmp/err"
	python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["measurements"][0]["value"])' "$tmp/$f/results.json" >"$tmp/$f.value"
done
same "$tmp/said.value" "$tmp/number.value" "in words or in numbers: the same value"

# In an assessment: a limit on what a procedure took is signed, and follows from what is attested and from the files.
cp -R "$CONCORD_SOURCE/examples/mortgage-lending" "$tmp/lender"
sed -i 's/^limits:/limits:\n- {metric: missing_rate_difference, attribute: afam, columns: [pirat, lvrat], op: "<=", value: "0.05"}/' "$tmp/lender/policy.yaml"
cd "$tmp/lender" || exit 1
expect 0 "a node" "$CONCORD" init node --no-passphrase
CONCORD_NOW=2026-11-23T12:00:00Z
export CONCORD_NOW
expect 2 "assessed, not everything decided" "$CONCORD" assess system.yaml --data node --out dossier --as-of 2026-11-23
says 'hare of missing' "the number is in the summary"
for level in counts data; do
	expect 0 "verify --level $level" "$CONCORD" verify --level $level dossier --data node
	says 'm1 missing_rate_difference: number, interval and verdict follow' "it follows"
done
sed -i '2s/0.221/0.222/' hmda.csv
expect 1 "other files" "$CONCORD" verify --level data dossier --data node

# The lender with every property: the same bytes from two processes as from one, and the numbers that the assessment signs.
plan=$CONCORD_SOURCE/examples/mortgage-lending/lab.yaml
expect 0 "the lender's plan" "$CONCORD" lab run "$plan" --out "$tmp/every" --jobs 2
expect 0 "again, alone" "$CONCORD" lab run "$plan" --out "$tmp/alone" --jobs 1
same "$tmp/every/results.json" "$tmp/alone/results.json" "two processes or one"
cat >"$tmp/check.py" <<'PY'
import json, sys
m = {x["metric"]: x for x in json.load(open(sys.argv[1]))["measurements"]}
assert len(m) >= 15, len(m)
assert abs(float(m["selection_rate_difference"]["value"]) - (930 / 1028 - 113 / 162)) < 1e-9
for x in m.values():
    assert "undefined" not in x or x["undefined"] is False, x["metric"]
PY
expect 0 "what is published of it" python3 "$tmp/check.py" "$tmp/every/results.json"

# Asking stops when a limit is decided or the budget is spent; the budget is each entry's own, so one process or many ask the same.
cp "$CONCORD_SOURCE/examples/mortgage-lending/model.json" "$CONCORD_SOURCE/examples/mortgage-lending/hmda.csv" "$tmp"
cat >"$tmp/thrifty.yaml" <<'YAML'
concord: plan/1
id: thrifty
model: {adapter: trees, file: model.json, label: deny, favourable: "0", fixed: [hschool], queries: "90"}
data: {file: hmda.csv}
measure:
- {metric: error_rate_sequential, op: "<=", value: "0.3"}
- {metric: error_rate_sequential, op: "<=", value: "0.06"}
- {metric: flip_rate_sequential, op: "<=", value: "0.3", options: {batch: 5}}
YAML
expect 2 "a limit near the share is not decided by 90 questions" "$CONCORD" lab run "$tmp/thrifty.yaml" --out "$tmp/t1" --jobs 1
expect 2 "by several processes" "$CONCORD" lab run "$tmp/thrifty.yaml" --out "$tmp/t2" --jobs 3
same "$tmp/t1/results.json" "$tmp/t2/results.json" "the budget is each entry's own"
cat >"$tmp/thrifty.py" <<'PY'
import json, sys
m = json.load(open(sys.argv[1]))["measurements"]
assert [x["verdict"] for x in m] == ["meets", "not_enough_data", "meets"], m
assert all(int(x["n"]) <= 50 for x in m) and "were saved" in json.dumps(m), m
PY
expect 0 "what was decided, and how soon" python3 "$tmp/thrifty.py" "$tmp/t1/results.json"
sed 's/, op: "<=", value: "0.06"//' "$tmp/thrifty.yaml" >"$tmp/open.yaml"
expect 3 "without a limit there is nothing to decide" "$CONCORD" lab run "$tmp/open.yaml" --out "$tmp/t3"
says 'needs a limit to decide: op and value' "no limit" "$tmp/err"

# A log: its age on the day on which it was read. What is wrong with the plan ends the run; what is wrong with the log stands in the result.
printf 'time,who\n2026-04-02T08:15:00Z,a\n2026-11-18,b\n,c\n' >"$tmp/log.csv"
log_plan() { # log_plan OPTIONS
	printf 'concord: plan/1\nid: log\ntables: {log: {file: log.csv}}\nmeasure:\n- {metric: oldest_log_age, table: log, op: ">=", value: "183"%s}\n- {metric: longest_log_gap, table: log%s}\n' \
		"$1" "$1" >"$tmp/log.yaml"
}
export CONCORD_NOW=2026-11-23T12:00:00Z
log_plan ', options: {as_of: 2026-11-20}'
expect 0 "a log that reaches back 232 days" "$CONCORD" lab run "$tmp/log.yaml" --out "$tmp/log1"
expect 0 "its numbers" python3 -c '
import json, sys
age, gap = json.load(open(sys.argv[1]))["measurements"]
assert (age["value"], age["lo"], "hi" in age, age["verdict"]) == ("232", "232", False, "meets"), age
assert (gap["value"], gap["hi"]) == ("230", "230") and "1 records without a date" in age["caption"]["en"] and "没有日期" in age["caption"]["zh"], gap
' "$tmp/log1/results.json"
log_plan ', options: {as_of: 2026-09-01}'
expect 2 "a record later than the reading is refused, and the run goes on" "$CONCORD" lab run "$tmp/log.yaml" --out "$tmp/log2"
expect 0 "with its reason" python3 -c '
import json, sys
m = json.load(open(sys.argv[1]))["measurements"][0]
assert m["undefined"] is True and "later than the day" in m["explanation"]["en"] and "晚于读取日志之日" in m["explanation"]["zh"], m
' "$tmp/log2/results.json"
log_plan ', options: {as_of: 2026-11-24}'
expect 3 "a day to come" "$CONCORD" lab run "$tmp/log.yaml" --out "$tmp/log3"
says 'has not come yet' "a day to come" "$tmp/err"
log_plan ', options: {as_of: 2026-11-31}'
expect 3 "no day" "$CONCORD" lab run "$tmp/log.yaml" --out "$tmp/log4"
log_plan ''
expect 3 "without a day" "$CONCORD" lab run "$tmp/log.yaml" --out "$tmp/log5"
says 'the day on which the log was read is needed' "without a day" "$tmp/err"
unset CONCORD_NOW

expect 0 "a metric is explained" "$CONCORD" lab show missing_rate_difference
says 'statsmodels' "what it was checked against"
expect 0 "in Chinese" "$CONCORD" lab show missing_rate_difference --lang zh
says '核对来源' "in Chinese"
expect 3 "a metric that is not there" "$CONCORD" lab show missing_rate_diference
says 'hint: missing_rate_difference' "the nearest one" "$tmp/err"
expect 3 "jobs" "$CONCORD" lab run "$plan" --out "$tmp/x" --jobs 0
says 'jobs is a number' "jobs" "$tmp/err"
finish
