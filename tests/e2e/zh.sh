#!/bin/sh
# Wrong commands in Chinese: the same exit code as in English, and nothing in English on stderr but what is typed, named or quoted.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z CONCORD_DATA=node
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/mortgage-lending" s
cp -R "$CONCORD_SOURCE/norms" l
"$CONCORD" init node --no-passphrase >/dev/null
sys=s/system.yaml

# What is left of stderr once quotations, paths and what the YAML and JSON libraries say (marked as theirs) are out has no three English
# words in a row; hints that are a command to type are no sentences.
english() {
	sed -E 's/“[^”]*”//g; s/（(解析库|xgboost )原文：[^）]*）//g; /^提示：(先 )?(concord|--|rm|CONCORD|\$)/d' err | grep -nE '(^|[^a-z-])[a-z]+,? [a-z]+,? [a-z]+([^a-z]|$)|error:|hint:'
}

# wrong REGEX ARGUMENTS...: refused, with the same code in both languages, in Chinese where Chinese is asked for.
wrong() {
	regex=$1
	shift
	"$CONCORD" "$@" >out 2>err </dev/null
	code=$?
	[ "$code" -ge 3 ] && held=$((held + 1)) || broke "concord $*: ends with $code"
	never_says '^错误' "in English without --lang: concord $*" err
	expect "$code" "concord $* --lang zh" "$CONCORD" --lang zh "$@"
	says "^错误：.*($regex)" "concord $*" err
	grep -q '[^ -~]' err && ! english >hits && held=$((held + 1)) || broke "concord $*: English: $(cat hits err)"
	[ "$(wc -l <err)" -le 2 ] && held=$((held + 1)) || broke "concord $*: more than a sentence and a hint"
}
edit() { # edit 'sed script' FILE: the file of a fresh copy, changed
	rm -rf s && cp -R "$CONCORD_SOURCE/examples/mortgage-lending" s
	sed -i "$1" "s/$2"
}

# ---- commands and flags
wrong '没有命令“frob”' frob
wrong '没有选项 --stge' applies $sys --stge use
wrong '给出了两次' applies $sys --stage use --stage use
wrong '不带值' applies $sys --json=yes
wrong '参数应为：FILE；给出了 0 个' applies
wrong '没有语言“fr”|--lang 给出了两次' applies $sys --lang fr
wrong '不是形如 2026-11-23 的日期' applies $sys --as-of 2026-13-01
wrong '“later”不是阶段' gate $sys --stage later
wrong '没有这个文件或文件夹' applies nothing.yaml
wrong '不是文书库中的条款' why eu-ai-act/art_999 $sys
wrong '不是核验级别' verify s --level all
wrong '没有文件或文件夹' verify nothing
wrong '已经是节点' init node --no-passphrase
wrong '没有节点' log show --data nowhere
wrong '没有记录 99' verify 99
wrong '文书库中没有文书或条款|不是文书库中的条款' norm show eu-ai-akt
mkdir void
wrong '没有文书|没有词表' applies $sys --norms void
wrong '没有名为.*的记录种类' kind schema nothing/1
wrong '没有模板' new system x.yaml --template lendr
wrong '没有事实|没有名为' fact set $sys nonsense=yes --by x
wrong '不是 NAME=VALUE' fact set $sys nonsense --by x
wrong '补全脚本' completion zsh
wrong '没有这种导出格式' norm export odf --out x
wrong '无效|不是有效的 JSON' norm import $sys --format oscal-catalog --jurisdiction EU --out x

# ---- files: a problem keeps its place and comes out whole, and so does what the modules below say
edit 's/^stage:/stagee:/' system.yaml
wrong 's/system.yaml:[0-9]+:[0-9]+：系统没有键“stagee”' applies $sys
edit 's/^markets:.*/markets: 7/' system.yaml
wrong 'markets 须为列表' applies $sys
edit 's/^  in_service: {value: yes/  in_service: {value: 12/' system.yaml
wrong '事实 in_service 须为 yes、no 或 unknown' applies $sys
edit 's/on: 2026-11-03/on: 2026-02-30/' system.yaml
wrong '须为 ?YYYY-MM-DD 形式的日期' applies $sys
edit '$a x: &v 1' system.yaml
wrong '此处不使用锚点' applies $sys
edit '$a x: [1' system.yaml
wrong '这不是 YAML' applies $sys
edit 's/metric: selection_rate_ratio/metric: selection_rate_rato/' policy.yaml
wrong 's/policy.yaml:[0-9]+:[0-9]+：没有指标' assess $sys --out o --unsigned
edit 's/op: ">="/op: "=>"/' policy.yaml
wrong 'op 须为' assess $sys --out o --unsigned
edit '/^model:/,/^data:/{s/, sha256: [0-9a-f]*//;/^  sha256:/d}' system.yaml
printf '9,0,0.5\n' >>s/predictions.csv
wrong 'predictions.csv:[0-9]+：有 3 个字段' assess $sys --out o --unsigned
edit 's/x/x/' system.yaml
printf '9999,0,0.5,0,no,no\n' >>s/predictions.csv
wrong '不是清单所指的文件' assess $sys --out o --unsigned

# ---- a law file: every problem of `norm check`, and the sentence that counts them
sed -i "0,/applies_when: .*/s//applies_when: 'scope_eu_x'/; 0,/deontic: duty/s//deontic: dooty/" l/eu-ai-act.yaml
wrong 'l 中有 [0-9]+ 处错误' norm check l
says '没有名为“scope_eu_x”的事实或定义；是否应为 ' "a condition's problem, with the nearest word"
says '“dooty”不在词表的列表 deontic 中；是否应为 duty？' "a word's problem"
never_says 'did you mean|there is no|warning:' "no English among the problems"
expect 3 "norm check --json" "$CONCORD" norm check l --json
says '"message": "there is no fact or definition called' "JSON keeps the English sentence"
says '"message_zh": "没有名为“scope_eu_x”的事实或定义"' "and has the Chinese one beside it"

# ---- the language comes from the locale too, also for what is wrong with the flags
LC_ALL=zh_CN.UTF-8 "$CONCORD" frob 2>err
says '^错误：没有命令' "by the locale" err
LC_ALL=zh_CN.UTF-8 "$CONCORD" applies $sys --as-of 2>err
says '^错误：--as-of 需要一个值' "before the flags are read" err
LC_ALL=zh_CN.UTF-8 "$CONCORD" --lang en frob 2>err
says '^error: there is no command' "the flag is stronger" err
finish
