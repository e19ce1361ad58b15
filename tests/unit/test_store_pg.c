/* PostgreSQL behind cn_db, and the fence of a log's writers. $CONCORD_PG is the address of a database that may be emptied; without it nothing is tested here
 * (tests/postgres/move.sh gives one). */
#include "store_help.h"

#include "store/fence.h"

#define ORIGIN CN_S("node.example/log")

static cn_arena *arena;
static cn_store_url url;

static bool there(void)
{
	const char *z = getenv("CONCORD_PG");
	if (!z || !z[0])
		return false;
	if (!arena) {
		arena = cn_arena_new(1 << 20);
		assert_ok(cn_store_url_parse(arena, cn_str_z(z), &url, err));
	}
	return true;
}

static cn_db *open_db(void)
{
	cn_db *db;
	assert_ok(cn_db_open_url(&url, &db, err));
	return db;
}

/* Opened anew after everything of ours was dropped. */
static cn_db *empty_db(void)
{
	cn_db *db = open_db();
	assert_ok(cn_store_drop(db, err));
	cn_db_close(db);
	return open_db();
}

static cn_pub key_of(unsigned n)
{
	CN_AUTO_KEY k = help_key((uint8_t)n);
	return cn_key_pub(k);
}

static cn_digest root_of(uint8_t n)
{
	return (cn_digest){ { n } };
}

static void values_come_back_as_they_went(void **state)
{
	(void)state;
	if (!there())
		skip();
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_DB db = empty_db();
	const cn_val *rows;
	const cn_sqlval args[] = { CN_CELL_S(CN_S("o'\\\xe6\x97\xa5/log")), CN_CELL_I(INT64_MAX) };
	assert_ok(cn_db_exec(db, "INSERT INTO cursor VALUES (?1, ?2)", args, 2, err));
	assert_int_equal(cn_db_changed(db), 1);
	assert_ok(cn_db_query(db, a, "SELECT origin, size, NULL AS nothing, size > 0 AS truth FROM cursor WHERE origin = ?1", args, 1, 1, &rows, err));
	assert_int_equal(rows->n, 1);
	assert_true(cn_eq(cn_get_text(rows->first, "origin"), args[0].s));
	assert_true(cn_get_int(rows->first, "size", 0) == INT64_MAX && cn_get_int(rows->first, "truth", 0) == 1);
	assert_int_equal(cn_get(rows->first, "nothing")->type, CN_NULL);
	assert_ok(cn_db_exec(db, "UPDATE cursor SET size = 0 WHERE origin = 'none'", NULL, 0, err));
	assert_int_equal(cn_db_changed(db), 0);
	/* texts are ordered by bytes, whatever the database does with those of others */
	assert_ok(cn_db_exec(db, "DELETE FROM cursor", NULL, 0, err));
	assert_ok(cn_db_exec(db, "INSERT INTO cursor VALUES ('a', 1), ('B', 2), ('b', 3), ('_', 4)", NULL, 0, err));
	assert_ok(cn_db_query(db, a, "SELECT min(origin) AS first, max(origin) AS last FROM cursor", NULL, 0, 1, &rows, err));
	assert_true(cn_is_text(cn_get(rows->first, "first"), "B") && cn_is_text(cn_get(rows->first, "last"), "b"));
	const cn_sqlval odd[] = { { CN_CELL_BLOB, 0, CN_S("b") }, { CN_CELL_TEXT, 0, { "a\0b", 3 } } };
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(cn_db_exec(db, "DELETE FROM cursor WHERE origin = ?1", &odd[i], 1, NULL), CN_EINTERNAL);
	assert_int_equal(cn_db_exec(db, "SELECT nothing FROM nowhere", NULL, 0, NULL), CN_EINTERNAL);
	assert_int_equal(cn_db_query(db, a, "SELECT 1 AS n UNION SELECT 2", NULL, 0, 1, &rows, NULL), CN_ETOOBIG);
	assert_ok(cn_db_begin(db, err)); /* a statement that failed spoils its transaction alone */
	assert_int_equal(cn_db_exec(db, "SELECT nothing FROM nowhere", NULL, 0, NULL), CN_EINTERNAL);
	cn_db_rollback(db);
	assert_ok(cn_db_begin(db, err));
	assert_ok(cn_db_commit(db, err));
}

static void a_lost_turn_moves_nothing(void **state)
{
	(void)state;
	if (!there())
		skip();
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_DB one = empty_db();
	CN_AUTO_DB two = open_db();
	const cn_pub key = key_of(1);
	cn_digest r3 = root_of(3), r4 = root_of(4), r5 = root_of(5);
	cn_fence f, g;
	const cn_val *row;
	cn_err e = { 0 };
	assert_int_equal(cn_fence_take(one, ORIGIN, &key, &f, &e), CN_ESTATE); /* it has nothing of the log */
	cn_db_close(one);
	one = open_db();
	assert_ok(cn_fence_make(one, ORIGIN, &key, 3, &r3, &f, err));
	assert_ok(cn_fence_holds(&f, err));
	assert_int_equal(cn_fence_make(two, ORIGIN, &key, 3, &r3, &g, NULL), CN_ESTATE); /* somebody has the turn */
	assert_ok(cn_fence_move(&f, 4, &r4, err));
	assert_ok(cn_fence_move(&f, 4, &r4, err)); /* nothing new */
	assert_ok(cn_fence_show(two, a, &row, err));
	assert_true(cn_get_int(row, "size", 0) == 4 && cn_eq(cn_get_text(row, "root"), cn_digest_str(a, &r4)));
	/* another turn began without this process knowing: its connection had broken, its machine had slept */
	assert_ok(cn_db_exec(two, "UPDATE log SET epoch = epoch + 1", NULL, 0, err));
	assert_int_equal(cn_fence_holds(&f, NULL), CN_ESTATE);
	assert_int_equal(cn_fence_move(&f, 5, &r5, NULL), CN_ESTATE);
	assert_ok(cn_fence_show(two, a, &row, err));
	assert_int_equal(cn_get_int(row, "size", 0), 4);
	/* the turn ends with the connection, and the next one knows what the last one said */
	cn_db_close(one);
	one = NULL;
	assert_ok(cn_fence_take(two, ORIGIN, &key, &g, err));
	assert_true(g.size == 4 && cn_digest_eq(&g.root, &r4) && g.epoch > f.epoch);
	/* the server ends the connection: what follows says so, and does not crash */
	one = open_db();
	assert_ok(cn_db_exec(one, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()", NULL, 0, err));
	(void)usleep(200000);
	assert_int_equal(cn_fence_move(&g, 5, &r5, &e), CN_ESTATE);
	assert_non_null(strstr(e.msg, "PostgreSQL"));
	assert_int_equal(cn_fence_holds(&g, NULL), CN_ESTATE);
	assert_ok(cn_fence_take(one, ORIGIN, &key, &f, err));
	assert_int_equal(f.size, 4);
}

static void a_database_is_for_one_log_by_one_key(void **state)
{
	(void)state;
	if (!there())
		skip();
	CN_AUTO_DB db = empty_db();
	const cn_pub key = key_of(1), other = key_of(2);
	cn_digest r = root_of(1);
	cn_fence f;
	assert_ok(cn_fence_make(db, ORIGIN, &key, 7, &r, &f, err));
	assert_ok(cn_fence_look(db, ORIGIN, err));
	cn_err e = { 0 };
	assert_int_equal(cn_fence_look(db, CN_S("other.example/log"), &e), CN_ESTATE);
	assert_int_equal(cn_fence_take(db, CN_S("other.example/log"), &key, &f, &e), CN_ESTATE);
	assert_non_null(strstr(e.msg, "holds the log node.example/log"));
	assert_int_equal(cn_fence_take(db, ORIGIN, &other, &f, NULL), CN_ESTATE);
	assert_int_equal(cn_fence_make(db, ORIGIN, &key, 6, &r, &f, NULL), CN_ESTATE); /* it knows more */
	assert_ok(cn_fence_make(db, ORIGIN, &key, 8, &r, &f, err));
	assert_ok(cn_db_exec(db, "UPDATE log SET root = 'no digest'", NULL, 0, err));
	assert_int_equal(cn_fence_take(db, ORIGIN, &key, &f, NULL), CN_ESTATE);
	/* without a database a fence holds nobody */
	cn_fence none = { 0 };
	assert_ok(cn_fence_holds(&none, err));
	assert_ok(cn_fence_move(&none, 9, &r, err));
}

static void tables_of_a_later_program_are_left_alone(void **state)
{
	(void)state;
	if (!there())
		skip();
	cn_db *db = empty_db(), *again;
	assert_ok(cn_db_exec(db, "UPDATE version SET version = 9", NULL, 0, err));
	cn_err e = { 0 };
	assert_int_equal(cn_db_open_url(&url, &again, &e), CN_ESTATE);
	assert_non_null(strstr(e.msg, "later version"));
	assert_ok(cn_store_drop(db, err));
	cn_db_close(db);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(values_come_back_as_they_went),
		cmocka_unit_test(a_lost_turn_moves_nothing),
		cmocka_unit_test(a_database_is_for_one_log_by_one_key),
		cmocka_unit_test(tables_of_a_later_program_are_left_alone),
	};
	int failed = cmocka_run_group_tests(all, NULL, NULL);
	cn_arena_free(arena);
	return failed;
}
