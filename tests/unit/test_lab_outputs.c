/* lab: counts of outputs by format, in three answers; their shares against statsmodels (tests/vectors/metric); parts of them; a draw. */
#include "lab_help.h"

/* A studio: 14 pictures of two formats, 3 sounds, 1 film. Nothing is known of visible labels but of one picture. */
static void studio(cn_outputs by[CN_MEDIA_FORMATS])
{
	memset(by, 0, CN_MEDIA_FORMATS * sizeof *by);
	by[CN_MEDIA_PNG] = (cn_outputs){ .n = 9, .yes = { 1, 7, 8, 6 }, .unknown = { 8, 0, 0, 0 } };
	by[CN_MEDIA_JPEG] = (cn_outputs){ .n = 5, .yes = { 0, 4, 4, 4 }, .unknown = { 5, 0, 0, 1 } };
	by[CN_MEDIA_WAV] = (cn_outputs){ .n = 3, .yes = { 0, 2, 3, 3 }, .unknown = { 3, 0, 0, 0 } };
	by[CN_MEDIA_MP4] = (cn_outputs){ .n = 1, .yes = { 0, 1, 1, 1 }, .unknown = { 1, 0, 0, 0 } };
}

static cn_counts *counts_of_studio(cn_arena *a, int64_t found, uint64_t seed)
{
	cn_outputs by[CN_MEDIA_FORMATS];
	studio(by);
	cn_counts *c = cn_counts_formats(a, by, found, seed);
	assert_non_null(c);
	return c;
}

static const char *text_of(cn_arena *a, const cn_counts *c)
{
	cn_val *v;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	assert_int_equal(cn_counts_encode(a, c, &v, NULL), CN_OK);
	cn_json_write(&b, v, -1);
	return cn_cstr(a, cn_buf_str(&b));
}

static cn_code decoded(cn_arena *a, const char *json, cn_counts **ret)
{
	const cn_val *v;
	cn_err err = { 0 };
	assert_int_equal(cn_json_parse(a, cn_str_z(json), CN_JSON_DEPTH_MAX, &v, &err), CN_OK);
	return cn_counts_decode(a, v, ret, &err);
}

static const cn_result *share(cn_arena *a, const char *metric, const cn_counts *c)
{
	cn_result *r;
	assert_int_equal(cn_metric_from_counts(a, cn_metric_find(cn_str_z(metric)), c, NULL, &r, NULL), CN_OK);
	return r;
}

static void counts_of_outputs_go_into_a_record_and_come_back(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	static const cn_outputs none[CN_MEDIA_FORMATS];
	cn_counts *all[] = { counts_of_studio(a, 0, 7), counts_of_studio(a, 100000, UINT64_MAX), counts_of_studio(a, 18, 0), cn_counts_formats(a, none, 0, 0),
			     cn_counts_outputs(a, 72, 69, 62) };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		cn_counts *back;
		const char *json = text_of(a, all[i]);
		assert_int_equal(decoded(a, json, &back), CN_OK);
		assert_string_equal(text_of(a, back), json);
		assert_true(back->outputs.n == all[i]->outputs.n && back->n_found == all[i]->n_found && back->draw_seed == all[i]->draw_seed);
		assert_memory_equal(back->outputs.yes, all[i]->outputs.yes, sizeof back->outputs.yes);
		assert_memory_equal(back->outputs.unknown, all[i]->outputs.unknown, sizeof back->outputs.unknown);
	}
	assert_non_null(strstr(text_of(a, all[0]), "\"counts\":\"outputs/2\""));
	assert_null(strstr(text_of(a, all[0]), "drawn_from")); /* no draw, no seed */
	assert_string_equal(text_of(a, all[4]), "{\"rows\":72,\"counts\":\"outputs/1\",\"outputs\":72,\"explicit\":69,\"metadata\":62}");
}

static void damaged_counts_of_outputs_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"{\"rows\":1,\"counts\":\"outputs/3\",\"outputs\":1,\"formats\":[]}",
		"{\"rows\":1,\"counts\":\"outputs/2\",\"outputs\":1,\"formats\":[]}", /* they do not add up */
		"{\"rows\":1,\"counts\":\"outputs/2\",\"outputs\":1}",
		"{\"rows\":2,\"counts\":\"outputs/1\",\"outputs\":1,\"explicit\":0,\"metadata\":0}",
		"{\"rows\":1,\"counts\":\"outputs/1\",\"outputs\":1,\"explicit\":2,\"metadata\":0}",
		"{\"rows\":1,\"counts\":\"outputs/1\",\"outputs\":1,\"explicit\":0}",
	};
	static const struct {
		const char *from, *to;
	} change[] = {
		{ "\"png\"", "\"bmp\"" }, { "\"png\"", "\"jpeg\"" }, { "\"image\"", "\"video\"" }, { "\"unknown\":8", "\"unknown\":9" },
		{ "\"yes\":7", "\"yes\":10" }, { "\"yes\":7", "\"yes\":-1" }, { "\"outputs\":9", "\"outputs\":8" }, { "\"outputs\":9", "\"outputs\":9007199254740991" },
		{ "\"credentials\"", "\"credential\"" }, { "\"seed\":\"5\"", "\"seed\":\"05\"" }, { "\"seed\":\"5\"", "\"seed\":\"18446744073709551616\"" },
		{ "\"seed\":\"5\"", "\"seed\":\"x\"" }, { "\"drawn_from\":40", "\"drawn_from\":17" }, { "\"drawn_from\":40", "\"drawn\":40" },
	};
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_counts *c;
	const char *json = text_of(a, counts_of_studio(a, 40, 5));
	assert_int_equal(decoded(a, json, &c), CN_OK);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(decoded(a, bad[i], &c), CN_EINPUT);
	for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
		const char *at = strstr(json, change[i].from);
		assert_non_null(at);
		cn_str s = cn_strf(a, "%.*s%s%s", (int)(at - json), json, change[i].to, at + strlen(change[i].from));
		if (decoded(a, cn_cstr(a, s), &c) != CN_EINPUT)
			fail_msg("%s as %s is taken", change[i].from, change[i].to);
	}
}

static const char *const SHARES[CN_MARKS] = { "label_explicit_share", "label_metadata_share", "machine_mark_share", "credentials_hold_share" };

/* Counts of n pictures of which x have every mark, and of `unknown` more it cannot be known. */
static cn_counts *pictures(cn_arena *a, int64_t x, int64_t unknown, int64_t n)
{
	cn_outputs by[CN_MEDIA_FORMATS] = { { 0 } };
	cn_outputs *o = &by[CN_MEDIA_PNG];
	o->n = n;
	for (unsigned m = 0; m < CN_MARKS; m++) {
		o->yes[m] = x;
		o->unknown[m] = unknown;
	}
	return cn_counts_formats(a, by, 0, 0);
}

static void shares_of_outputs(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	for (unsigned m = 0; m < CN_MARKS; m++) {
		CN_EACH(c, vectors(a, "proportion_intervals"))
		{
			const cn_val *in = cn_get(c, "in");
			int64_t x = cn_get_int(in, "x", -1), n = cn_get_int(in, "n", -1);
			bool wilson = cn_eqz(cn_get_text(c, "op"), "wilson");
			if (wilson != cn_rule_normal(x, n, 0.95) || (!cn_is_text(cn_get(in, "confidence"), "0.95") && n > 0))
				continue;
			cn_counts *k = m < 2 ? cn_counts_outputs(a, n, m == 0 ? x : 0, m == 1 ? x : 0) : pictures(a, x, 0, n);
			const cn_result *r = share(a, SHARES[m], k);
			want_ends(c, r->main.defined, (cn_interval){ r->main.lo, r->main.hi });
			if (n > 0)
				assert_true(close_to(r->main.value, (double)x / (double)n));
		}
	}
}

/* The case of x of n by the rule, or NULL. */
static const cn_val *share_case(const cn_val *c)
{
	const cn_val *in = cn_get(c, "in");
	int64_t x = cn_get_int(in, "x", -1), n = cn_get_int(in, "n", -1);
	bool wilson = cn_eqz(cn_get_text(c, "op"), "wilson");
	return n > 0 && wilson == cn_rule_normal(x, n, 0.95) && cn_is_text(cn_get(in, "confidence"), "0.95") ? in : NULL;
}

/* Every two cases of one n: x in the first, and what is more in the second as unknown. */
static void shares_of_outputs_partly_known(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_val *cases = vectors(a, "proportion_intervals");
	size_t seen = 0;
	CN_EACH(c, cases)
	{
		const cn_val *one = share_case(c);
		CN_EACH(d, cases)
		{
			const cn_val *two = share_case(d);
			int64_t n = cn_get_int(one, "n", -1), x = cn_get_int(one, "x", -1), most = cn_get_int(two, "x", -1);
			if (!one || !two || n != cn_get_int(two, "n", -1) || x >= most)
				continue;
			seen++;
			for (unsigned m = 0; m < CN_MARKS; m++) {
				const cn_estimate *e = &share(a, SHARES[m], pictures(a, x, most - x, n))->main;
				assert_true(e->n == n && e->unknown == most - x && e->defined == (most - x < n));
				if (!e->defined)
					continue;
				assert_true(close_to(e->value, (double)x / (double)(n - (most - x))));
				assert_true(close_to(e->lo, real_of(cn_get(cn_get(c, "expect"), "lo"))));
				assert_true(close_to(e->hi, real_of(cn_get(cn_get(d, "expect"), "hi"))));
			}
		}
	}
	assert_true(seen >= 15);
}

static void what_cannot_be_known_is_never_a_no(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_counts *c = counts_of_studio(a, 0, 0);
	const cn_result *r = share(a, "label_explicit_share", c);
	cn_judged j;
	assert_true(r->main.defined && r->main.value == 1 && r->main.unknown == 17 && r->main.n == 18 && r->main.hi == 1);
	assert_non_null(strstr(r->caption[0], "Of 17 of 18 outputs"));
	for (int percent = 10; percent <= 100; percent += 10) { /* one picture has it, seventeen may: no limit fails */
		assert_int_equal(cn_lab_judge(a, r, c, NULL, CN_S(">="), percent / 100.0, &j, NULL), CN_OK);
		assert_int_equal(j.verdict, CN_NOT_ENOUGH_DATA);
		assert_int_equal(j.n_needed, 0); /* more outputs of which nothing is known decide nothing */
	}
	/* Outputs that nothing is known of: no number, and no verdict. */
	cn_outputs by[CN_MEDIA_FORMATS] = { { 0 } };
	by[CN_MEDIA_PNG] = (cn_outputs){ .n = 18, .yes = { 0, 0, 18, 0 }, .unknown = { 18, 0, 0, 0 } };
	c = cn_counts_formats(a, by, 0, 0);
	r = share(a, "label_explicit_share", c);
	assert_false(r->main.defined);
	assert_string_equal(r->main.why, "undefined, it cannot be known of any of them");
	assert_int_equal(cn_lab_judge(a, r, c, NULL, CN_S(">="), 0.9, &j, NULL), CN_OK);
	assert_int_equal(j.verdict, CN_NOT_ENOUGH_DATA);
	/* A known no is one: 0 of 18 with an AIGC label. */
	r = share(a, "label_metadata_share", c);
	assert_int_equal(cn_lab_judge(a, r, c, NULL, CN_S(">="), 0.9, &j, NULL), CN_OK);
	assert_int_equal(j.verdict, CN_FAILS);
	/* Counts of before say nothing of what was not looked for. */
	c = cn_counts_outputs(a, 72, 69, 62);
	assert_true(share(a, "label_explicit_share", c)->main.x == 69 && share(a, "label_explicit_share", c)->main.unknown == 0);
	assert_false(share(a, "machine_mark_share", c)->main.defined);
	assert_false(share(a, "credentials_hold_share", c)->main.defined);
}

/* Lower ends of yes of n, upper ends of yes and unknown of n: statsmodels 0.13.5, proportion_confint, method "wilson" or "beta" by the rule. */
static void the_interval_holds_whatever_the_unknown_are(void **state)
{
	(void)state;
	static const struct {
		int64_t yes, unknown, n;
		double lo, hi;
		const char *method;
	} all[] = {
		{ 12, 0, 14, 0.5718708390903011, 0.9822054845168084, "clopper-pearson" }, { 16, 0, 18, 0.652879561391328, 0.9862487843356356, "clopper-pearson" },
		{ 1, 17, 18, 0.0014055561673694222, 1, "clopper-pearson" },		  { 5, 4, 18, 0.09694921252555934, 0.739809417104903, "clopper-pearson" },
		{ 100, 10, 400, 0.2100790142364741, 0.3207418077394244, "wilson" },	  { 385, 12, 400, 0.9390561575554867, 0.9984506410500943, "wilson, clopper-pearson" },
	};
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		cn_outputs by[CN_MEDIA_FORMATS] = { { 0 } };
		by[CN_MEDIA_WEBP] = (cn_outputs){ .n = all[i].n, .yes = { 0, 0, all[i].yes, 0 }, .unknown = { 0, 0, all[i].unknown, 0 } };
		const cn_estimate *e = &share(a, "machine_mark_share", cn_counts_formats(a, by, 0, 0))->main;
		assert_true(fabs(e->lo - all[i].lo) < 1e-9 && fabs(e->hi - all[i].hi) < 1e-9);
		assert_true(fabs(e->value - (double)all[i].yes / (double)(all[i].n - all[i].unknown)) < 1e-12);
		assert_string_equal(e->method, all[i].method);
	}
}

/* Unknowns can be so few that the known ones decide; and then the verdict may go either way. */
static void the_known_ones_may_decide(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	static const struct {
		int64_t yes, unknown;
		double limit;
		cn_verdict want;
	} all[] = { { 390, 10, 0.9, CN_MEETS }, { 100, 10, 0.9, CN_FAILS }, { 350, 50, 0.9, CN_NOT_ENOUGH_DATA }, { 350, 50, 0.8, CN_MEETS } };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		cn_outputs by[CN_MEDIA_FORMATS] = { { 0 } };
		by[CN_MEDIA_GIF] = (cn_outputs){ .n = 400, .yes = { 0, 0, 0, all[i].yes }, .unknown = { 0, 0, 0, all[i].unknown } };
		cn_counts *c = cn_counts_formats(a, by, 0, 0);
		cn_judged j;
		assert_int_equal(cn_lab_judge(a, share(a, "credentials_hold_share", c), c, NULL, CN_S(">="), all[i].limit, &j, NULL), CN_OK);
		assert_int_equal(j.verdict, all[i].want);
	}
}

static void a_share_may_be_of_one_modality_or_format(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_counts *c = counts_of_studio(a, 500, 3);
	cn_outputs_part p;
	assert_true(cn_outputs_part_read(CN_S("modality=image"), &p));
	const cn_counts *images = cn_counts_part(a, c, p);
	assert_true(images->outputs.n == 14 && images->outputs.yes[CN_MARK_MACHINE] == 12 && images->outputs.unknown[CN_MARK_CREDENTIALS] == 1);
	const cn_result *r = share(a, "machine_mark_share", images);
	assert_true(r->main.x == 12 && r->main.n == 14 && r->n_group == 0);
	assert_non_null(strstr(r->caption[0], "18 of 500 outputs were drawn")); /* the draw was of all */
	assert_true(cn_outputs_part_read(CN_S("format=jpeg"), &p));
	assert_int_equal(cn_counts_part(a, c, p)->outputs.n, 5);
	assert_true(cn_outputs_part_read(CN_S("modality=text"), &p));
	assert_false(share(a, "machine_mark_share", cn_counts_part(a, c, p))->main.defined); /* none there */
	assert_true(cn_outputs_part_read(CN_S(""), &p));
	assert_int_equal(cn_counts_part(a, c, p)->outputs.n, 18);
	static const char *const no[] = { "image", "modality=", "modality=picture", "format=other", "format=bmp", "sex", "=png", "modality=image " };
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		assert_false(cn_outputs_part_read(cn_str_z(no[i]), &p));
	/* The table by modality stands beside the share of all. */
	r = share(a, "machine_mark_share", c);
	assert_true(r->main.x == 16 && r->main.n == 18 && r->n_group == 3);
	assert_true(r->group[0].group == CN_MODALITY_IMAGE && r->group[0].est.x == 12 && r->group[1].group == CN_MODALITY_AUDIO && r->group[1].est.n == 3 &&
		    r->group[2].group == CN_MODALITY_VIDEO && r->group[2].est.x == 1);
	cn_outputs by[CN_MEDIA_FORMATS];
	studio(by);
	by[CN_MEDIA_MP4] = (cn_outputs){ 0 };
	r = share(a, "machine_mark_share", cn_counts_formats(a, by, 0, 0));
	assert_true(r->main.n == 17 && r->n_group == 2);
}

static void a_draw_is_the_same_for_a_seed_and_fair_over_seeds(void **state)
{
	(void)state;
	enum { OF = 12, N = 5, SEEDS = 6000 };
	size_t one[OF], two[OF], hit[OF] = { 0 }, pair = 0;
	cn_draw(41, N, OF, one);
	cn_draw(41, N, OF, two);
	assert_memory_equal(one, two, N * sizeof *one);
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		bool in[OF] = { false };
		cn_draw(seed, N, OF, one);
		for (size_t i = 0; i < N; i++) {
			assert_true(one[i] < OF && (i == 0 || one[i] > one[i - 1])); /* rising: none twice */
			hit[one[i]]++;
			in[one[i]] = true;
		}
		pair += in[0] && in[OF - 1];
	}
	for (size_t i = 0; i < OF; i++) /* 2500 expected; standard deviation 38 */
		assert_true(hit[i] > 2500 - 5 * 38 && hit[i] < 2500 + 5 * 38);
	assert_true(pair > 909 - 5 * 28 && pair < 909 + 5 * 28); /* 5/12 x 4/11 of 6000 */
	cn_draw(9, OF, OF, one);
	for (size_t i = 0; i < OF; i++)
		assert_int_equal(one[i], i);
	cn_draw(9, 0, 0, one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_of_outputs_go_into_a_record_and_come_back),
		cmocka_unit_test(damaged_counts_of_outputs_are_refused),
		cmocka_unit_test(shares_of_outputs),
		cmocka_unit_test(shares_of_outputs_partly_known),
		cmocka_unit_test(what_cannot_be_known_is_never_a_no),
		cmocka_unit_test(the_interval_holds_whatever_the_unknown_are),
		cmocka_unit_test(the_known_ones_may_decide),
		cmocka_unit_test(a_share_may_be_of_one_modality_or_format),
		cmocka_unit_test(a_draw_is_the_same_for_a_seed_and_fair_over_seeds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
