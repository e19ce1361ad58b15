/* What layers have in common: fields fit to show, remarks, terms, words. */
#include "lab/media/layer.h"
#include "lab/media/media.h"

enum { ROOM_FIRST = 8, WORDS_BYTES_MAX = 1024 };

#if defined CN_ANALYZER && !defined __clang__ /* it does not follow a pointer that memcpy carries */
#pragma GCC diagnostic ignored "-Wanalyzer-use-of-uninitialized-value"
#endif
/* More room for one; false: no memory. */
static bool grow(cn_arena *a, void *at, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return true;
	void *old, *bigger = cn_alloc(a, *room ? *room * 2 : ROOM_FIRST, size);
	if (!bigger)
		return false;
	memcpy(&old, at, sizeof old);
	if (n > 0)
		memcpy(bigger, old, n * size);
	memcpy(at, &bigger, sizeof bigger);
	*room = *room ? *room * 2 : ROOM_FIRST;
	return true;
}

/* Control characters would move the cursor of whoever reads; line ends and tabs stay. */
static bool printable(uint32_t cp)
{
	return cp == '\t' || cp == '\n' || cp == '\r' || (cp >= 0x20 && cp != 0x7f && !(cp >= 0x80 && cp < 0xa0));
}

static bool fit_at(cn_str s, size_t i, size_t *step)
{
	uint32_t cp;
	*step = cn_utf8_at(s, i, &cp);
	return printable(cp) && !(cp == 0xfffd && *step == 1);
}

cn_str cn_layer_shown(cn_arena *a, cn_str value, size_t most)
{
	size_t n = 0, unfit = 0, step;
	for (; n < value.n; n += step) { /* the longest beginning that fits */
		bool fit = fit_at(value, n, &step);
		if (step > most - n)
			break;
		unfit += !fit;
	}
	value = cn_sub(value, 0, n);
	char *p = unfit ? CN_NEW(a, char, n + 2 * unfit) : NULL;
	if (unfit == 0)
		return value;
	n = 0;
	for (size_t i = 0; p && i < value.n; i += step) {
		bool fit = fit_at(value, i, &step);
		memcpy(p + n, fit ? value.p + i : "\xef\xbf\xbd", fit ? step : 3);
		n += fit ? step : 3;
	}
	return (cn_str){ p, p ? n : 0 };
}

void cn_layer_remark(cn_layer_draft *d, const char *en, const char *zh)
{
	if (d->out.n_remark == CN_LAYER_REMARKS_MAX)
		return; /* the last one says so already */
	if (!grow(d->a, &d->remark, d->out.n_remark, &d->room_remark, sizeof *d->remark))
		return;
	bool last = d->out.n_remark == CN_LAYER_REMARKS_MAX - 1;
	d->remark[d->out.n_remark++] =
	    last ? (cn_media_remark){ "more remarks are left out", "其余说明从略" } : (cn_media_remark){ en, zh };
	d->out.remark = d->remark;
}

void cn_layer_field(cn_layer_draft *d, const char *name, cn_str value)
{
	if (d->out.n_field == CN_LAYER_FIELDS_MAX) {
		const cn_media_remark *last = d->out.n_remark ? &d->remark[d->out.n_remark - 1] : NULL;
		static const char MORE[] = "more fields are left out";
		if (!last || strcmp(last->en, MORE) != 0)
			cn_layer_remark(d, MORE, "其余字段从略");
		return;
	}
	if (!grow(d->a, &d->field, d->out.n_field, &d->room_field, sizeof *d->field))
		return;
	d->field[d->out.n_field++] = (cn_media_field){ cn_str_z(name), cn_layer_shown(d->a, value, CN_LAYER_VALUE_BYTES_MAX) };
	d->out.field = d->field;
}

void cn_layer_source_type(cn_layer_draft *d, const char *name, cn_str value)
{
	const cn_source_type *t = cn_source_type_of(value);
	cn_layer_field(d, name, value);
	if (d->source_type.n == 0)
		d->source_type = value;
	if (!t) {
		cn_layer_remark(d, "a source type that is not in the vocabulary", "数字来源类型不在词表中");
		return;
	}
	if (t->retired)
		cn_layer_remark(d, CN_LAYER_TEXT(d->a, "the term %s is retired", t->term),
				CN_LAYER_TEXT(d->a, "术语 %s 已停用", t->term));
	if (d->out.says_ai == CN_UNKNOWN)
		d->out.says_ai = t->says_ai;
	else if (t->says_ai == CN_TRUE && d->out.says_ai == CN_FALSE) {
		cn_layer_remark(d, "it names source types that exclude each other", "其中的数字来源类型互相矛盾");
		d->out.says_ai = CN_TRUE;
	}
}

void cn_layer_words(cn_layer_draft *d, const char *name, cn_str value, bool always)
{
	cn_label_found f = { 0 };
	cn_str shown = cn_layer_shown(d->a, value, WORDS_BYTES_MAX);
	bool said = !cn_starts(shown, "---") && cn_label_check(shown, &f, NULL) == CN_OK && f.explicit_label;
	if (always || said)
		cn_layer_field(d, name, value);
	if (!said)
		return;
	cn_layer_remark(d, CN_LAYER_TEXT(d->a, "%s says in words that AI made it", name),
			CN_LAYER_TEXT(d->a, "%s 以文字表明由人工智能生成", name));
	if (d->out.says_ai == CN_UNKNOWN)
		d->out.says_ai = CN_TRUE;
}
