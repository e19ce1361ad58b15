#!/bin/sh
# Every function and object that the libraries show is defined once: the linker takes the first of two in silence, whatever its type.
#   tools/check_names.sh LIB...      prints "cn_x is defined in: liba.a(b.c.o) libc.a(d.c.o)" and exits 1
set -u
[ $# -gt 0 ] || { echo "check_names: no library given" >&2; exit 1; }
for lib; do
	nm -A --defined-only --extern-only "$lib" 2>/dev/null || { echo "$lib: nm cannot read it"; exit 1; }
done | awk '
	/nm cannot read it$/ { print; bad = 1; next }
	$(NF - 1) ~ /^[TDBRC]$/ { # weak ones are meant to be had twice
		split($1, part, ":")
		sub(/.*\//, "", part[1])
		sub(/.*\//, "", part[2])
		where = part[1] "(" part[2] ")"
		at[$NF] = at[$NF] " " where
		count[$NF]++
	}
	END {
		for (name in count)
			if (count[name] > 1) { print name " is defined in:" at[name]; bad = 1 }
		exit bad
	}'
