/* Fields of text that containers have: which of them say who or what made the file, and which say AI. */
#include "lab/media/layer.h"

/* Keys in small letters; of ID3, Vorbis, PNG, RIFF, QuickTime and PDF. */
static const char *const MAKERS[] = {
	"software",
	"encoder",
	"encoded_by",
	"encoded-by",
	"tsse",
	"tenc",
	"isft",
	"ieng",
	"\302\251too",
	"\302\251swr",
	"\302\251enc",
	"writing_app",
	"creator",
	"producer",
	"creation_tool",
	"generator",
	"com.apple.quicktime.software",
	"com.apple.quicktime.creationtool",
	/* people */
	"author",
	"artist",
	"performer",
	"tpe1",
	"iart",
	"\302\251art",
	"\302\251aut",
	"com.apple.quicktime.artist",
	"com.apple.quicktime.author",
	"copyright",
	"tcop",
	"icop",
	"\302\251cpy",
	"organization",
	"tpub",
	"com.apple.quicktime.copyright",
	/* devices */
	"make",
	"model",
	"\302\251mak",
	"\302\251mod",
	"com.apple.quicktime.make",
	"com.apple.quicktime.model",
};

static cn_str small(cn_str key, char room[64])
{
	size_t n = key.n < 64 ? key.n : 64;
	for (size_t i = 0; i < n; i++)
		room[i] = (char)(key.p[i] >= 'A' && key.p[i] <= 'Z' ? key.p[i] - 'A' + 'a' : key.p[i]);
	return (cn_str){ room, n };
}

/* "parameters" of the web interface of Stable Diffusion: a prompt, then "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1".
 * "prompt" of ComfyUI: JSON of nodes, each with its class_type. Both interfaces document that they write them into what they
 * generate. */
void cn_layer_settings(cn_layer_draft *d, const char *name, cn_str value)
{
	bool lines =
	    cn_contains(value, CN_S("Steps: ")) && cn_contains(value, CN_S("Sampler: ")) && cn_contains(value, CN_S("Seed: "));
	bool nodes =
	    cn_starts(cn_trim(value), "{") && cn_contains(value, CN_S("\"class_type\"")) && cn_contains(value, CN_S("\"inputs\""));
	if (!lines && !nodes) {
		cn_layer_words(d, name, value, false);
		return;
	}
	cn_layer_field(d, name, value);
	cn_layer_remark(d,
			nodes ? "settings of a generator, as ComfyUI writes them"
			      : "settings of a generator, as interfaces of Stable Diffusion write them",
			nodes ? "生成器参数，格式同 ComfyUI" : "生成器参数，格式同 Stable Diffusion 界面");
	d->out.says_ai = CN_TRUE;
}

void cn_layer_of_tag(cn_layer_draft *d, cn_str key, cn_str value)
{
	char room[64];
	cn_str k = small(key, room);
	const char *name = CN_LAYER_TEXT(d->a, "%.*s", CN_FMT(cn_layer_shown(d->a, key, 128)));
	for (size_t i = 0; i < sizeof MAKERS / sizeof *MAKERS; i++)
		if (cn_eqz(k, MAKERS[i])) {
			cn_layer_words(d, name, value, true);
			return;
		}
	cn_layer_settings(d, name, value);
}
