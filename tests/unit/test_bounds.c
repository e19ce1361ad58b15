/* Bounds of src/base/limits.h and of the headers, each at its value and one past it. Bounds that belong to one module's forms stand in that
 * module's tests; tools/check_limits.sh says which none names. Nothing here takes long: what is huge is made in memory. */
#include "store_help.h"

#include "core/checkpoint.h"
#include "core/dsse.h"
#include "core/proof.h"
#include "core/sign.h"
#include "lab/media/media.h"
#include "lab/priv.h"
#include "lab/procedure.h"
#include "lab/table/metric.h"
#include "norm/ahead.h"
#include "norm/conflict.h"
#include "norm_small.h"
#include "store/blob.h"

enum { ARENA_BYTES = 1 << 30 };

/* A text of n times c. */
static cn_str filled(cn_arena *a, size_t n, char c)
{
	char *p = CN_NEW(a, char, n + 1);
	assert_non_null(p);
	memset(p, c, n);
	return (cn_str){ p, n };
}

/* ---- base ------------------------------------------------------------------------------------------------------------------------ */

static void a_decimal_has_a_largest_exponent(void **state)
{
	(void)state;
	cn_dec d;
	char text[24];
	for (int sign = -1; sign <= 1; sign += 2) { /* 0.1e4096 has no digit before the point and the exponent itself */
		(void)snprintf(text, sizeof text, "0.1e%d", sign * CN_DEC_EXP_MAX);
		assert_int_equal(cn_dec_parse(cn_str_z(text), &d, NULL), CN_OK);
		(void)snprintf(text, sizeof text, "0.1e%d", sign * (CN_DEC_EXP_MAX + 1));
		assert_int_equal(cn_dec_parse(cn_str_z(text), &d, NULL), CN_EINPUT);
		(void)snprintf(text, sizeof text, "%se%d", sign > 0 ? "1" : "0.01", sign * CN_DEC_EXP_MAX);
		assert_int_equal(cn_dec_parse(cn_str_z(text), &d, NULL), CN_EINPUT);
	}
}

static void a_hint_is_cut_at_its_room(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	for (size_t n = CN_HINT_BYTES - 1; n <= CN_HINT_BYTES; n++) {
		cn_err err = { 0 };
		(void)CN_FAIL(&err, CN_EINPUT, "no");
		assert_int_equal(CN_HINTED(&err, CN_EINPUT, "%.*s", CN_FMT(filled(a, n, 'h'))), CN_EINPUT);
		assert_int_equal(strlen(err.hint), CN_HINT_BYTES - 1);
	}
}

/* ---- core ------------------------------------------------------------------------------------------------------------------------ */

static void kinds_and_authors_have_a_length(void **state)
{
	(void)state;
	for (size_t past = 0; past <= 1; past++) {
		CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
		cn_str payload;
		cn_record r = { .kind = CN_S("odd/1"), .author = filled(a, CN_AUTHOR_BYTES_MAX + past, 'n'), .body = cn_map(a) };
		assert_int_equal(cn_record_write(a, &r, &payload, NULL), past ? CN_EINPUT : CN_OK);
		r.author = CN_S("n");
		r.kind = cn_strf(a, "%.*s/1", CN_FMT(filled(a, CN_KIND_BYTES_MAX - 2 + past, 'k')));
		assert_int_equal(cn_record_write(a, &r, &payload, NULL), past ? CN_EINPUT : CN_OK);
	}
}

static void an_envelope_has_few_signatures_and_a_short_type(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	CN_AUTO_KEY k1 = help_key(1);
	CN_AUTO_KEY k2 = help_key(2);
	CN_AUTO_KEY k3 = help_key(3);
	CN_AUTO_KEY k4 = help_key(4);
	CN_AUTO_KEY k5 = help_key(5);
	const cn_key *keys[] = { k1, k2, k3, k4, k5 };
	static_assert(CN_DSSE_SIGS_MAX + 1 == sizeof keys / sizeof *keys, "one key more than there may be");
	for (unsigned past = 0; past <= 1; past++) {
		CN_AUTO_BUF many;
		CN_AUTO_BUF typed;
		cn_buf_init(&many, CN_ENTRY_BYTES_MAX);
		cn_buf_init(&typed, CN_ENTRY_BYTES_MAX);
		assert_int_equal(cn_dsse_sign(CN_S("t"), CN_S("p"), keys, CN_DSSE_SIGS_MAX + past, &many, NULL), past ? CN_EINPUT : CN_OK);
		assert_int_equal(cn_dsse_sign(filled(a, CN_DSSE_TYPE_BYTES_MAX + past, 't'), CN_S("p"), keys, 1, &typed, NULL), past ? CN_EINPUT : CN_OK);
		assert_int_equal(many.n == 0 || typed.n == 0, past);
	}
	/* an envelope of others with one signature more is refused while it is read */
	CN_AUTO_BUF four;
	CN_AUTO_BUF one;
	CN_AUTO_BUF five;
	cn_buf_init(&four, CN_ENTRY_BYTES_MAX);
	cn_buf_init(&one, CN_ENTRY_BYTES_MAX);
	cn_buf_init(&five, CN_ENTRY_BYTES_MAX);
	assert_ok(cn_dsse_sign(CN_S("t"), CN_S("p"), keys, CN_DSSE_SIGS_MAX, &four, err));
	assert_ok(cn_dsse_sign(CN_S("t"), CN_S("p"), &keys[4], 1, &one, err));
	const char *sig = strstr(one.p, "[{"), *end = strstr(one.p, "}]"), *last = strstr(four.p, "}]");
	cn_buf_put(&five, (cn_str){ four.p, (size_t)(last + 1 - four.p) });
	cn_buf_putc(&five, ',');
	cn_buf_put(&five, (cn_str){ sig + 1, (size_t)(end - sig) });
	cn_buf_putz(&five, last + 1);
	cn_envelope e;
	assert_ok(cn_dsse_parse(a, cn_buf_str(&four), &e, err));
	assert_int_equal(e.n_sigs, CN_DSSE_SIGS_MAX);
	assert_int_equal(cn_dsse_parse(a, cn_buf_str(&five), &e, NULL), CN_ETOOBIG);
}

static void a_proof_has_at_most_63_hashes(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	for (unsigned past = 0; past <= 1; past++) {
		CN_AUTO_BUF b;
		cn_proof p;
		cn_buf_init(&b, CN_PROOF_BYTES_MAX);
		cn_buf_putz(&b, "c2sp.org/tlog-proof@v1\nindex 1\n");
		for (unsigned i = 0; i < CN_PROOF_HASHES_MAX + past; i++)
			cn_buf_putz(&b, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
		cn_buf_putz(&b, "\na checkpoint");
		assert_int_equal(cn_proof_parse(a, cn_buf_str(&b), &p, NULL), past ? CN_ETOOBIG : CN_OK);
	}
}

static void names_of_signers_have_a_length(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	CN_AUTO_KEY k = help_key(1);
	cn_pub pub = cn_key_pub(k);
	cn_vkey v;
	for (size_t past = 0; past <= 1; past++)
		assert_int_equal(cn_vkey_make(filled(a, CN_NOTE_NAME_BYTES_MAX + past, 'n'), CN_NOTE_ED25519, &pub, &v, NULL), past ? CN_EINPUT : CN_OK);
}

static void a_passphrase_has_a_length(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	CN_AUTO_KEY k = help_key(1);
	static const uint8_t salt[CN_KEY_SALT_BYTES] = { 1 }, nonce[CN_KEY_NONCE_BYTES] = { 2 };
	for (size_t past = 0; past <= 1; past++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, CN_KEY_FILE_BYTES_MAX);
		cn_key_cost cheap = { .passes = 1, .kib = 8 };
		cn_code rc = cn_key_write(k, CN_S("n"), CN_S("sign"), filled(a, CN_PASSPHRASE_BYTES_MAX + past, 'p'), cheap, salt, nonce, &b, NULL);
		assert_int_equal(rc, past ? CN_ETOOBIG : CN_OK);
		assert_int_equal(b.n > 0, !past);
	}
}

/* ---- store ----------------------------------------------------------------------------------------------------------------------- */

static void a_path_has_a_length(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	char out[CN_PATH_BYTES_MAX];
	cn_str dir = filled(a, CN_PATH_BYTES_MAX - 3, 'd'); /* and "/x" and its end */
	assert_int_equal(cn_path(out, dir.p, "x", NULL), CN_OK);
	assert_int_equal(strlen(out), CN_PATH_BYTES_MAX - 1);
	assert_int_equal(cn_path(out, dir.p, "xy", NULL), CN_ETOOBIG);
}

static void blobs_and_groups_have_a_size(void **state)
{
	(void)state;
	char dir[64], path[96];
	help_dir(dir);
	cn_blobs *blobs = NULL;
	cn_digest d;
	(void)snprintf(path, sizeof path, "%s/blobs", dir);
	assert_ok(cn_blobs_open(path, NULL, &blobs, err));
	/* refused by its size alone: not a byte of it is looked at */
	assert_int_equal(cn_blob_put(blobs, (cn_str){ "", (size_t)CN_BLOB_BYTES_MAX + 1 }, &d, NULL), CN_ETOOBIG);
	cn_blobs_close(blobs);
	CN_AUTO_KEY k = help_key(1);
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	cn_log_options o = { .origin = CN_S("node.example/log"), .log_pub = cn_key_pub(k) };
	cn_log *l = NULL;
	uint64_t first;
	cn_str *entry = CN_NEW(a, cn_str, CN_LOG_GROUP_MAX + 1);
	for (size_t i = 0; i <= CN_LOG_GROUP_MAX; i++)
		entry[i] = CN_S("entry");
	(void)snprintf(path, sizeof path, "%s/log", dir);
	assert_ok(cn_log_open(path, &o, &l, NULL, err));
	assert_int_equal(cn_log_append_raw(l, entry, CN_LOG_GROUP_MAX + 1, &first, NULL), CN_EINPUT);
	assert_int_equal(cn_log_size(l), 0);
	assert_ok(cn_log_append_raw(l, entry, CN_LOG_GROUP_MAX, &first, err));
	assert_int_equal(cn_log_size(l), CN_LOG_GROUP_MAX);
	cn_log_close(l);
	help_gone(dir);
}

/* ---- lab ------------------------------------------------------------------------------------------------------------------------- */

static cn_code table_of(cn_str csv, cn_table_form form, size_t rows_max, cn_table **ret)
{
	cn_table_options o = { .rows_max = rows_max };
	*ret = NULL;
	return cn_table_parse(form, &o, csv, ret, NULL);
}

static void a_table_has_so_many_columns(void **state)
{
	(void)state;
	for (unsigned past = 0; past <= 1; past++) {
		CN_AUTO_BUF csv;
		CN_AUTO_BUF json;
		cn_table *t, *j;
		cn_buf_init(&csv, 1 << 20);
		cn_buf_init(&json, 1 << 20);
		for (unsigned i = 0; i < CN_COLUMNS_MAX + past; i++) {
			cn_buf_printf(&csv, "%sc%u", i ? "," : "", i);
			cn_buf_printf(&json, "%s\"c%u\":%u", i ? "," : "{", i, i);
		}
		cn_buf_putc(&csv, '\n');
		cn_buf_putz(&json, "}\n");
		assert_int_equal(table_of(cn_buf_str(&csv), CN_FORM_CSV, 0, &t), past ? CN_ETOOBIG : CN_OK);
		assert_int_equal(table_of(cn_buf_str(&json), CN_FORM_JSONL, 0, &j), past ? CN_ETOOBIG : CN_OK);
		if (!past) {
			const double none[1] = { 0 };
			assert_int_equal(cn_table_columns(t), CN_COLUMNS_MAX);
			assert_int_equal(cn_table_add_numbers(t, CN_S("one more"), none, NULL), CN_ETOOBIG);
		}
		cn_table_free(t);
		cn_table_free(j);
	}
}

static void a_field_has_a_length(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	for (size_t past = 0; past <= 1; past++) {
		cn_str field = filled(a, CN_FIELD_BYTES_MAX + past, 'x');
		cn_table *plain, *quoted;
		assert_int_equal(table_of(cn_strf(a, "c,d\n%.*s,1\n", CN_FMT(field)), CN_FORM_CSV, 0, &plain), past ? CN_ETOOBIG : CN_OK);
		assert_int_equal(table_of(cn_strf(a, "c,d\n\"%.*s\",1\n", CN_FMT(field)), CN_FORM_CSV, 0, &quoted), past ? CN_ETOOBIG : CN_OK);
		if (!past)
			assert_int_equal(cn_table_column(plain, 0)->level[0].n, cn_table_column(quoted, 0)->level[0].n);
		cn_table_free(plain);
		cn_table_free(quoted);
	}
}

static void a_table_has_so_many_rows(void **state)
{
	(void)state;
	cn_table *t;
	assert_int_equal(table_of(CN_S("c\n1\n2\n3\n"), CN_FORM_CSV, 3, &t), CN_OK);
	assert_int_equal(cn_table_rows(t), 3);
	cn_table_free(t);
	assert_int_equal(table_of(CN_S("c\n1\n2\n3\n4\n"), CN_FORM_CSV, 3, &t), CN_ETOOBIG);
	assert_int_equal(table_of(CN_S("c\n\"1\"\n2\n3\n4\n"), CN_FORM_CSV, 3, &t), CN_ETOOBIG);
	assert_int_equal(table_of(CN_S("{\"c\":1}\n{\"c\":2}\n"), CN_FORM_JSONL, 1, &t), CN_ETOOBIG);
}

/* Rows "v<i mod values>,1" under the head g,p; a column s of strata beside it. */
static cn_code counted(size_t rows, size_t groups, const cn_measure *m, unsigned needs)
{
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	CN_AUTO_BUF b;
	cn_table *t = NULL;
	cn_counts *c = NULL;
	cn_buf_init(&b, 16 << 20);
	cn_buf_putz(&b, "g,s,p\n");
	for (size_t i = 0; i < rows; i++)
		cn_buf_printf(&b, "v%zu,s%zu,1\n", i % groups, i);
	assert_int_equal(table_of(cn_buf_str(&b), CN_FORM_CSV, 0, &t), CN_OK);
	cn_code rc = cn_counts_take(a, t, m, needs, &c, NULL);
	cn_table_free(t);
	return rc;
}

static void groups_attributes_strata_and_cells_are_bounded(void **state)
{
	(void)state;
	static const cn_str by[] = { { "g", 1 }, { "g", 1 }, { "g", 1 }, { "g", 1 }, { "g", 1 }, { "g", 1 }, { "g", 1 }, { "g", 1 }, { "g", 1 } };
	static_assert(sizeof by / sizeof *by == CN_ATTRIBUTES_MAX + 1, "one more than there may be");
	cn_measure m = { .prediction = CN_S("p"), .by = by, .n_by = 1 };
	assert_int_equal(counted(CN_GROUPS_MAX, CN_GROUPS_MAX, &m, CN_NEED_PREDICTION), CN_OK);
	assert_int_equal(counted(CN_GROUPS_MAX + 1, CN_GROUPS_MAX + 1, &m, CN_NEED_PREDICTION), CN_ETOOBIG);
	m.n_by = CN_ATTRIBUTES_MAX;
	assert_int_equal(counted(4, 2, &m, CN_NEED_PREDICTION), CN_OK);
	m.n_by++;
	assert_int_equal(counted(4, 2, &m, CN_NEED_PREDICTION), CN_ETOOBIG);
	m.n_by = 1;
	m.stratum = CN_S("s");
	assert_int_equal(counted(CN_STRATA_MAX, 1, &m, CN_NEED_PREDICTION | CN_NEED_STRATA), CN_OK);
	assert_int_equal(counted(CN_STRATA_MAX + 1, 1, &m, CN_NEED_PREDICTION | CN_NEED_STRATA), CN_ETOOBIG);
	size_t full = CN_CELLS_MAX / CN_STRATA_MAX; /* so many groups of so many strata are as many cells as there may be */
	assert_int_equal(counted(CN_STRATA_MAX, full, &m, CN_NEED_PREDICTION | CN_NEED_STRATA), CN_OK);
	assert_int_equal(counted(CN_STRATA_MAX, full + 1, &m, CN_NEED_PREDICTION | CN_NEED_STRATA), CN_ETOOBIG);
}

static void neighbours_and_their_rows_are_bounded(void **state)
{
	(void)state;
	for (unsigned past = 0; past <= 1; past++) {
		CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
		CN_AUTO_BUF b;
		cn_table *t;
		cn_counts *c;
		static const cn_str features[] = { { "f", 1 } };
		cn_measure m = { .prediction = CN_S("p"), .features = features, .n_features = 1, .neighbours = CN_NEIGHBOURS_MAX + past };
		cn_buf_init(&b, 16 << 20);
		cn_buf_putz(&b, "f,p\n");
		for (unsigned i = 0; i < 100; i++)
			cn_buf_printf(&b, "%u,%u\n", i, i % 2);
		assert_int_equal(table_of(cn_buf_str(&b), CN_FORM_CSV, 0, &t), CN_OK);
		assert_int_equal(cn_counts_take(a, t, &m, CN_NEED_PREDICTION | CN_NEED_FEATURES, &c, NULL), past ? CN_ETOOBIG : CN_OK);
		cn_table_free(t);
		if (!past)
			continue;
		/* every pair of CN_KNN_ROWS_MAX rows is compared, which takes a while; one more is refused at once */
		m.neighbours = 1;
		for (unsigned i = 100; i < CN_KNN_ROWS_MAX + 1; i++)
			cn_buf_printf(&b, "%u,%u\n", i, i % 2);
		assert_int_equal(table_of(cn_buf_str(&b), CN_FORM_CSV, 0, &t), CN_OK);
		assert_int_equal(cn_counts_take(a, t, &m, CN_NEED_PREDICTION | CN_NEED_FEATURES, &c, NULL), CN_ETOOBIG);
		cn_table_free(t);
	}
}

/* The counting itself holds to its bounds, whoever calls it: with no neighbour there is none before the first. */
static void no_neighbour_is_no_number_of_neighbours(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const double f[3] = { 0, 1, 2 }, *const features[] = { f };
	const uint8_t p[3] = { 0, 1, 0 };
	int64_t with[CN_NEIGHBOURS_MAX + 2] = { 0 }, without[CN_NEIGHBOURS_MAX + 2] = { 0 };
	assert_int_equal(knn_count(a, features, 1, p, 3, 0, with, without, NULL), CN_EINPUT);
	assert_int_equal(knn_count(a, features, 1, p, 3, CN_NEIGHBOURS_MAX + 1, with, without, NULL), CN_EINPUT);
	assert_int_equal(knn_count(a, features, 1, p, 3, 3, with, without, NULL), CN_EINPUT); /* as many rows as neighbours */
	assert_int_equal(knn_count(a, features, 1, p, 3, 1, with, without, NULL), CN_OK);
	assert_int_equal(with[0], 3); /* alone, each agrees with itself */
	assert_int_equal(without[1], 3); /* and none with the one beside it */
}

static void named_statistics_are_bounded_in_number_and_length(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	cn_counts *c = cn_stats_new(a, "missing", 1);
	double *x = CN_NEW(a, double, CN_STAT_VALUES_MAX + 1);
	assert_non_null(c);
	assert_int_equal(cn_stats_put_reals(a, c, "long", x, CN_STAT_VALUES_MAX, NULL, NULL), CN_OK);
	assert_int_equal(cn_stats_put_reals(a, c, "longer", x, CN_STAT_VALUES_MAX + 1, NULL, NULL), CN_ETOOBIG);
	for (size_t i = 1; i < CN_STATS_MAX; i++)
		assert_int_equal(cn_stats_put_reals(a, c, cn_cstr(a, cn_strf(a, "s%zu", i)), x, 1, NULL, NULL), CN_OK);
	assert_int_equal(cn_stats_put_reals(a, c, "more", x, 1, NULL, NULL), CN_ETOOBIG);
}

static void replicates_are_bounded(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	cn_counts *c = CN_NEW(a, cn_counts, 1);
	cn_group *g = CN_NEW(a, cn_group, 1);
	cn_cells *cell = CN_NEW(a, cn_cells, 1);
	cn_str *none = CN_NEW(a, cn_str, 1);
	g[0] = (cn_group){ .value = none, .name = CN_S("g=A"), .n = 40 };
	cell[0] = (cn_cells){ .tp = 10, .fp = 10, .tn = 10, .fn = 10 };
	*c = (cn_counts){ .by = none, .n_by = 1, .group = g, .n_groups = 1, .stratum = none, .n_strata = 1, .cell = cell, .has_label = true,
			  .has_prediction = true, .n_rows = 40 };
	for (unsigned past = 0; past <= 1; past++) {
		cn_lab_options o = { .replicates = CN_REPLICATES_MAX + past };
		cn_result *r;
		assert_int_equal(cn_metric_from_counts(a, cn_metric_find(CN_S("theil")), c, &o, &r, NULL), past ? CN_ETOOBIG : CN_OK);
		if (!past)
			assert_int_equal(r->replicates, CN_REPLICATES_MAX);
	}
}

static void an_output_has_a_size(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	for (size_t past = 0; past <= 1; past++) {
		cn_label_found f;
		assert_int_equal(cn_label_check(filled(a, CN_LABEL_FILE_BYTES_MAX + past, 'x'), &f, NULL), past ? CN_ETOOBIG : CN_OK);
	}
}

/* ---- norm ------------------------------------------------------------------------------------------------------------------------ */

#define RULE "heading: {en: H, zh: H}, text: {en: T, zh: T}, roles: [provider], "

static cn_code load(cn_arena *a, const char *facts, const char *x, const char *y, const cn_library **ret, cn_problems *problems)
{
	cn_norm_file *f = CN_NEW(a, cn_norm_file, 4);
	f[0] = (cn_norm_file){ .name = CN_S("v.yaml"), .tree = help_yaml(a, LISTS OPPOSITES MATTERS, "v.yaml") };
	f[1] = (cn_norm_file){ .name = CN_S("f.yaml"), .tree = help_yaml(a, cn_strf(a, "%s%s", SMALL_FACTS, facts).p, "f.yaml") };
	f[2] = (cn_norm_file){ .name = CN_S("a.yaml"), .tree = help_yaml(a, act(a, "aa", "AA", x).p, "a.yaml") };
	if (y)
		f[3] = (cn_norm_file){ .name = CN_S("b.yaml"), .tree = help_yaml(a, act(a, "bb", "BB", y).p, "b.yaml") };
	return cn_library_load(a, f, y ? 4 : 3, ret, problems, NULL);
}

/* n provisions art_1, art_2, ...: "{id: art_N, RULE MORE}". */
static const char *rules(cn_arena *a, size_t n, const char *more)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_YAML_BYTES_MAX);
	for (size_t i = 1; i <= n; i++)
		cn_buf_printf(&b, "- {id: art_%zu, " RULE "%s}\n", i, more);
	return cn_cstr(a, cn_buf_copy(a, &b));
}

static void an_instrument_has_so_many_provisions(void **state)
{
	(void)state;
	for (size_t past = 0; past <= 1; past++) {
		CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
		const cn_library *lib = NULL;
		assert_int_equal(load(a, "", rules(a, CN_PROVISIONS_MAX + past, "deontic: penalty"), NULL, &lib, NULL), past ? CN_ETOOBIG : CN_OK);
		if (!past)
			assert_int_equal(cn_library_provisions(lib), CN_PROVISIONS_MAX);
	}
}

static void a_library_has_so_many_files(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_library *lib = NULL;
	const cn_val *tree = help_yaml(a, "concord: coverage/1\ncoverage: []\n", "c.yaml");
	cn_norm_file *f = CN_NEW(a, cn_norm_file, CN_INSTRUMENTS_MAX + 1);
	for (size_t i = 0; i <= CN_INSTRUMENTS_MAX; i++)
		f[i] = (cn_norm_file){ .name = CN_S("c.yaml"), .tree = tree };
	assert_int_equal(cn_library_load(a, f, CN_INSTRUMENTS_MAX, &lib, NULL, NULL), CN_EINPUT); /* read, and no library */
	assert_int_equal(cn_library_load(a, f, CN_INSTRUMENTS_MAX + 1, &lib, NULL, NULL), CN_ETOOBIG);
	assert_null(lib);
}

static void problems_beyond_the_list_are_counted(void **state)
{
	(void)state;
	for (size_t past = 0; past <= 1; past++) {
		CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
		const cn_library *lib = NULL;
		cn_problems p = { 0 };
		assert_int_equal(load(a, "", rules(a, CN_PROBLEMS_MAX + past, "deontic: penalty, odd: x"), NULL, &lib, &p), CN_EINPUT);
		assert_int_equal(p.n, CN_PROBLEMS_MAX);
		assert_int_equal(p.n_errors, CN_PROBLEMS_MAX + past);
		assert_int_equal(p.more, past);
	}
}

static const cn_profile *somebody(cn_arena *a, const cn_library *lib)
{
	const cn_profile *p = NULL;
	const cn_val *v = help_yaml(a, "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [AA]\nactors: [{role: provider}]\n", "s.yaml");
	assert_int_equal(cn_profile_read(a, lib, v, CN_S("s.yaml"), &p, NULL, NULL), CN_OK);
	return p;
}

static void a_timeline_has_so_many_days(void **state)
{
	(void)state;
	for (size_t past = 0; past <= 1; past++) {
		CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
		CN_AUTO_BUF b;
		const cn_library *lib = NULL;
		cn_turn *turn;
		size_t n = 0;
		cn_buf_init(&b, CN_YAML_BYTES_MAX);
		cn_date first = day("2030-01-01");
		cn_buf_putz(&b, "deontic: duty, basis: scope, applies: [");
		for (size_t i = 0; i < CN_TURNS_MAX + past; i++) {
			char text[CN_TIME_BYTES];
			cn_date_text(first + (cn_date)i, text);
			cn_buf_printf(&b, "%s{from: %s}", i ? ", " : "", text);
		}
		cn_buf_putc(&b, ']');
		assert_int_equal(load(a, "", rules(a, 1, b.p), NULL, &lib, NULL), CN_OK);
		cn_code rc = cn_norm_timeline(a, lib, somebody(a, lib), first - 1, first + 2 * CN_TURNS_MAX, &turn, &n, NULL);
		assert_int_equal(rc, past ? CN_ETOOBIG : CN_OK);
	}
}

/* Every duty of one side against every prohibition of the other. */
static cn_code conflicts_of(size_t duties, size_t prohibitions, size_t *ret)
{
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_library *lib = NULL;
	cn_conflict *c = NULL;
	cn_conflict_query q = { .as_of = day("2026-06-01") };
	const char *x = rules(a, duties, "deontic: duty, act: retain, object: logs, basis: scope");
	const char *y = rules(a, prohibitions, "deontic: prohibition, act: retain, object: logs, basis: scope");
	assert_int_equal(load(a, "", x, y, &lib, NULL), CN_OK);
	return cn_norm_conflicts(a, lib, &q, &c, ret, NULL);
}

static void an_answer_has_so_many_conflicts(void **state)
{
	(void)state;
	size_t n = 0;
	static_assert(64 * 64 == CN_CONFLICTS_MAX && 17 * 241 == CN_CONFLICTS_MAX + 1, "pairs at the bound and one past it");
	assert_int_equal(conflicts_of(64, 64, &n), CN_OK);
	assert_int_equal(n, CN_CONFLICTS_MAX);
	assert_int_equal(conflicts_of(17, 241, &n), CN_ETOOBIG);
}

/* "a1 || !a1" and so on: true however the n facts fall, which only trying all shows. */
static cn_answer of_unknown(size_t n)
{
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	CN_AUTO_BUF facts;
	CN_AUTO_BUF when;
	const cn_library *lib = NULL;
	const cn_answers *r = NULL;
	cn_buf_init(&facts, 1 << 16);
	cn_buf_init(&when, 1 << 16);
	cn_buf_putz(&when, "deontic: duty, applies_when: '");
	for (size_t i = 1; i <= n; i++) {
		cn_buf_printf(&facts, "- {id: a%zu, type: bool, question: {en: q, zh: q}, help: {en: h, zh: h}}\n", i);
		cn_buf_printf(&when, "%s(a%zu || !a%zu)", i > 1 ? " && " : "", i, i);
	}
	cn_buf_putz(&when, "'");
	assert_int_equal(load(a, facts.p, rules(a, 1, when.p), NULL, &lib, NULL), CN_OK);
	assert_int_equal(cn_norm_apply(a, lib, somebody(a, lib), day("2026-06-01"), true, &r, NULL), CN_OK);
	assert_int_equal(r->n_cell, 1);
	assert_int_equal(r->cell[0].either_way, r->cell[0].answer == CN_APPLIES);
	return r->cell[0].answer;
}

static void so_many_unknown_facts_are_tried(void **state)
{
	(void)state;
	assert_int_equal(of_unknown(CN_UNKNOWN_ATOMS_MAX), CN_APPLIES);
	assert_int_equal(of_unknown(CN_UNKNOWN_ATOMS_MAX + 1), CN_ANSWER_UNKNOWN); /* never a guess */
}

/* A contradiction in c and d that shows only after n other facts have been tried one way and the other. */
static cn_tri together_after(size_t n)
{
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	CN_AUTO_BUF facts;
	CN_AUTO_BUF when;
	const cn_library *lib = NULL;
	cn_conflict *c = NULL;
	cn_conflict_query q = { .as_of = day("2026-06-01") };
	size_t n_conflict = 0;
	cn_buf_init(&facts, 1 << 16);
	cn_buf_init(&when, 1 << 16);
	cn_buf_putz(&when, "deontic: duty, act: retain, object: logs, applies_when: '(big");
	for (size_t i = 1; i <= n; i++) {
		cn_buf_printf(&facts, "- {id: a%zu, type: bool, question: {en: q, zh: q}, help: {en: h, zh: h}}\n", i);
		cn_buf_printf(&when, " || a%zu || !a%zu", i, i);
	}
	cn_buf_putz(&when, ") && (c || d) && (c || !d) && (!c || d) && (!c || !d)'");
	for (char id = 'c'; id <= 'd'; id++)
		cn_buf_printf(&facts, "- {id: %c, type: bool, question: {en: q, zh: q}, help: {en: h, zh: h}}\n", id);
	assert_int_equal(load(a, facts.p, rules(a, 1, when.p), rules(a, 1, "deontic: prohibition, act: retain, object: logs, basis: scope"), &lib, NULL), CN_OK);
	assert_int_equal(cn_norm_conflicts(a, lib, &q, &c, &n_conflict, NULL), CN_OK);
	return n_conflict ? c[0].together : CN_FALSE;
}

static void a_search_gives_up_and_then_says_that_it_does_not_know(void **state)
{
	(void)state;
	assert_int_equal(together_after(2), CN_FALSE); /* found out: no conflict */
	size_t more = 1;
	while ((1 << more) <= CN_SATISFY_STEPS_MAX)
		more++;
	assert_int_equal(together_after(more), CN_UNKNOWN); /* not found out: it stays in the list */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_decimal_has_a_largest_exponent), cmocka_unit_test(a_hint_is_cut_at_its_room),
		cmocka_unit_test(kinds_and_authors_have_a_length), cmocka_unit_test(an_envelope_has_few_signatures_and_a_short_type),
		cmocka_unit_test(a_proof_has_at_most_63_hashes), cmocka_unit_test(names_of_signers_have_a_length),
		cmocka_unit_test(a_passphrase_has_a_length), cmocka_unit_test(a_path_has_a_length), cmocka_unit_test(blobs_and_groups_have_a_size),
		cmocka_unit_test(a_table_has_so_many_columns), cmocka_unit_test(a_field_has_a_length), cmocka_unit_test(a_table_has_so_many_rows),
		cmocka_unit_test(groups_attributes_strata_and_cells_are_bounded), cmocka_unit_test(no_neighbour_is_no_number_of_neighbours), cmocka_unit_test(neighbours_and_their_rows_are_bounded),
		cmocka_unit_test(named_statistics_are_bounded_in_number_and_length), cmocka_unit_test(replicates_are_bounded), cmocka_unit_test(an_output_has_a_size),
		cmocka_unit_test(an_instrument_has_so_many_provisions), cmocka_unit_test(a_library_has_so_many_files),
		cmocka_unit_test(problems_beyond_the_list_are_counted), cmocka_unit_test(a_timeline_has_so_many_days),
		cmocka_unit_test(an_answer_has_so_many_conflicts), cmocka_unit_test(so_many_unknown_facts_are_tried),
		cmocka_unit_test(a_search_gives_up_and_then_says_that_it_does_not_know),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
