/* What tests of layers share: include after cmocka.h. */
#ifndef CN_TESTS_UNIT_LAYER_HELP_H
#define CN_TESTS_UNIT_LAYER_HELP_H

#include "lab/media/layer.h"

static inline cn_layer_draft draft_in(cn_arena *a, cn_media_kind kind, const char *carrier)
{
	return (cn_layer_draft){ .a = a, .out = { .kind = kind, .carrier = carrier, .says_ai = CN_UNKNOWN } };
}

/* tests/fuzz/seeds/NAME, at most 64 KiB, in memory of its own size. */
static inline cn_str seed_of(cn_arena *a, const char *name)
{
	const char *root = getenv("CONCORD_SOURCE");
	const char *path = cn_cstr(a, cn_strf(a, "%s/tests/fuzz/seeds/%s", root ? root : ".", name));
	FILE *f = fopen(path, "rb");
	if (!f)
		fail_msg("cannot read %s", path);
	char *p = CN_NEW(a, char, 64 << 10);
	size_t n = fread(p, 1, 64 << 10, f);
	(void)fclose(f);
	return (cn_str){ p, n };
}

static inline void field_is(const cn_media_layer *l, const char *name, const char *value)
{
	for (size_t i = 0; i < l->n_field; i++)
		if (cn_eqz(l->field[i].name, name)) {
			if (!value || !cn_eqz(l->field[i].value, value))
				fail_msg("%s is \"%.*s\"", name, CN_FMT(l->field[i].value));
			return;
		}
	if (value)
		fail_msg("no field %s", name);
}

/* A remark that has both parts of words. */
static inline bool remarked(const cn_media_layer *l, const char *en, const char *zh)
{
	for (size_t i = 0; i < l->n_remark; i++)
		if (strstr(l->remark[i].en, en) && strstr(l->remark[i].zh, zh))
			return true;
	return false;
}

static inline void remarks_are(const cn_media_layer *l, size_t n)
{
	if (l->n_remark != n)
		fail_msg("%zu remarks, the first is: %s", l->n_remark, l->n_remark ? l->remark[0].en : "");
}

#endif
