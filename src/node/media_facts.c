/* The facts that reading a file tells, as facts of conditions. */
#include "node/load.h"

#define S(z) { "" z, sizeof z - 1 }
#define M(id, en, zh) { S(id), { S(en), S(zh) } }
static const cn_member modality[] = { M("image", "image", "图像"), M("audio", "audio", "音频"), M("video", "video", "视频"), M("text", "text", "文本") };
static const cn_member format[] = {
#define X(id, name, type, kind) M(name, name, name),
#include "lab/media/formats.def"
#undef X
};

enum {
#define X(name, kind, en, zh) FACT_##name,
#include "lab/media/facts.def"
#undef X
	FACTS
};

static_assert((int)FACTS == (int)CN_MEDIA_FACTS, "the facts of the file, in the order of the lab");

/* A question is what a value follows: "container:". */
static const cn_fact as_in_file[FACTS] = {
#define X(name, kind, en, zh) [FACT_##name] = { .id = S(#name), .type = CN_F_##kind, .question = { S(en ":"), S(zh "：") } },
#include "lab/media/facts.def"
#undef X
};

cn_code cn_media_fact_table(cn_arena *a, const cn_fact **ret, size_t *ret_n, cn_err *err)
{
	cn_fact *f = CN_NEW(a, cn_fact, FACTS);
	if (!f)
		return cn_arena_fail(a, err);
	memcpy(f, as_in_file, sizeof as_in_file);
	f[FACT_modality].member = modality;
	f[FACT_modality].n_member = sizeof modality / sizeof modality[0];
	f[FACT_format].member = format;
	f[FACT_format].n_member = sizeof format / sizeof format[0];
	*ret = f;
	*ret_n = FACTS;
	return CN_OK;
}

static cn_words own_words(const cn_media_fact *f)
{
	return (cn_words){ cn_str_z(f->why_en), cn_str_z(f->why_zh) };
}

/* A file that is of no format here has the modality "" and the format "other", which say nothing. */
static bool is_member(const cn_fact *f, cn_str text)
{
	for (size_t i = 0; i < f->n_member; i++)
		if (cn_eq(f->member[i].id, text))
			return true;
	return f->n_member == 0 && text.n > 0;
}

cn_code cn_media_given(cn_arena *a, const cn_media_layers *l, cn_content_fact **ret, size_t *ret_n, cn_err *err)
{
	const cn_fact *fact;
	size_t n_fact, n = 0;
	CN_TRY(cn_media_fact_table(a, &fact, &n_fact, err));
	cn_content_fact *given = CN_NEW(a, cn_content_fact, FACTS);
	if (!given)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < FACTS; i++) {
		const cn_media_fact *f = &l->fact[i];
		cn_content_fact g = { .name = fact[i].id, .why = own_words(f) };
		if (fact[i].type == CN_F_BOOL) {
			g.b = f->b;
		} else if (fact[i].type == CN_F_NUMBER) {
			g.as = CN_GIVEN_NUMBER;
			g.number = f->number;
		} else {
			g.as = CN_GIVEN_TEXT;
			g.text = f->text;
		}
		if (fact[i].type == CN_F_BOOL || (f->known && (fact[i].type == CN_F_NUMBER || is_member(&fact[i], f->text))))
			given[n++] = g;
	}
	*ret = given;
	*ret_n = n;
	return CN_OK;
}
