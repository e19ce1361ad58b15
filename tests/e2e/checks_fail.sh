#!/bin/sh
# The checks of the house fail when they should: each is given a small bad tree and must end with 1 and say what is wrong.
. "$(dirname "$0")/lib.sh"
tools=$CONCORD_SOURCE/tools

tree() { # a fresh small tree in $t, good
	t=$tmp/tree
	rm -rf "$t"
	mkdir -p "$t/src/low" "$t/src/high" "$t/norms" "$t/tools"
	printf 'low\nhigh pure low\n' >"$t/layers.txt"
	printf '#ifndef A\n#define A\nint a(void);\n#endif\n' >"$t/src/low/a.h"
	printf '#include "low/a.h"\nint a(void)\n{\n\treturn 1;\n}\n' >"$t/src/low/a.c"
	printf '/* DUTY law-x/art_1.2: kept */\n#include "high/b.h"\n#include "low/a.h"\nint b(void)\n{\n\treturn a();\n}\n' >"$t/src/high/b.c"
	printf '#ifndef B\n#define B\nint b(void);\n#endif\n' >"$t/src/high/b.h"
	printf 'op b high/b.c b\n' >"$t/src/registry.txt"
	printf 'id: law-x\nprovisions:\n- id: art_1.2\n  heading: {en: One}\n' >"$t/norms/law-x.yaml"
}

tree
expect 0 "layers: good tree" "$tools/check_layers.sh" "$t/src" "$t/layers.txt"
expect 0 "headers: good tree" "$tools/check_headers.sh" "$t/src"
expect 0 "size: good tree" "$tools/check_size.sh" "$t"
expect 0 "duty: good tree" "$tools/check_duty.sh" "$t"
expect 0 "words: good tree" "$tools/check_words.sh" "$t"
expect 0 "registry: good tree" "$tools/check_registry.sh" "$t"

# layers
printf '#include "high/b.h"\n' >>"$t/src/low/a.c"
expect 1 "layers: upward include" "$tools/check_layers.sh" "$t/src" "$t/layers.txt"
says 'low/a.c:6: low may not include high' "layers names the line"
tree
mkdir "$t/src/odd"
printf 'int c;\n' >"$t/src/odd/c.c"
expect 1 "layers: unknown folder" "$tools/check_layers.sh" "$t/src" "$t/layers.txt"
says 'folder odd is not in' "layers names the folder"
tree
printf '#include "b.h"\n' >>"$t/src/high/b.c"
expect 1 "layers: include without folder" "$tools/check_layers.sh" "$t/src" "$t/layers.txt"
tree
printf '#include "high/../low/a.h"\n' >>"$t/src/high/b.c"
expect 1 "layers: include through .." "$tools/check_layers.sh" "$t/src" "$t/layers.txt"
tree
printf 'int d;\n' >"$t/src/d.c"
expect 1 "layers: file outside every folder" "$tools/check_layers.sh" "$t/src" "$t/layers.txt"
tree
printf 'low high\nhigh\n' >"$t/layers.txt"
expect 1 "layers: a circle in the table" "$tools/check_layers.sh" "$t/src" "$t/layers.txt"

# purity
pure_lib() { # pure_lib NAME 'C text'
	printf '%s\n' "$2" >"$tmp/$1.c"
	gcc -std=gnu17 -O1 -w -c "$tmp/$1.c" -o "$tmp/$1.o" && rm -f "$tmp/lib$1.a" && ar crs "$tmp/lib$1.a" "$tmp/$1.o"
}
pure_lib good '#include <string.h>
#include <math.h>
double f(double x, char *p) { memset(p, 0, 9); return sqrt(x) + strlen(p) + exp(x); }'
expect 0 "pure: good library" "$tools/check_pure.sh" "$tmp/libgood.a"
pure_lib clock '#include <time.h>
long f(void) { return time(0); }'
expect 1 "pure: reads the clock" "$tools/check_pure.sh" "$tmp/libgood.a" "$tmp/libclock.a"
says '^libclock.a calls: time$' "pure names library and call"
for call in 'malloc(9)' 'calloc(1, 9)' 'getenv("A")' 'fopen("a", "r")' 'socket(1, 2, 3)' 'rand()' 'sqlite3_open("a", 0)' \
	'open64("a", 0)' '__open64_2("a", 0)' '__read_chk(0, 0, 0, 0)' 'curl_easy_init()' 'getrandom(0, 0, 0)' 'pthread_create(0, 0, 0, 0)'; do
	pure_lib one "long f(void) { return (long)$call; }"
	expect 1 "pure: $call" "$tools/check_pure.sh" "$tmp/libone.a"
done
expect 1 "pure: no such library" "$tools/check_pure.sh" "$tmp/libnone.a"
expect 1 "pure: no library given" "$tools/check_pure.sh"

# headers
tree
printf 'size_t n(void);\n' >>"$t/src/low/a.h"
expect 1 "headers: needs another header" "$tools/check_headers.sh" "$t/src"
says 'low/a.h does not compile alone' "headers names the header"
tree
printf 'struct s { int x; };\n' >"$t/src/low/a.h"
expect 1 "headers: no guard" "$tools/check_headers.sh" "$t/src"

# size
tree
awk 'BEGIN { print "int f(int x)\n{"; for (i = 0; i < 80; i++) print "\tx += " i ";"; print "\treturn x;\n}" }' >"$t/src/low/a.c"
expect 1 "size: long function" "$tools/check_size.sh" "$t"
says 'at most 70' "size names the bound"
tree
awk 'BEGIN { print "int f(int x)\n{"; for (i = 0; i < 16; i++) print "\tif (x == " i ") x++;"; print "\treturn x;\n}" }' >"$t/src/low/a.c"
expect 1 "size: complex function" "$tools/check_size.sh" "$t"
says 'complexity 17' "size names the complexity"
tree
awk 'BEGIN { for (i = 0; i < 601; i++) print "extern int v" i ";" }' >"$t/src/low/a.c"
expect 1 "size: long file" "$tools/check_size.sh" "$t"
echo 'src/low/a.c a table' >"$t/tools/long_files.txt"
expect 0 "size: long file with a reason" "$tools/check_size.sh" "$t"
awk 'BEGIN { for (i = 0; i < 1000; i++) print "extern int v" i ";" }' >"$t/src/low/a.c"
expect 1 "size: no reason helps 1,000 lines" "$tools/check_size.sh" "$t"

# duties
tree
printf '/* DUTY law-x/art_9: nowhere */\n' >>"$t/src/high/b.c"
expect 1 "duty: unknown provision" "$tools/check_duty.sh" "$t"
says 'src/high/b.c:8: no provision law-x/art_9 in norms/' "duty names line and provision"

# words (put together here, so that this file itself holds none)
for word in "/wo""rk/main/src" "/ho""me/ann/x" "TO""DO: later" "registry.npm""js.org" "../sh""ared/data"; do
	tree
	printf '# see %s\n' "$word" >>"$t/norms/law-x.yaml"
	expect 1 "words: $word" "$tools/check_words.sh" "$t"
	says '^norms/law-x.yaml:5:' "words names the line"
done

# messages (the catalogue of a small tree, with one mistake at a time)
messages() { # messages "what" 'rows of the catalogue' REGEX
	tree
	mkdir -p "$t/src/report"
	printf 'int cn_fail_at(void *e, const char *fmt, ...) CN_PRINTF(2, 3);\n#define CN_FAIL(e, ...) cn_fail_at((e), __VA_ARGS__)\n' >>"$t/src/low/a.h"
	printf 'int c(void *e)\n{\n\treturn CN_FAIL(e, "no file %%s in " "%%zu", a, n);\n}\n' >>"$t/src/low/a.c"
	printf '%s\n' "$2" >"$t/src/report/errors_zh.def"
	if [ -z "$3" ]; then
		expect 0 "messages: $1" "$tools/check_messages.sh" "$t"
	else
		expect 1 "messages: $1" "$tools/check_messages.sh" "$t"
		says "$3" "messages: $1: what"
	fi
}
messages "good tree" 'E("no file %s in %zu", "{1} 中没有文件 {0}")' ''
messages "a row lacks" '' '^E\("no file %s in %zu", ""\) /\* src/low/a.c:8 \*/$'
messages "a row without text" 'E("no file %s in %zu", "")' 'errors_zh.def:1: no text yet'
messages "a row that nothing says" 'E("no file %s in %zu", "{1} 中没有文件 {0}")
E("no folder", "没有文件夹")' 'errors_zh.def:2: no message of src is "no folder"'
messages "an argument too many" 'E("no file %s in %zu", "{1} 中没有文件 {0}{2}")' 'has 2 arguments; \{2\} is none of them'
messages "an argument forgotten" 'E("no file %s in %zu", "没有文件 {0}")' '\{1\} is not used'
messages "an argument left out on purpose" 'E("no file %s in %zu", "没有文件 {0}{1:drop}")' ''
messages "still English" 'E("no file %s in %zu", "no {0} {1}")' 'not in the language of the file'
messages "a row twice" 'E("no file %s in %zu", "{1} 中没有文件 {0}")
E("no file %s in %zu", "{1} 中没有 {0}")' 'errors_zh.def:2: a second row'

# limits
limits() { # limits "what" 'line of limits.h' 'line of a test' 'line of the list' [REGEX of what is wrong]
	tree
	mkdir -p "$t/src/base" "$t/tests"
	printf 'enum {\n\t%s\n};\n' "$2" >"$t/src/base/limits.h"
	printf '%s\n' "$3" >"$t/tests/test.c"
	printf '%s\n' "$4" >"$t/tools/limits_untested.txt"
	expect "$([ -z "${5:-}" ] && echo 0 || echo 1)" "limits: $1" "$tools/check_limits.sh" "$t"
	[ -z "${5:-}" ] || says "$5" "limits: $1: says what"
}
limits "a test names it" 'CN_A_BYTES = 3,' 'f(CN_A_BYTES + 1);' ''
limits "the list has a reason" 'CN_A_BYTES = 3,' '' 'CN_A_BYTES takes a year'
limits "no test, no reason" 'CN_A_BYTES = 3,' 'f(CN_A_BYTES_MORE);' '' 'no test names CN_A_BYTES'
limits "a name without a reason" 'CN_A_BYTES = 3,' '' 'CN_A_BYTES' 'no test names CN_A_BYTES'
limits "a reason that is no longer needed" 'CN_A_BYTES = 3,' 'f(CN_A_BYTES);' 'CN_A_BYTES takes a year' 'its line can go'
limits "a reason for nothing" 'CN_A_BYTES = 3,' 'f(CN_A_BYTES);' 'CN_B_MAX takes a year' 'CN_B_MAX is no bound'
printf 'enum { CN_ROOM_MAX = 4 };\n' >"$t/src/high/b.h"
: >"$t/tools/limits_untested.txt"
expect 1 "limits: a bound of another header" "$tools/check_limits.sh" "$t"
says 'src/high/b.h: no test names CN_ROOM_MAX' "limits names the header"

# registry
for line in 'op c high/c.c c' 'opp b2 high/b.c b' 'op b2 high/b.c' 'op b3 high/b.c b' 'op b4 high/b.c not_there'; do
	tree
	echo "$line" >>"$t/src/registry.txt"
	expect 1 "registry: $line" "$tools/check_registry.sh" "$t"
done

# The build itself refuses a line of the registry without its file.
if command -v meson >/dev/null; then
	mkdir "$tmp/copy"
	(cd "$CONCORD_SOURCE" && cp -R src tools tests meson.build "$tmp/copy/")
	echo 'metric ghost lab/ghost.c ghost' >>"$tmp/copy/src/registry.txt"
	expect 1 "configure: registry line without its file" meson setup "$tmp/copy/b" "$tmp/copy"
	says 'src/registry.txt names src/lab/ghost.c, which is not there' "configure says which"
fi

# names: two definitions that the linker would take in silence
mkdir "$tmp/names"
printf 'int cn_twice(void);\nint cn_twice(void) { return 1; }\n' >"$tmp/names/a.c"
printf 'char *cn_twice(int);\nchar *cn_twice(int x) { return x ? "" : 0; }\n' >"$tmp/names/b.c"
(cd "$tmp/names" && cc -c a.c b.c && ar rc liba.a a.o && ar rcT libb.a b.o) || broke "the libraries of the check of names"
expect 0 "names: one library" "$tools/check_names.sh" "$tmp/names/liba.a"
expect 1 "names: defined twice" "$tools/check_names.sh" "$tmp/names/liba.a" "$tmp/names/libb.a"
says 'cn_twice is defined in: liba.a.a.o. libb.a.b.o.' "names says where"
expect 1 "names: no library" "$tools/check_names.sh" "$tmp/names/none.a"

# The door: flags and commands it does not know, and what comes later.
expect 3 "dev: unknown command" "$CONCORD_SOURCE/dev" frobnicate
expect 0 "dev: help" "$CONCORD_SOURCE/dev" help
finish
