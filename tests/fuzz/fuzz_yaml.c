/* Any bytes: a tree or one sentence, never more. And what the quick reader takes, libfyaml reads as the same tree, marks included. */
#include "ext/yaml_plain.h"

/* libfyaml 0.7.12 itself loses a kilobyte on some broken quotes (seeds/yaml/leak.yaml); ours are still looked for. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml\n";
}

static bool same(const cn_val *x, const cn_val *y)
{
	if (!x || !y)
		return x == y;
	if (x->type != y->type || x->quoted != y->quoted || x->line != y->line || x->col != y->col || !cn_eq(x->key, y->key) || x->key_line != y->key_line ||
	    x->key_col != y->key_col)
		return false;
	if (x->type == CN_TEXT)
		return cn_eq(x->s, y->s);
	const cn_val *k = x->first, *m = y->first;
	for (; k && m && same(k, m); m = m->next)
		k = k->next;
	return !k && !m;
}

/* The same conditions as cn_yaml_parse sets. */
static void hold_against_each_other(cn_arena *a, cn_str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (((unsigned char)text.p[i] < 0x20 && text.p[i] != '\n') || text.p[i] == 0x7f)
			return;
	const cn_val *quick = cn_utf8_ok(text) ? cn_yaml_plain(a, text) : NULL, *full = NULL;
	cn_err err = { 0 };
	if (quick && (cn_yaml_full(a, text, CN_S("fuzz.yaml"), &full, &err) != CN_OK || !same(quick, full)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	const cn_val *v = NULL;
	cn_err err = { 0 };
	if (!a)
		return 0;
	cn_code rc = cn_yaml_parse(a, (cn_str){ (const char *)data, size }, CN_S("fuzz.yaml"), &v, &err);
	if ((rc == CN_OK) != (v != NULL))
		abort();
	if (rc != CN_OK && err.msg[0] == 0)
		abort();
	hold_against_each_other(a, (cn_str){ (const char *)data, size });
	return 0;
}
