/* The address of a store: what is read, what is refused, and that no password is ever shown. The SQL that PostgreSQL gets. */
#include "core_help.h"

#include "store/dialect.h"
#include "store/url.h"

static const char *part(const cn_store_url *u, const char *name)
{
	for (size_t i = 0; u->name[i]; i++)
		if (strcmp(u->name[i], name) == 0)
			return u->value[i];
	return NULL;
}

static void an_address_is_read_in_its_parts(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_store_url u;
	assert_ok(cn_store_url_parse(a, CN_S("sqlite"), &u, err));
	assert_false(u.postgresql);
	assert_null(u.name[0]);
	assert_true(cn_eqz(u.shown, "sqlite"));
	assert_ok(cn_store_url_parse(a, CN_S("postgres://al%40ice:p%2Fw@db.example:5433/node?sslmode=verify-full&passfile=%2Fetc%2Fpass"), &u, err));
	assert_true(u.postgresql && u.has_password);
	assert_string_equal(part(&u, "user"), "al@ice");
	assert_string_equal(part(&u, "password"), "p/w");
	assert_string_equal(part(&u, "host"), "db.example");
	assert_string_equal(part(&u, "port"), "5433");
	assert_string_equal(part(&u, "dbname"), "node");
	assert_string_equal(part(&u, "passfile"), "/etc/pass");
	assert_true(cn_eqz(u.shown, "postgresql://al%40ice@db.example:5433/node?sslmode=verify-full&passfile=%2Fetc%2Fpass"));
	assert_ok(cn_store_url_parse(a, CN_S("postgresql:///node?host=/run/postgresql"), &u, err));
	assert_string_equal(part(&u, "host"), "/run/postgresql");
	assert_null(part(&u, "user"));
	assert_false(u.has_password);
	assert_ok(cn_store_url_parse(a, CN_S("postgresql://u@[::1]:7/d"), &u, err));
	assert_string_equal(part(&u, "host"), "::1");
	assert_string_equal(part(&u, "port"), "7");
	assert_ok(cn_store_url_parse(a, CN_S("postgresql://u:@h/d"), &u, err)); /* an empty one is none */
	assert_false(u.has_password);
	assert_ok(cn_store_url_parse(a, CN_S("postgresql://"), &u, err));
	assert_null(u.name[0]);
}

static void what_is_no_address_is_refused_without_repeating_it(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "mysql://u:SECRET@h/d", "postgresql:/u:SECRET@h/d", "postgresql://u:SECRET@h:0/d", "postgresql://u:SECRET@h:65536/d", "postgresql://u:SECRET@h:x/d",
		"postgresql://u:SE@CRET@h/d", "postgresql://u:SE/CRET@h/d", "postgresql://u:SECRET@h/d/e", "postgresql://u:SECRET%@h/d", "postgresql://u:SECRET%4@h/d",
		"postgresql://u:SECRET%00@h/d", "postgresql://u:SECRET%ff@h/d", "postgresql://u:SECRET %20@h/d", "postgresql://u:SECRET@h/d?password=SECRET",
		"postgresql://u:SECRET@h/d?options=-c", "postgresql://u:SECRET@h/d?sslmode", "postgresql://u:SECRET@h/d?host=i", "postgresql://u:SECRET@[::1/d",
		"postgresql://u:SECRET@[::1]x/d", "sqlite:SECRET", "postgresql://u:SECRET@h/d\n"
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		cn_store_url u = { 0 };
		cn_err e = { 0 };
		assert_int_equal(cn_store_url_parse(a, cn_str_z(bad[i]), &u, &e), CN_EINPUT);
		assert_true(e.msg[0] && !strstr(e.msg, "SECRET") && !strstr(e.msg, "CRET") && !strstr(e.hint, "SECRET"));
		assert_null(u.name[0]);
	}
}

static void the_bounds_hold(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_store_url u;
	char url[CN_STORE_URL_BYTES_MAX + 2];
	memset(url, 'd', sizeof url);
	memcpy(url, "postgresql://h/", 15);
	assert_ok(cn_store_url_parse(a, (cn_str){ url, CN_STORE_URL_BYTES_MAX }, &u, err));
	assert_int_equal(cn_store_url_parse(a, (cn_str){ url, CN_STORE_URL_BYTES_MAX + 1 }, &u, NULL), CN_ETOOBIG);
	memcpy(url, "postgres://h/dd", 15); /* as it is shown, with "postgresql", it is two bytes longer */
	assert_int_equal(cn_store_url_parse(a, (cn_str){ url, CN_STORE_URL_BYTES_MAX }, &u, NULL), CN_ETOOBIG);
	assert_ok(cn_store_url_parse(a, (cn_str){ url, CN_STORE_URL_BYTES_MAX - 2 }, &u, err));
	/* every setting there is, once: fewer than what there is room for, so that no address comes to the end of it */
	assert_ok(cn_store_url_parse(a, CN_S("postgresql://u:p@h:1/d?sslmode=1&sslrootcert=1&sslcert=1&sslkey=1&sslcrl=1&channel_binding=1&passfile=1&krbsrvname=1"), &u, err));
	size_t n = 0;
	while (u.name[n])
		n++;
	assert_true(n == 13 && n <= CN_STORE_PARTS_MAX);
}

static void no_memory_is_said_as_such(void **state)
{
	(void)state;
	for (unsigned k = 1; k < 200; k++) {
		cn_arena *a = cn_arena_new(1 << 20);
		cn_store_url u = { 0 };
		cn_test_fail_alloc = k;
		cn_code rc = cn_store_url_parse(a, CN_S("postgresql://u:p@h:1/d?sslmode=require"), &u, NULL);
		bool met = cn_test_fail_alloc == 0;
		cn_test_fail_alloc = 0;
		assert_true(rc == CN_OK || rc == CN_ENOMEM);
		cn_arena_free(a);
		if (!met)
			return;
	}
}

static void becomes(const char *ours, const char *want)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	cn_sql_for_postgresql(ours, &b);
	assert_string_equal(b.p, want);
}

static void sql_is_put_right_for_postgresql_outside_quotes_alone(void **state)
{
	(void)state;
	becomes("SELECT a FROM t WHERE b = ?1 AND c = 'INTEGER ?2 ''STRICT; DROP' AND d = ?12", "SELECT a FROM t WHERE b = $1 AND c = 'INTEGER ?2 ''STRICT; DROP' AND d = $12");
	becomes("CREATE TABLE t (id TEXT PRIMARY KEY, n INTEGER NOT NULL, text TEXT) STRICT;", "CREATE TABLE t (id TEXT COLLATE \"C\" PRIMARY KEY, n BIGINT NOT NULL, text TEXT COLLATE \"C\") ;");
	becomes("DROP VIEW IF EXISTS v; DROP TABLE t", "DROP VIEW IF EXISTS v CASCADE; DROP TABLE t CASCADE");
	becomes("CREATE INDEX /* of free text */ i ON t (a, b); CREATE INDEX j ON t (c);", "; CREATE INDEX j ON t (c);");
	becomes("SELECT 'open", "SELECT 'open");
	becomes("INTEGERS STRICTLY TEXTS", "INTEGERS STRICTLY TEXTS");
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(an_address_is_read_in_its_parts),
		cmocka_unit_test(what_is_no_address_is_refused_without_repeating_it),
		cmocka_unit_test(the_bounds_hold),
		cmocka_unit_test(no_memory_is_said_as_such),
		cmocka_unit_test(sql_is_put_right_for_postgresql_outside_quotes_alone),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
