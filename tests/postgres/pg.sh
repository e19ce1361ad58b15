# Sourced by tests/postgres/*.sh, after tests/e2e/lib.sh: Debian's PostgreSQL in a folder of its own, gone with the test. POSIX sh.
#   $db        address of the database `node` as the user `concord`, by a socket
#   $db_tcp    HOST:PORT of the same server, where the user `carol` needs a password
#   admin SQL [DATABASE]   runs SQL as who owns the server; prints bare rows
pg_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$pg_bin/initdb" ] || { echo "no PostgreSQL here: apt-get install postgresql"; exit 1; }
pg=$(mktemp -d)
as_pg() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; } # initdb refuses root
[ "$(id -u)" != 0 ] || chown postgres "$pg"
chmod 711 "$pg"
pg_end() {
	as_pg "$pg_bin/pg_ctl" -D "$pg/data" -m immediate stop >/dev/null 2>&1
	rm -rf "$pg" "$tmp"
}
trap pg_end EXIT
pg_start() { as_pg "$pg_bin/pg_ctl" -D "$pg/data" -l "$pg/server.log" -w start >"$tmp/pg_start" 2>&1 || { cat "$tmp/pg_start" "$pg/server.log"; exit 1; }; }
pg_stop() { as_pg "$pg_bin/pg_ctl" -D "$pg/data" -m "${1:-immediate}" -w stop >"$tmp/pg_stop" 2>&1; }
admin() { PGOPTIONS="-c client_min_messages=warning" psql -h "$pg" -U postgres -Atqc "$1" "${2:-postgres}"; }
pg_port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as_pg "$pg_bin/initdb" -D "$pg/data" -U postgres -A trust --encoding=UTF8 --locale=C.UTF-8 >"$tmp/initdb" 2>&1 || { cat "$tmp/initdb"; exit 1; }
printf 'listen_addresses = %s\nport = %s\nunix_socket_directories = %s\npassword_encryption = scram-sha-256\n' "'127.0.0.1'" "$pg_port" "'$pg'" >>"$pg/data/postgresql.conf"
printf 'local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n' >"$pg/data/pg_hba.conf"
export PGPORT="$pg_port"
pg_start
admin 'CREATE ROLE concord LOGIN' && admin "CREATE ROLE carol LOGIN PASSWORD 'never-shown-1'"
# In another order of letters than that of bytes, as a database often is.
new_database() { admin "DROP DATABASE IF EXISTS $1" && admin "CREATE DATABASE $1 OWNER ${2:-concord} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C.UTF-8'"; }
new_database node
db="postgresql://concord@/node?host=$pg&port=$pg_port"
db_tcp=127.0.0.1:$pg_port
