/* A witness on disk: bounds, time that never goes back, what is kept, and the witnesses that a node's own log asks. */
#include "store_help.h"

#include "node/cosigners.h"
#include "node/home.h"
#include "node/witness.h"

#define ORIGIN CN_S("log.example/x")

static const int64_t day_us = 86400000000;

/* A witness in a node of its own. */
typedef struct fixture {
	char dir[64];
	cn_arena *a;
	cn_key *log_key;
	cn_witness *w;
} fixture;

static cn_str vkey_of(cn_arena *a, cn_str name, uint8_t type, const cn_key *k)
{
	cn_vkey v;
	cn_pub pub = cn_key_pub(k);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1024);
	assert_ok(cn_vkey_make(name, type, &pub, &v, err));
	cn_vkey_text(&v, &b);
	return cn_buf_copy(a, &b);
}

static int set_up(void **state)
{
	fixture *f = test_calloc(1, sizeof *f);
	f->a = cn_arena_new(64 << 20);
	f->log_key = help_key(1);
	help_dir(f->dir);
	assert_ok(cn_home_init(f->a, f->dir, CN_S("w.example"), CN_S(""), day_us, err));
	assert_ok(cn_witness_add(f->a, f->dir, ORIGIN, vkey_of(f->a, ORIGIN, CN_NOTE_ED25519, f->log_key), CN_S(""), err));
	assert_ok(cn_witness_open(f->dir, &f->w, err));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	cn_witness_close(f->w);
	help_gone(f->dir);
	cn_key_free(f->log_key);
	cn_arena_free(f->a);
	test_free(f);
	return 0;
}

/* The log of one entry: an honest first step. Asked again, the same step with old 1. */
static cn_cosigned cosign(fixture *f, uint64_t old, int64_t now_us)
{
	cn_checkpoint one = { .origin = ORIGIN, .size = 1, .root = cn_leaf_hash(CN_S("entry")) };
	cn_cosigned said = { 0 };
	cn_err why = { 0 };
	CN_AUTO_BUF note, body;
	cn_buf_init(&note, 4096);
	cn_buf_init(&body, 8192);
	assert_ok(cn_checkpoint_sign(&one, f->log_key, &note, err));
	cn_buf_printf(&body, "old %llu\n\n%.*s", (unsigned long long)old, CN_FMT(cn_buf_str(&note)));
	assert_int_equal(cn_witness_cosign(f->w, f->a, cn_buf_str(&body), now_us, &said, &why), CN_OK);
	return said;
}

static int64_t time_in(fixture *f, cn_str lines)
{
	cn_val *m;
	cn_vkey v;
	cn_note note;
	cn_checkpoint one = { .origin = ORIGIN, .size = 1, .root = cn_leaf_hash(CN_S("entry")) };
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	assert_ok(cn_witness_list(f->a, f->dir, &m, err));
	assert_ok(cn_vkey_parse(cn_get_text(m, "vkey"), &v, err));
	cn_checkpoint_text(&one, &b);
	cn_buf_printf(&b, "\n%.*s", CN_FMT(lines));
	assert_ok(cn_note_open(f->a, cn_buf_copy(f->a, &b), &v, 1, &note, err));
	assert_int_equal(note.n_sigs, 1);
	assert_int_equal(note.sig[0].known, 0);
	return note.sig[0].time_s;
}

static void the_time_of_a_cosignature_never_goes_back(void **state)
{
	fixture *f = *state;
	assert_int_equal(time_in(f, cosign(f, 0, 9 * day_us).lines), 9 * 86400);
	assert_int_equal(time_in(f, cosign(f, 1, 3 * day_us).lines), 9 * 86400); /* the clock was set back */
	assert_int_equal(time_in(f, cosign(f, 1, 10 * day_us).lines), 10 * 86400);
	cn_witness_close(f->w);
	f->w = NULL;
	assert_ok(cn_witness_open(f->dir, &f->w, err)); /* also across a restart */
	assert_int_equal(time_in(f, cosign(f, 1, day_us).lines), 10 * 86400);
}

static void what_was_cosigned_is_known_to_every_process(void **state)
{
	fixture *f = *state;
	cn_witness *mine = f->w;
	assert_int_equal(cosign(f, 0, day_us).status, 200);
	assert_ok(cn_witness_open(f->dir, &f->w, err)); /* a second server on the same folder */
	cn_cosigned said = cosign(f, 0, day_us);
	assert_int_equal(said.status, 409);
	assert_true(said.size_differs && said.size == 1);
	cn_witness_close(f->w);
	f->w = mine;
	assert_ok(cn_witness_end(f->a, f->dir, ORIGIN, err));
	assert_int_equal(cosign(f, 1, day_us).status, 404);
	cn_err err = { 0 };
	assert_int_equal(cn_witness_end(f->a, f->dir, CN_S("other"), &err), CN_ENOTFOUND);
}

static void a_state_that_is_not_whole_cosigns_nothing(void **state)
{
	fixture *f = *state;
	static const char *const bad[] = { "", "{}", "{\"concord\":\"witness-log/1\",\"origin\":\"log.example/x\",\"keys\":[],\"checkpoint\":\"\"}",
					   "{\"concord\":\"witness-log/1\",\"origin\":\"log.example/x\",\"keys\":[1],\"checkpoint\":\"\"}", "[" };
	const cn_val *names;
	char dir[CN_PATH_BYTES_MAX], path[CN_PATH_BYTES_MAX] = "";
	assert_ok(cn_path(dir, f->dir, "witness", err));
	assert_ok(cn_dir_list(f->a, dir, &names, err));
	CN_EACH(n, names)
		if (cn_ends(n->s, ".json"))
			assert_ok(cn_path(path, dir, cn_cstr(f->a, n->s), err));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cn_cosigned said;
		cn_err why = { 0 };
		cn_val *m;
		assert_ok(cn_file_write(NULL, path, cn_str_z(bad[i]), 0600, err));
		assert_int_equal(cn_witness_cosign(f->w, f->a, CN_S("old 0\n\nlog.example/x\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\xe2\x80\x94 log.example/x AAAAAAAA\n"),
						   day_us, &said, &why),
				 CN_EIO);
		assert_int_not_equal(cn_witness_list(f->a, f->dir, &m, &why), CN_OK);
	}
}

static void keys_and_logs_are_bounded(void **state)
{
	fixture *f = *state;
	char dir[CN_PATH_BYTES_MAX], path[CN_PATH_BYTES_MAX], name[32];
	cn_err err = { 0 };
	for (unsigned i = 1; i <= CN_WITNESS_KEYS_MAX; i++) {
		cn_key *k = help_key((uint8_t)(10 + i));
		cn_code rc = cn_witness_add(f->a, f->dir, ORIGIN, vkey_of(f->a, ORIGIN, CN_NOTE_ED25519, k), CN_S(""), &err);
		assert_int_equal(rc, i < CN_WITNESS_KEYS_MAX ? CN_OK : CN_ETOOBIG); /* one is there already */
		cn_key_free(k);
	}
	cn_str again = vkey_of(f->a, ORIGIN, CN_NOTE_ED25519, f->log_key);
	assert_int_equal(cn_witness_add(f->a, f->dir, ORIGIN, again, CN_S(""), &err), CN_OK); /* a key that is known takes no place */
	assert_int_equal(cn_witness_add(f->a, f->dir, ORIGIN, vkey_of(f->a, ORIGIN, CN_NOTE_COSIGNATURE, f->log_key), CN_S(""), &err), CN_EINPUT);
	assert_int_equal(cn_path(dir, f->dir, "witness", NULL), CN_OK);
	for (unsigned i = 0; i < CN_WITNESS_LOGS_MAX; i++) {
		(void)snprintf(name, sizeof name, "filler-%u", i);
		assert_int_equal(cn_path(path, dir, name, NULL), CN_OK);
		assert_int_equal(cn_file_write_lazy(NULL, path, CN_S(""), 0600, NULL), CN_OK);
	}
	assert_int_equal(cn_witness_add(f->a, f->dir, CN_S("one.more"), again, CN_S(""), &err), CN_ETOOBIG);
	assert_int_equal(cn_witness_add(f->a, f->dir, ORIGIN, again, CN_S(""), &err), CN_OK);
}

static void a_witness_that_is_asked_is_remembered_with_what_it_cosigned(void **state)
{
	fixture *f = *state;
	cn_cosigner *list;
	size_t n;
	cn_err why = { 0 };
	for (unsigned i = 0; i <= CN_COSIGNERS_MAX; i++) {
		cn_str of = vkey_of(f->a, cn_strf(f->a, "w%u.example/witness", i), CN_NOTE_COSIGNATURE, f->log_key);
		cn_cosigner c = { cn_strf(f->a, "http://w%u.example", i), of, 1 };
		assert_int_equal(cn_cosigners_put(f->a, f->dir, &c, &why), i < CN_COSIGNERS_MAX ? CN_OK : CN_ETOOBIG);
	}
	cn_str key = vkey_of(f->a, CN_S("w3.example/witness"), CN_NOTE_COSIGNATURE, f->log_key);
	cn_cosigner c = { CN_S("http://w3.example"), key, 7 };
	assert_int_equal(cn_cosigners_put(f->a, f->dir, &c, &why), CN_OK);
	c.size = 2;
	assert_int_equal(cn_cosigners_put(f->a, f->dir, &c, &why), CN_OK);
	assert_int_equal(cn_cosigners_read(f->a, f->dir, &list, &n, &why), CN_OK);
	assert_int_equal(n, CN_COSIGNERS_MAX);
	assert_true(cn_eq(list[n - 1].url, CN_S("http://w3.example")));
	assert_int_equal(list[n - 1].size, 7); /* it does not forget */

	c.url = CN_S("https://moved.example"); /* the same witness, elsewhere: no new one, and what it has seen stays known */
	assert_int_equal(cn_cosigners_put(f->a, f->dir, &c, &why), CN_OK);
	assert_int_equal(cn_cosigners_read(f->a, f->dir, &list, &n, &why), CN_OK);
	assert_int_equal(n, CN_COSIGNERS_MAX);
	assert_true(cn_eq(list[n - 1].url, CN_S("https://moved.example")));
	assert_int_equal(list[n - 1].size, 7);
	c.url = CN_S("http://w4.example"); /* where another one was: that one is gone */
	assert_int_equal(cn_cosigners_put(f->a, f->dir, &c, &why), CN_OK);
	assert_int_equal(cn_cosigners_read(f->a, f->dir, &list, &n, &why), CN_OK);
	assert_int_equal(n, CN_COSIGNERS_MAX - 1);
	assert_int_equal(list[n - 1].size, 7);

	cn_home *h;
	assert_int_equal(cn_home_open(f->a, f->dir, true, &h, &why), CN_ESTATE); /* two entries, and seven were cosigned */
	char path[CN_PATH_BYTES_MAX];
	assert_ok(cn_path(path, f->dir, "witnesses.json", err));
	static const char *const bad[] = { "{", "{\"witnesses\":[{\"url\":\"http://x\",\"vkey\":\"x\",\"size\":0}]}", "{\"witnesses\":[{\"vkey\":\"x\",\"size\":0}]}",
					   "{\"witnesses\":[7]}" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_ok(cn_file_write(NULL, path, cn_str_z(bad[i]), 0600, err));
		assert_int_equal(cn_cosigners_read(f->a, f->dir, &list, &n, &why), CN_EINPUT);
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(the_time_of_a_cosignature_never_goes_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_cosigned_is_known_to_every_process, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_state_that_is_not_whole_cosigns_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(keys_and_logs_are_bounded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_witness_that_is_asked_is_remembered_with_what_it_cosigned, set_up, tear_down),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
