/* lab/model, ONNX: what models give against tests/vectors/model (which tools/npm/onnx asks of ONNX Runtime, too), thresholds by
 * bisection against every way of rounding, what is refused and in which words, files cut anywhere, bounds. */
#include "lab_help.h"

#include "lab/model/onnx.h"

/* ---- vectors ---- */

typedef struct one {
	const cn_val *c;
	cn_onnx m;
	size_t n, features, groups;
	double *row;
} one;

static void take(cn_arena *a, const cn_val *c, one *x)
{
	cn_err err = { 0 };
	cn_str bytes;
	const cn_val *in = cn_get(c, "in"), *rows = cn_get(in, "rows");
	*x = (one){ .c = c, .n = rows->n };
	assert_true(cn_unbase64(a, cn_get_text(in, "base64"), &bytes));
	if (cn_onnx_read(a, bytes, &x->m, &err) != CN_OK)
		fail_msg("%.*s: %s", CN_FMT(cn_get_text(c, "name")), err.msg);
	assert_true((x->m.trees == NULL) != (x->m.linear == NULL));
	x->features = x->m.trees ? cn_trees_features(x->m.trees) : x->m.linear->n;
	x->groups = x->m.trees ? cn_trees_groups(x->m.trees) : 1;
	x->row = CN_NEW(a, double, rows->n * x->features);
	size_t k = 0;
	CN_EACH(r, rows)
		CN_EACH(v, r)
			x->row[k++] = v->type == CN_NULL ? (double)NAN : real_of(v);
	assert_int_equal(k, x->n * x->features);
}

/* float32 sums of tens: a few in the seventh digit; of scores the whole is 1 at most or as large as the margin. */
static void hold(const one *x, const char *what, const double *got)
{
	size_t i = 0;
	CN_EACH(r, cn_get(cn_get(x->c, "expect"), what))
		CN_EACH(v, r) {
			double w = real_of(v);
			if (!(fabs(got[i] - w) <= 1e-6 * fmax(fabs(w), 1)))
				fail_msg("%.*s: %s, number %zu: %.17g, expected %.17g", CN_FMT(cn_get_text(x->c, "name")), what, i,
					 got[i], w);
			i++;
		}
	assert_int_equal(i, x->n * x->groups);
}

static void models_give_what_their_operators_say(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	const cn_val *v = NULL;
	cn_err err = { 0 };
	size_t trees = 0, linear = 0;
	assert_int_equal(
	    cn_json_parse(a, file_read(a, "tests/vectors/model", "onnx_models.json"), CN_JSON_FOREIGN_DEPTH_MAX, &v, &err), CN_OK);
	CN_EACH(c, cn_get(v, "cases")) {
		one x;
		take(a, c, &x);
		double *got = CN_NEW(a, double, x.n *x.groups);
		if (x.m.trees) {
			assert_int_equal(cn_trees_margin(x.m.trees, x.row, x.n, got, &err), CN_OK);
			hold(&x, "margin", got);
			assert_int_equal(cn_trees_score(x.m.trees, x.row, x.n, got, &err), CN_OK);
		} else {
			assert_int_equal(cn_linear_ask(x.m.linear, x.row, x.n, got, &err), CN_OK);
		}
		hold(&x, "score", got);
		trees += x.m.trees != NULL;
		linear += x.m.linear != NULL;
	}
	assert_int_equal(trees, 33);
	assert_int_equal(linear, 6);
}

/* ---- thresholds ---- */

static bool below(const onnx_input *in, double x, double t, bool or_equal)
{
	double y = onnx_arrives(in, 0, x);
	return or_equal ? y <= t : y < t;
}

static void a_cut_is_where_the_answer_changes(void **state)
{
	(void)state;
	cn_rng r;
	cn_rng_init(&r, 7);
	for (unsigned k = 0; k < 4000; k++) {
		double offset = (double)(float)(((double)cn_rng_below(&r, 2001) - 1000) / 300),
		       scale = (double)(float)(((double)cn_rng_below(&r, 2001) - 1000.5) / 77);
		onnx_input in = { .narrow = k % 2, .wide = !(k % 2), .n_steps = 1 + k % 3 };
		for (size_t i = 0; i < in.n_steps; i++)
			in.step[i] = (onnx_step){ STEP_SCALE, i == 0 && in.wide, &offset, &scale, NULL, 1, 1, 0 };
		double t = (double)(float)(((double)cn_rng_below(&r, 4001) - 2000) / 128);
		bool or_equal = k % 5 < 2, rises = onnx_rises(&in, 0);
		double cut = onnx_cut(&in, 0, t, or_equal);
		double before = in.narrow ? (double)nextafterf((float)cut, -HUGE_VALF) : nextafter(cut, -HUGE_VAL);
		assert_true(rises == (in.n_steps % 2 == 0 || scale > 0));
		if (below(&in, cut, t, or_equal) == rises || below(&in, before, t, or_equal) != rises)
			fail_msg("%u: %.17g is not where below %.17g ends", k, cut, t);
	}
}

static void a_cut_without_steps_is_the_threshold_or_the_next_number(void **state)
{
	(void)state;
	static const double t[] = { 0, -0.0, 1, -1, 0.5, 3e38, -3e38, 1e-45, 1e308, -1e308 };
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		onnx_input wide = { .wide = true }, narrow = { .narrow = true };
		assert_true(onnx_cut(&wide, 0, t[i], false) == t[i]);
		assert_true(onnx_cut(&wide, 0, t[i], true) == nextafter(t[i], HUGE_VAL));
		if (fabs(t[i]) > 1e300)
			continue;
		float f = (float)t[i];
		assert_true(onnx_cut(&narrow, 0, (double)f, false) == (double)f);
		assert_true(onnx_cut(&narrow, 0, (double)f, true) == (double)nextafterf(f, HUGE_VALF));
	}
	onnx_input narrow = { .narrow = true };
	assert_true(onnx_cut(&narrow, 0, 0.1, false) == (double)nextafterf(0.1f, 0) ||
		    onnx_cut(&narrow, 0, 0.1, false) == (double)0.1f);
	assert_true(onnx_cut(&narrow, 0, HUGE_VAL, true) == HUGE_VAL && onnx_cut(&narrow, 0, -HUGE_VAL, false) == -HUGE_VAL);
}

/* ---- what is refused ---- */

static void what_is_not_read_is_refused_by_its_name(void **state)
{
	(void)state;
	CN_AUTO_ARENA own = cn_arena_new(256 << 20);
	const cn_val *v = NULL;
	size_t taken = 0, refused = 0;
	assert_int_equal(CN_ONNX_STEPS_MAX, 16); /* two files stand at this bound and beyond */
	assert_int_equal(
	    cn_json_parse(own, file_read(own, "tests/vectors/model", "onnx_refused.json"), CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL),
	    CN_OK);
	CN_EACH(c, cn_get(v, "cases")) {
		CN_AUTO_ARENA a = cn_arena_new(256 << 20);
		cn_err err = { 0 };
		cn_onnx m = { 0 };
		cn_str bytes, says = cn_get_text(cn_get(c, "expect"), "refused");
		assert_true(cn_unbase64(a, cn_get_text(cn_get(c, "in"), "base64"), &bytes));
		cn_code rc = cn_onnx_read(a, bytes, &m, &err);
		bool as_said = says.n ? rc == (cn_get(cn_get(c, "expect"), "too_big") ? CN_ETOOBIG : CN_EINPUT) && !m.trees &&
					    !m.linear && strstr(err.msg, cn_cstr(a, says))
				      : rc == CN_OK;
		if (!as_said)
			fail_msg("%.*s: code %d: \"%s\", expected \"%.*s\"", CN_FMT(cn_get_text(c, "name")), rc, err.msg,
				 CN_FMT(says));
		taken += says.n == 0;
		refused += says.n > 0;
	}
	assert_in_range(taken, 4, 100);
	assert_in_range(refused, 50, 1000);
}

/* The first bytes of a model are no model; they are a model at most where only what says its version was to come. */
static void models_cut_anywhere_are_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA own = cn_arena_new(256 << 20);
	const cn_val *v = NULL;
	assert_int_equal(
	    cn_json_parse(own, file_read(own, "tests/vectors/model", "onnx_models.json"), CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL),
	    CN_OK);
	size_t k = 0;
	CN_EACH(c, cn_get(v, "cases")) {
		cn_str bytes;
		if (k++ % 9 != 3)
			continue;
		assert_true(cn_unbase64(own, cn_get_text(cn_get(c, "in"), "base64"), &bytes));
		for (size_t n = 0; n < bytes.n; n++) {
			CN_AUTO_ARENA a = cn_arena_new(64 << 20);
			cn_onnx m = { 0 };
			cn_err err = { 0 };
			if (cn_onnx_read(a, cn_sub(bytes, 0, n), &m, &err) == CN_OK || m.trees || m.linear || !err.msg[0])
				fail_msg("%.*s: the first %zu bytes of %zu are taken", CN_FMT(cn_get_text(c, "name")), n, bytes.n);
		}
	}
}

static void more_bytes_than_the_bound_are_not_looked_at(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_onnx m = { 0 };
	assert_int_equal(cn_onnx_read(a, (cn_str){ "", CN_MODEL_BYTES_MAX + (size_t)1 }, &m, NULL), CN_ETOOBIG);
}

/* ---- protocol buffers ---- */

static void fields_are_told_apart_and_their_lengths_held(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t n, fields;
		bool bad;
	} all[] = {
		{ "", 0, 0, false },
		{ "\x08\x01\x12\x02hi\x1d\x01\x02\x03\x04\x21\x01\x02\x03\x04\x05\x06\x07\x08", 20, 4, false },
		{ "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, 1, false },    /* 64 bits */
		{ "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 11, 0, true },     /* 65 */
		{ "\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 12, 0, true }, /* eleven bytes */
		{ "\x08", 1, 0, true },
		{ "\x12\x03hi", 4, 0, true },
		{ "\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01hi", 13, 0, true }, /* a length of 2^64 - 1 */
		{ "\x1d\x01\x02\x03", 4, 0, true },
		{ "\x21\x01\x02\x03\x04\x05\x06\x07", 8, 0, true },
		{ "\x00\x01", 2, 0, true }, /* field 0 */
		{ "\x0b\x0c", 2, 0, true }, /* a group */
		{ "\x0e\x01", 2, 0, true }, /* no type */
		{ "\x08\x01\x12\x05hi", 6, 1, true },
		{ "\x80\x80\x80\x80\x10\x01", 6, 0, true }, /* field 2^29 */
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		pb c = pb_of((cn_str){ all[i].bytes, all[i].n });
		cn_err err = { 0 };
		size_t n = 0;
		while (pb_next(&c))
			n++;
		if (n != all[i].fields || c.bad != all[i].bad || pb_end(&c, &err) != (all[i].bad ? CN_EINPUT : CN_OK) ||
		    pb_next(&c))
			fail_msg("%zu: %zu fields", i, n);
	}
	pb c = pb_of((cn_str){ all[1].bytes, all[1].n });
	assert_true(pb_next(&c) && pb_is(&c, 1, 0) && c.value == 1);
	assert_true(pb_next(&c) && pb_is(&c, 2, 2) && cn_eqz(c.bytes, "hi"));
	assert_true(pb_next(&c) && pb_is(&c, 3, 5) && c.value == 0x04030201);
	assert_true(pb_next(&c) && pb_is(&c, 4, 1) && c.value == UINT64_C(0x0807060504030201));
}

/* Lists one by one and packed, numbers as tensors: attribute `v` of an operator. */
static void lists_are_read_in_either_form(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t n, count;
	} reals[] = {
		{ "\x2a\x0d\x0a\x01v\x3d\0\0\x80\x3f\x3d\0\0\0\x40", 15, 2 }, /* 1, 2 */
		{ "\x2a\x0d\x0a\x01v\x3a\x08\0\0\x80\x3f\0\0\0\x40", 15, 2 }, /* packed */
		{ "\x2a\x1b\x0a\x0bv_as_tensor\x2a\x0c\x10\x01\x4a\x08\0\0\x80\x3f\0\0\0\x40", 29,
		  2 }, /* raw bytes of a float tensor */
		{ "\x2a\x23\x0a\x0bv_as_tensor\x2a\x14\x10\x0b\x52\x10\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\x40", 37,
		  2 }, /* of doubles */
		{ "\x2a\x04\x0a\x02vv", 6, 0 },
		{ "\x2a\x0c\x0a\x01v\x3a\x07\0\0\x80\x3f\0\0\0", 14, SIZE_MAX }, /* packed, a byte short */
	};
	for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		onnx_node n;
		const double *v = NULL;
		size_t count = 0;
		cn_code rc = onnx_node_take((cn_str){ reals[i].bytes, reals[i].n }, &n, NULL);
		rc = rc == CN_OK ? onnx_reals(a, &n, "v", &v, &count, NULL) : rc;
		if (rc != (reals[i].count == SIZE_MAX ? CN_EINPUT : CN_OK) || (rc == CN_OK && count != reals[i].count))
			fail_msg("%zu: code %d, %zu numbers", i, rc, count);
		if (count == 2)
			assert_true(v[0] == 1 && v[1] == 2);
	}
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	onnx_node n;
	const int64_t *v;
	size_t count;
	assert_int_equal(onnx_node_take((cn_str){ "\x2a\x08\x0a\x01v\x42\x03\x05\x80\x01", 10 }, &n, NULL), CN_OK);
	assert_int_equal(onnx_ints(a, &n, "v", &v, &count, NULL), CN_OK);
	assert_true(count == 2 && v[0] == 5 && v[1] == 128);
	assert_int_equal(onnx_node_take((cn_str){ "\x2a\x07\x0a\x01v\x42\x02\x05\x80", 9 }, &n, NULL), CN_OK);
	assert_int_equal(onnx_ints(a, &n, "v", &v, &count, NULL), CN_EINPUT);
}

/* ---- what is done with a model ---- */

static void what_was_read_is_explained_and_proved(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	const cn_val *v = NULL;
	unsigned weighted = 0, named = 0;
	assert_int_equal(
	    cn_json_parse(a, file_read(a, "tests/vectors/model", "onnx_models.json"), CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL), CN_OK);
	CN_EACH(c, cn_get(v, "cases")) {
		one x;
		double error = 1;
		take(a, c, &x);
		if (!x.m.trees)
			continue;
		double *phi = CN_NEW(a, double, x.n *x.groups *(x.features + 1));
		assert_int_equal(cn_shap_against(x.m.trees, x.row, 4, x.row, x.n, phi, &error, NULL), CN_OK);
		assert_true(error < 1e-12);
		named += cn_trees_named(x.m.trees) && cn_eqz(cn_trees_feature(x.m.trees, 1), "income");
		if (cn_trees_weighted(x.m.trees)) {
			cn_shap *s = NULL;
			assert_int_equal(cn_shap_new(a, x.m.trees, &s, NULL), CN_OK);
			assert_int_equal(cn_shap_explain(s, x.row, x.n, phi, &error, NULL), CN_OK);
			assert_true(error < 1e-12);
			weighted++;
		}
		if (x.groups > 1)
			continue;
		cn_robust r;
		cn_robust_options o = { .threshold = 0.5 };
		double score[2];
		assert_int_equal(cn_trees_robust(a, x.m.trees, x.row + x.features, &o, &r, NULL), CN_OK);
		if (!r.flipped)
			continue;
		assert_int_equal(cn_trees_score(x.m.trees, x.row + x.features, 1, &score[0], NULL), CN_OK);
		assert_int_equal(cn_trees_score(x.m.trees, r.flipped, 1, &score[1], NULL), CN_OK);
		assert_true((score[0] >= 0.5) != (score[1] >= 0.5));
	}
	assert_int_equal(named, 1);
	assert_int_equal(weighted, 2); /* one says how many rows its nodes saw; one has no splits, where 1 everywhere adds up */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(models_give_what_their_operators_say),
		cmocka_unit_test(a_cut_is_where_the_answer_changes),
		cmocka_unit_test(a_cut_without_steps_is_the_threshold_or_the_next_number),
		cmocka_unit_test(what_is_not_read_is_refused_by_its_name),
		cmocka_unit_test(models_cut_anywhere_are_refused),
		cmocka_unit_test(more_bytes_than_the_bound_are_not_looked_at),
		cmocka_unit_test(fields_are_told_apart_and_their_lengths_held),
		cmocka_unit_test(lists_are_read_in_either_form),
		cmocka_unit_test(what_was_read_is_explained_and_proved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
