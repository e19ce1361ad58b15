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
