/* Records and kinds: bytes and back, strictness, what tables refuse and where they say it, keys that come and go. */
#include "core_help.h"

#include "core/jcs.h"
#include "core/keyring.h"

static cn_record full_record(cn_arena *a)
{
	static const cn_ref refs[] = { { { "system", 6 }, { { 1 } } }, { { "evidence", 8 }, { { 2 } } }, { { "evidence", 8 }, { { 3 } } } };
	cn_record r = { .kind = CN_S("waiver/1"), .author = CN_S("node.example"), .seq = 42, .time_us = 1795548000123456, .nonce = { 9, 8, 7 },
			.refs = refs, .n_refs = 3, .after = { CN_S("other.example/log"), 1234, { { 5 } } }, .tlp = CN_AMBER_STRICT };
	cn_val *handling = cn_map(a), *to = cn_put(a, handling, "to", cn_list(a)), *body = cn_map(a);
	cn_push(a, to, cn_textz(a, "group:regulators"));
	cn_put(a, handling, "onward", cn_bool(a, false));
	cn_put(a, body, "system", cn_textz(a, "lender"));
	cn_put(a, body, "duty", cn_textz(a, "eu-ai-act/art_26.6"));
	cn_put(a, body, "role", cn_textz(a, "compliance"));
	cn_put(a, body, "reason", cn_textz(a, "logs move house \xe6\x97\xa5\xe5\xbf\x97"));
	cn_put(a, body, "until", cn_textz(a, "2027-01-31"));
	r.handling = handling;
	r.body = body;
	return r;
}

static void bytes_and_back(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	CN_AUTO_KEY k = help_key(1);
	const cn_key *keys[] = { k };
	cn_record r = full_record(a);
	cn_signed s, t;
	assert_ok(cn_record_sign(a, &r, keys, 1, &s, err));
	assert_ok(cn_record_open(a, s.envelope, &t, err));
	assert_true(cn_digest_eq(&s.id, &t.id) && cn_eq(s.payload, t.payload));
	assert_true(cn_eq(t.rec.kind, r.kind) && cn_eq(t.rec.author, r.author) && t.rec.seq == 42 && t.rec.time_us == r.time_us);
	assert_memory_equal(t.rec.nonce, r.nonce, CN_NONCE_BYTES);
	assert_true(t.rec.n_refs == 3 && cn_eqz(t.rec.refs[2].role, "evidence") && cn_digest_eq(&t.rec.refs[2].to, &r.refs[2].to));
	assert_true(cn_eq(t.rec.after.origin, r.after.origin) && t.rec.after.size == 1234 && cn_digest_eq(&t.rec.after.root, &r.after.root));
	assert_true(t.rec.tlp == CN_AMBER_STRICT && cn_val_eq(t.rec.body, r.body) && cn_val_eq(t.rec.handling, r.handling));
	cn_str again;
	assert_ok(cn_record_write(a, &t.rec, &again, err));
	assert_true(cn_eq(again, s.payload));
	/* the id is of the statement: who signs does not change it */
	CN_AUTO_KEY k2 = help_key(2);
	const cn_key *two[] = { k2, k };
	cn_signed u;
	assert_ok(cn_record_sign(a, &r, two, 2, &u, err));
	assert_true(cn_digest_eq(&u.id, &s.id) && !cn_eq(u.envelope, s.envelope));
	/* its nonce does: two equal statements cannot be told to be equal */
	r.nonce[0]++;
	assert_ok(cn_record_sign(a, &r, keys, 1, &u, err));
	assert_false(cn_digest_eq(&u.id, &s.id));
}

static void reading_is_strict(void **state)
{
	(void)state;
	static const char good[] = "{\"author\":\"n\",\"body\":{},\"kind\":\"odd/1\",\"nonce\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\","
				   "\"refs\":[],\"seq\":0,\"time\":\"2026-11-23T00:00:00Z\",\"tlp\":\"CLEAR\",\"v\":1}";
	static const struct {
		const char *from, *to, *why;
	} cases[] = {
		{ "\"v\":1", "\"v\":2", "another version" },
		{ "\"v\":1", "\"v\":1,\"x\":1", "unknown key" },
		{ "\"author\":\"n\"", "\"author\":\"\"", "no author" },
		{ "\"author\":\"n\"", "\"author\":\"a b\"", "a space in the author" },
		{ "{\"author\":\"n\",", "{", "author missing" },
		{ "odd/1", "odd", "no version" },
		{ "odd/1", "odd/01", "leading zero" },
		{ "odd/1", "Odd/1", "capital" },
		{ "\"seq\":0", "\"seq\":-1", "negative" },
		{ "\"seq\":0", "\"seq\":\"0\"", "text" },
		{ "00:00:00Z", "00:00:00.000000Z", "another spelling of the time" },
		{ "00:00:00Z", "24:00:00Z", "no such time" },
		{ "AAA=", "AA==", "short nonce" },
		{ "CLEAR", "WHITE", "TLP 1.0" },
		{ "\"refs\":[]", "\"refs\":{}", "refs not a list" },
		{ "\"refs\":[]", "\"refs\":[{\"role\":\"x\",\"to\":\"sha256:00\"}]", "short digest" },
		{ "\"refs\":[]", "\"refs\":[1]", "ref not an object" },
		{ "\"body\":{}", "\"body\":[]", "body not an object" },
		{ "{\"author\"", "{\"after\":{\"origin\":\"o\",\"root\":\"AA==\",\"size\":1},\"author\"", "short root" },
		{ "\"kind\"", "\"handling\":{\"secret\":1},\"kind\"", "unknown handling" },
	};
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_record r;
	assert_ok(cn_record_read(a, cn_str_z(good), &r, err)); /* an unknown kind is read: stored, proved, forwarded */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 4096);
		const char *at = strstr(good, cases[i].from);
		cn_buf_put(&b, (cn_str){ good, (size_t)(at - good) });
		cn_buf_putz(&b, cases[i].to);
		cn_buf_putz(&b, at + strlen(cases[i].from));
		if (cn_record_read(a, cn_buf_str(&b), &r, NULL) == CN_OK)
			fail_msg("accepted: %s", cases[i].why);
	}
}

static void refs_and_bytes_have_bounds(void **state)
{
	(void)state;
	for (size_t n = CN_REFS_MAX; n <= CN_REFS_MAX + 1; n++) {
		CN_AUTO_ARENA a = cn_arena_new(16 << 20);
		cn_ref *refs = CN_NEW(a, cn_ref, n);
		cn_record r = { .kind = CN_S("odd/1"), .author = CN_S("n"), .body = cn_map(a), .refs = refs, .n_refs = n };
		for (size_t i = 0; i < n; i++)
			refs[i] = (cn_ref){ CN_S("abcdefghijklmnopqrstuvwxyzabcdef"), { { (uint8_t)i, (uint8_t)(i >> 8) } } };
		cn_str payload;
		assert_int_equal(cn_record_write(a, &r, &payload, NULL), n > CN_REFS_MAX ? CN_ETOOBIG : CN_OK);
	}
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	char *text = CN_NEW(a, char, CN_PAYLOAD_BYTES_MAX);
	memset(text, 'x', CN_PAYLOAD_BYTES_MAX);
	cn_record r = { .kind = CN_S("odd/1"), .author = CN_S("n") };
	cn_str payload;
	r.body = cn_map(a);
	assert_ok(cn_record_write(a, &r, &payload, err));
	size_t room = CN_PAYLOAD_BYTES_MAX - payload.n - strlen("\"x\":\"\"");
	for (size_t more = 0; more <= 1; more++) {
		cn_val *body = cn_map(a);
		cn_put(a, body, "x", cn_text(a, (cn_str){ text, room + more }));
		r.body = body;
		assert_int_equal(cn_record_write(a, &r, &payload, NULL), more ? CN_ETOOBIG : CN_OK);
	}
	/* a full payload fits an entry */
	CN_AUTO_KEY k1 = help_key(1);
	CN_AUTO_KEY k2 = help_key(2);
	const cn_key *keys[] = { k1, k2 };
	cn_val *body = cn_map(a);
	cn_put(a, body, "x", cn_text(a, (cn_str){ text, room }));
	r.body = body;
	cn_signed s;
	assert_ok(cn_record_sign(a, &r, keys, 2, &s, err));
	assert_true(s.envelope.n <= CN_ENTRY_BYTES_MAX);
}

static void seals(void **state)
{
	(void)state;
	cn_digest id = cn_sha256(CN_S("x")), got;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 128);
	cn_seal_write(&id, &b);
	assert_int_equal(b.n, CN_SEAL_BYTES);
	assert_true(cn_seal_parse(cn_buf_str(&b), &got) && cn_digest_eq(&id, &got));
	assert_string_equal(b.p, "concord-seal/v1\n2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\n");
	for (size_t n = 0; n < b.n; n++)
		assert_false(cn_seal_parse(cn_sub(cn_buf_str(&b), 0, n), &got));
	b.p[20] = 'G';
	assert_false(cn_seal_parse(cn_buf_str(&b), &got));
}

/* Every kind's table is well formed: names unique, choices given, public kinds are CLEAR, and its schema is JSON. */
static void tables_are_well_formed(void **state)
{
	(void)state;
	size_t n = 0;
	for (; cn_kind_at(n); n++) {
		const cn_kind *k = cn_kind_at(n);
		assert_ptr_equal(cn_kind_find(cn_str_z(k->name)), k);
		assert_true(!k->is_public || k->tlp == CN_CLEAR);
		assert_non_null(k->what);
		for (const cn_field *f = k->fields; f->name; f++) {
			assert_non_null(f->what);
			assert_true((f->type == CN_FIELD_CHOICE) == (f->choices != NULL));
			assert_true((f->type == CN_FIELD_MAP) == (f->fields != NULL));
			for (const cn_field *g = f + 1; g->name; g++)
				assert_string_not_equal(f->name, g->name);
		}
		CN_AUTO_ARENA a = cn_arena_new(4 << 20);
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 20);
		const cn_val *schema;
		cn_kind_schema(k, a, &b);
		assert_ok(cn_json_parse(a, cn_buf_str(&b), 64, &schema, err));
		assert_true(cn_is_text(cn_get(schema, "title"), k->name));
		const cn_val *body = cn_get(cn_get(schema, "properties"), "body");
		for (const cn_field *f = k->fields; f->name; f++)
			assert_non_null(cn_get(cn_get(body, "properties"), f->name));
		cn_buf_reset(&b);
		cn_kind_doc(k, &b);
		assert_true(cn_contains(cn_buf_str(&b), cn_str_z(k->name)) && !b.failed);
	}
	assert_true(n >= 18);
	assert_null(cn_kind_find(CN_S("nothing/1")));
}

static void tables_say_where(void **state)
{
	(void)state;
	static const struct {
		const char *kind, *body, *want, *hint;
	} cases[] = {
		{ "waiver/1", "{}", "body.system: missing: id of the system", "" },
		{ "waiver/1", "{\"sytem\":\"x\"}", "body.sytem: unknown field", "system" },
		{ "waiver/1", "{\"until\":\"tomorrow\"}", "body.until: not a date such as 2026-11-23", "" },
		{ "waiver/1", "{\"reason\":\"\"}", "body.reason: 0 bytes; 1 to 8000 are allowed", "" },
		{ "system/1", "{\"id\":\"a\",\"parts\":[{\"id\":\"m\"},{\"id\":\"d\",\"digest\":\"sha256:0\"}]}",
		  "body.parts[1].digest: not sha256:<64 lower-case hex digits>", "" },
		{ "system/1", "{\"name\":{\"en\":1}}", "body.name.en: not a text under a language such as en or zh", "" },
		{ "system/1", "{\"markets\":\"EU\"}", "body.markets: not a list", "" },
		{ "duties/1", "{\"as_of\":[]}", "body.as_of: 0 items; 1 to 32 are allowed", "" },
		{ "measurement/1", "{\"value\":\"0.10\"}",
		  "body.value: not a real in record form (at most 12 significant digits, such as \"0.05\" or \"7e-70\")", "" },
		{ "measurement/1", "{\"verdict\":\"maybe\"}", "body.verdict: \"maybe\" is not one of: meets fails not_enough_data", "" },
		{ "measurement/1", "{\"n\":-1}", "body.n: -1 is not in 0..9007199254740991", "" },
		{ "evidence/1", "{\"document\":{\"digest\":1}}", "body.document.digest: not a text", "" },
		{ "policy/1", "{\"limits\":[{\"value\":\"0,8\"}]}", "body.limits[0].value: not an exact decimal such as \"0.05\" or \"2e25\"", "" },
		{ "facts/1", "{\"system\":\"a\"}", "body: needs either facts or set", "" },
		{ "judgement/1", "{\"system\":\"a\",\"answer\":\"yes\",\"role\":\"r\",\"reason\":\"x\"}", "body: needs either duty or fact", "" },
		{ "judgement/1", "{\"system\":\"a b\"}", "body.system: not an id (letters, digits, . _ - / + : @ #; 1 to 256 bytes)", "" },
		{ "assessment/1", "{\"out_of_scope\":1}", "body.out_of_scope: not true or false", "" },
		{ "measurement/1", "{\"n\":\"1\"}", "body.n: not an integer", "" },
		{ "measurement/1", "{\"limit\":[]}", "body.limit: not an object", "" },
		{ "system/1", "{\"name\":{}}", "body.name: not texts by language: {\"en\": \"...\"}", "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		const cn_val *body;
		cn_err why = { 0 };
		assert_ok(cn_json_parse(a, cn_str_z(cases[i].body), 32, &body, err));
		cn_record r = { .kind = cn_str_z(cases[i].kind), .author = CN_S("n"), .body = body, .tlp = CN_AMBER };
		assert_int_equal(cn_kind_check(cn_kind_find(r.kind), &r, &why), CN_EINPUT);
		assert_string_equal(why.msg, cases[i].want);
		assert_string_equal(why.hint, cases[i].hint);
	}
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_record r = full_record(a);
	cn_ref wrong[] = { { CN_S("evidence"), { { 1 } } }, { CN_S("friend"), { { 1 } } } }, twice[] = { { CN_S("system"), { { 1 } } }, { CN_S("system"), { { 2 } } } };
	r.refs = wrong;
	r.n_refs = 2;
	cn_err why;
	assert_int_equal(cn_kind_check(cn_kind_find(r.kind), &r, &why), CN_EINPUT);
	assert_string_equal(why.msg, "refs[1].role: \"friend\" is not a role of waiver/1");
	r.refs = twice;
	assert_int_equal(cn_kind_check(cn_kind_find(r.kind), &r, &why), CN_EINPUT);
	cn_record p = help_record(a, 0, false);
	p.tlp = CN_RED;
	assert_int_equal(cn_kind_check(cn_kind_find(p.kind), &p, NULL), CN_EINPUT); /* public by schema */
	p.tlp = CN_CLEAR;
	p.n_refs = 0;
	assert_int_equal(cn_kind_check(cn_kind_find(p.kind), &p, NULL), CN_EINPUT); /* a role it needs */
}

/* What key/1 says beyond its table; public kinds are CLEAR. */
static void key_records_are_whole(void **state)
{
	(void)state;
	static const char key[] = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
	static const struct {
		const char *action, *key, *more;
		cn_code want;
	} cases[] = {
		{ "add", key, "", CN_OK },
		{ "add", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "", CN_EINPUT }, /* small order */
		{ "add", "AAAA", "", CN_EINPUT },
		{ "rotate", key, "", CN_EINPUT },
		{ "revoke", key, "", CN_EINPUT },
		{ "revoke", key, ",\"last_good_size\":0", CN_OK },
		{ "revoke", key, ",\"last_good_size\":-1", CN_EINPUT },
	};
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const cn_val *body;
		cn_str json = cn_strf(a, "{\"action\":\"%s\",\"use\":\"record\",\"key\":\"%s\"%s}", cases[i].action, cases[i].key, cases[i].more);
		assert_ok(cn_json_parse(a, json, 32, &body, err));
		cn_record r = { .kind = CN_S("key/1"), .author = CN_S("n"), .body = body };
		assert_int_equal(cn_kind_check(cn_kind_find(r.kind), &r, NULL), cases[i].want);
	}
	cn_record other = { .kind = CN_S("odd/1"), .author = CN_S("n"), .body = cn_map(a) };
	assert_int_equal(cn_kind_check(cn_kind_find(CN_S("key/1")), &other, NULL), CN_EINPUT);
	assert_int_equal(cn_fields_check(cn_kind_at(0)->fields, NULL, "body", NULL), CN_EINPUT);
}

/* ---- keys --------------------------------------------------------------------------------------------------------------------- */

static cn_signed key_record(cn_arena *a, int64_t seq, const char *action, const cn_key *subject, const char *replaces_of, const cn_key *old,
			    int64_t last_good, const cn_key *const *signers, unsigned n)
{
	cn_pub pub = cn_key_pub(subject);
	cn_val *body = cn_map(a);
	cn_put(a, body, "action", cn_textz(a, action));
	cn_put(a, body, "use", cn_textz(a, "record"));
	cn_put(a, body, "key", cn_text(a, cn_pub_text(a, &pub)));
	if (replaces_of) {
		cn_pub old_pub = cn_key_pub(old);
		cn_digest id = cn_pub_id(&old_pub);
		cn_put(a, body, replaces_of, cn_text(a, cn_digest_str(a, &id)));
	}
	if (last_good >= 0)
		cn_put(a, body, "last_good_size", cn_int(a, last_good));
	cn_record r = { .kind = CN_S("key/1"), .author = CN_S("node.example"), .seq = seq, .body = body };
	cn_signed s;
	assert_ok(cn_record_sign(a, &r, signers, n, &s, err));
	return s;
}

static void keys_come_and_go(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	CN_AUTO_KEY k1 = help_key(1);
	CN_AUTO_KEY k2 = help_key(2);
	CN_AUTO_KEY k3 = help_key(3);
	CN_AUTO_KEY thief = help_key(66);
	const cn_key *s1[] = { k1 }, *s12[] = { k1, k2 }, *s2[] = { k2 }, *st[] = { thief }, *s1t[] = { k1, thief };
	cn_keyring *ring = cn_keyring_new(a);
	cn_pub p1 = cn_key_pub(k1);
	const cn_ring_key *good;
	assert_ok(cn_keyring_pin(ring, CN_S("node.example"), &p1, CN_S("record"), err));
	cn_signed at5 = help_signed(a, k1, 5, false);
	assert_ok(cn_keyring_verify(ring, &at5, &good, err));
	assert_true(good->from == 0);
	/* a stranger cannot add a key, nor rotate with one signature */
	cn_signed s = key_record(a, 6, "add", thief, NULL, NULL, -1, st, 1);
	assert_int_equal(cn_keyring_fold(ring, &s, NULL), CN_EFORGED);
	s = key_record(a, 6, "rotate", k2, "replaces", k1, -1, s1, 1);
	assert_int_equal(cn_keyring_fold(ring, &s, NULL), CN_EFORGED);
	s = key_record(a, 6, "rotate", k2, "replaces", k1, -1, s2, 1);
	assert_int_equal(cn_keyring_fold(ring, &s, NULL), CN_EFORGED);
	/* rotation at 10: old until 10, new from 10 */
	s = key_record(a, 10, "rotate", k2, "replaces", k1, -1, s12, 2);
	assert_ok(cn_keyring_fold(ring, &s, err));
	assert_ok(cn_keyring_verify(ring, &s, NULL, err));
	assert_ok(cn_keyring_verify(ring, &at5, NULL, err));
	cn_signed old_at_11 = help_signed(a, k1, 11, false), new_at_11 = help_signed(a, k2, 11, false), new_at_9 = help_signed(a, k2, 9, false);
	assert_int_equal(cn_keyring_verify(ring, &old_at_11, NULL, NULL), CN_EFORGED);
	assert_ok(cn_keyring_verify(ring, &new_at_11, NULL, err));
	assert_int_equal(cn_keyring_verify(ring, &new_at_9, NULL, NULL), CN_EFORGED);
	/* the rotated key adds no more */
	s = key_record(a, 12, "add", thief, NULL, NULL, -1, s1t, 2);
	assert_int_equal(cn_keyring_fold(ring, &s, NULL), CN_EFORGED);
	/* a third key, then the second is found stolen: from entry 15 on what it signed does not count, before it does */
	s = key_record(a, 13, "add", k3, NULL, NULL, -1, s2, 1);
	assert_ok(cn_keyring_fold(ring, &s, err));
	cn_signed k3_at_13 = help_signed(a, k3, 13, false), k3_at_14 = help_signed(a, k3, 14, false);
	assert_int_equal(cn_keyring_verify(ring, &k3_at_13, NULL, NULL), CN_EFORGED);
	assert_ok(cn_keyring_verify(ring, &k3_at_14, NULL, err));
	const cn_key *s3[] = { k3 };
	s = key_record(a, 20, "revoke", k2, NULL, NULL, 21, s3, 1);
	assert_int_equal(cn_keyring_fold(ring, &s, NULL), CN_EFORGED); /* a size that is not there yet */
	s = key_record(a, 20, "revoke", k2, NULL, NULL, 15, st, 1);
	assert_int_equal(cn_keyring_fold(ring, &s, NULL), CN_EFORGED); /* by a stranger */
	s = key_record(a, 20, "revoke", k2, NULL, NULL, 15, s3, 1);
	assert_ok(cn_keyring_fold(ring, &s, err));
	cn_signed k2_at_14 = help_signed(a, k2, 14, false), k2_at_15 = help_signed(a, k2, 15, false);
	assert_ok(cn_keyring_verify(ring, &k2_at_14, NULL, err));
	assert_int_equal(cn_keyring_verify(ring, &k2_at_15, NULL, NULL), CN_EFORGED);
	/* a key nobody knows */
	cn_signed unknown = help_signed(a, thief, 5, false);
	assert_int_equal(cn_keyring_verify(ring, &unknown, NULL, NULL), CN_EABSENT);
	size_t n = 0;
	while (cn_keyring_at(ring, n))
		n++;
	assert_int_equal(n, 3);
	assert_ptr_equal(cn_keyring_find(ring, &at5.env.sig[0].keyid), cn_keyring_at(ring, 0));
	/* a small-order key is never enrolled */
	cn_pub zero = { { 0 } };
	assert_int_equal(cn_keyring_pin(ring, CN_S("x"), &zero, CN_S("record"), NULL), CN_EINPUT);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(bytes_and_back),
		cmocka_unit_test(reading_is_strict),
		cmocka_unit_test(refs_and_bytes_have_bounds),
		cmocka_unit_test(seals),
		cmocka_unit_test(tables_are_well_formed),
		cmocka_unit_test(tables_say_where),
		cmocka_unit_test(key_records_are_whole),
		cmocka_unit_test(keys_come_and_go),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
