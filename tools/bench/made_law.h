/* A law made by dice, for bench, properties and outside judges: facts, instruments with conditions of about `leaves` tests, and systems
 * that state a share of the facts. The same seed makes the same law everywhere. Vocabulary: the real one. */
#ifndef CN_TOOLS_MADE_LAW_H
#define CN_TOOLS_MADE_LAW_H

#include "ext/yaml.h"
#include "norm/norm.h"

enum { MADE_TEXT_BYTES = 64 << 20, MADE_FILES_MAX = 512, MADE_MEMBERS = 4, MADE_DEFINITIONS = 4 };

typedef struct made_law {
	unsigned facts, leaves, provisions, of_instrument; /* of_instrument: provisions of one file */
	bool plain; /* only what other engines know too: no definitions, periods with conditions, presumptions, ?: or == between conditions */
	cn_rng rng;
} made_law;

static inline unsigned made_below(made_law *m, unsigned n)
{
	return (unsigned)cn_rng_below(&m->rng, n);
}

/* Of ten facts five are yes or no, two sets, one a text, one a number, one a date. */
static inline char made_kind(unsigned fact)
{
	return "bbbbbsstnd"[fact % 10];
}

static inline void made_facts(const made_law *m, cn_buf *b)
{
	static const char *const type[] = { ['b'] = "bool", ['s'] = "set", ['t'] = "text", ['n'] = "number", ['d'] = "date" };
	cn_buf_putz(b, "concord: facts/1\nfacts:\n");
	for (unsigned i = 0; i < m->facts; i++) {
		char k = made_kind(i);
		cn_buf_printf(b, "- id: f%u\n  type: %s\n  question: {en: \"Is f%u so?\", zh: \"f%u?\"}\n  help: {en: A, zh: A}\n", i, type[(unsigned char)k], i, i);
		if (k != 's' && k != 't')
			continue;
		cn_buf_putz(b, "  values: [m0, m1, m2, m3]\n  labels: {");
		for (unsigned j = 0; j < MADE_MEMBERS; j++)
			cn_buf_printf(b, "%sm%u: {en: M%u, zh: M%u}", j ? ", " : "", j, j, j);
		cn_buf_putz(b, "}\n");
	}
}

static inline void made_leaf(made_law *m, cn_buf *b)
{
	static const char *const ops[] = { "==", "!=", "<", "<=", ">", ">=" };
	unsigned i = made_below(m, m->facts), four = made_below(m, 4), op = made_below(m, 6); /* one by one: arguments have no order */
	switch (made_kind(i)) {
	case 's':
		cn_buf_printf(b, "\"m%u\" in f%u", four, i);
		break;
	case 't':
		cn_buf_printf(b, "f%u %s \"m%u\"", i, ops[op % 2], four);
		break;
	case 'n':
		cn_buf_printf(b, "f%u %s %u", i, ops[op], 10 * four);
		break;
	case 'd':
		cn_buf_printf(b, "f%u %s timestamp(\"2026-0%u-01T00:00:00Z\")", i, ops[op], 1 + four);
		break;
	default:
		cn_buf_printf(b, "f%u", i);
	}
}

static inline void made_condition(made_law *m, cn_buf *b, unsigned leaves, bool any, unsigned definitions)
{
	if (leaves <= 1) {
		bool defined = definitions && made_below(m, 6) == 0, negated = made_below(m, 8) == 0;
		cn_buf_putz(b, negated ? "!(" : "");
		if (defined)
			cn_buf_printf(b, "d%u", made_below(m, definitions));
		else
			made_leaf(m, b);
		cn_buf_putz(b, negated ? ")" : "");
		return;
	}
	unsigned parts = 2 + made_below(m, 2), turn = m->plain ? 9 : made_below(m, 10);
	if (turn < 2) { /* ?: or == between two conditions */
		parts = turn == 0 ? 3 : 2;
		any = !any;
	}
	parts = parts > leaves ? leaves : parts;
	for (unsigned i = 0; i < parts; i++) {
		unsigned n = leaves / parts + (i < leaves % parts);
		const char *sign = turn == 0 && parts == 3 ? (i == 1 ? " ? " : " : ") : turn == 1 ? " == " : any ? " || " : " && ";
		cn_buf_printf(b, "%s(", i ? sign : "");
		made_condition(m, b, n, !any, definitions);
		cn_buf_putc(b, ')');
	}
}

static inline void made_definitions(made_law *m, cn_buf *b)
{
	cn_buf_putz(b, "definitions:\n");
	for (unsigned i = 0; i < MADE_DEFINITIONS; i++) {
		cn_buf_printf(b, "- {id: d%u, confidence: %s, when: '", i, i == 1 ? "secondary" : "read");
		made_condition(m, b, 4, false, i);
		cn_buf_putz(b, "'}\n");
	}
	/* Often enough that every draw has answers that rest on them. */
	cn_buf_putz(b, "presumptions:\n");
	for (unsigned i = 0; i < 10; i++) {
		unsigned when = 10 * made_below(m, m->facts / 10) + 1, kind = made_below(m, 2);
		cn_buf_printf(b, "- {fact: f%u, value: \"true\", by: art_1, when: '", i / 5 * 10 + i % 5);
		if (kind)
			cn_buf_printf(b, "f%u || !f%u'}\n", when, when);
		else
			cn_buf_printf(b, "f%u'}\n", when);
	}
}

static inline void made_periods(made_law *m, cn_buf *b)
{
	unsigned n = m->plain ? 0 : made_below(m, 3);
	cn_buf_putz(b, n ? "  applies:\n" : "  applies: [{from: 2020-01-01}]\n");
	for (unsigned i = 0; i < n; i++) {
		cn_buf_printf(b, "  - {from: 202%u-01-01", 4 + made_below(m, 3));
		if (made_below(m, 4) == 0)
			cn_buf_printf(b, ", until: 202%u-06-30", 6 + made_below(m, 2));
		if (made_below(m, 2)) {
			cn_buf_putz(b, ", when: '");
			made_condition(m, b, 2, false, MADE_DEFINITIONS);
			cn_buf_putc(b, '\'');
		}
		cn_buf_putz(b, "}\n");
	}
}

static inline void made_instrument(made_law *m, cn_buf *b, unsigned k, unsigned provisions)
{
	static const char *const force[] = { "binding", "soft", "voluntary", "standard" }, *const place[] = { "EU", "CN", "EU, KR", "KE" };
	static const char *const role[] = { "provider", "deployer", "provider, deployer", "importer, user, deployer" };
	cn_buf_printf(b, "concord: instrument/1\nid: made-%u\ntitle: {en: Made %u, zh: M%u}\nissuer: {en: Dice, zh: D}\nkind: regulation\nforce: %s\n", k, k, k,
		      m->plain ? "binding" : force[k % 4]);
	cn_buf_printf(b, "status: {value: in-force, as_of: 2026-01-01}\njurisdictions: [%s]\ndates: [{date: 2020-01-01, what: entry-into-force}]\n",
		      m->plain ? "EU" : place[made_below(m, 4)]);
	cn_buf_putz(b, "official: {reference: made, url: \"https://example.org\"}\nsources: [{read: made, extent: full-text, on: 2026-01-01}]\nconfidence: read\n");
	if (!m->plain)
		made_definitions(m, b);
	cn_buf_putz(b, "provisions:\n");
	for (unsigned i = 0; i < provisions; i++) {
		cn_buf_printf(b, "- id: art_%u\n  heading: {en: A, zh: A}\n  text: {en: A, zh: A}\n  deontic: %s\n  act: retain\n  object: automatic-logs\n", i + 1,
			      i % 7 == 6 ? "prohibition" : "duty");
		cn_buf_printf(b, "  roles: [%s]\n  stages: [use]\n  themes: [data-privacy]\n  applies_when: '", m->plain ? "provider" : role[made_below(m, 4)]);
		made_condition(m, b, m->leaves - 2 + made_below(m, 5), i % 2 == 1, m->plain ? 0 : MADE_DEFINITIONS);
		cn_buf_putz(b, "'\n");
		made_periods(m, b);
	}
}

static inline cn_code made_file(cn_arena *a, const cn_buf *b, const char *name, cn_norm_file *ret, cn_err *err)
{
	*ret = (cn_norm_file){ .name = cn_str_z(name) };
	return cn_yaml_parse(a, cn_buf_str(b), ret->name, &ret->tree, err);
}

/* vocabulary: the text of norms/vocabulary.yaml */
static inline cn_code made_library(cn_arena *a, made_law *m, cn_str vocabulary, const cn_library **ret, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, MADE_TEXT_BYTES);
	static cn_norm_file file[MADE_FILES_MAX];
	unsigned n = 2, left = m->provisions;
	file[0].name = CN_S("vocabulary.yaml");
	CN_TRY(cn_yaml_parse(a, vocabulary, file[0].name, &file[0].tree, err));
	made_facts(m, &b);
	CN_TRY(made_file(a, &b, "facts.yaml", &file[1], err));
	for (; left && n < MADE_FILES_MAX; n++) {
		unsigned some = left < m->of_instrument ? left : m->of_instrument;
		cn_buf_reset(&b);
		made_instrument(m, &b, n - 2, some);
		CN_TRY(made_file(a, &b, cn_strf(a, "made-%u.yaml", n - 2).p, &file[n], err));
		left -= some;
	}
	cn_problems problems;
	return cn_library_load(a, file, n, ret, &problems, err);
}

/* A value in a manifest, each known with known_of_100 in 100. */
static inline cn_val *made_value(cn_arena *a, made_law *m, unsigned fact, unsigned known_of_100)
{
	if (made_kind(fact) == 's') {
		cn_val *v = cn_map(a);
		for (unsigned i = 0; i < MADE_MEMBERS; i++)
			if (made_below(m, 100) < known_of_100)
				cn_put_s(a, v, cn_strf(a, "m%u", i), cn_textz(a, made_below(m, 2) ? "yes" : "no"));
		return v;
	}
	if (made_below(m, 100) >= known_of_100)
		return NULL;
	unsigned month = 1 + made_below(m, 5), day = 1 + made_below(m, 2);
	switch (made_kind(fact)) {
	case 't':
		return cn_text(a, cn_strf(a, "m%u", made_below(m, MADE_MEMBERS)));
	case 'n':
		return cn_text(a, cn_strf(a, "%u", 5 * made_below(m, 9)));
	case 'd':
		return cn_text(a, cn_strf(a, "2026-0%u-0%u", month, day));
	default:
		return cn_textz(a, made_below(m, 2) ? "yes" : "no");
	}
}

/* One system: a provider in the EU. more: other markets and actors too, with their dates. */
static inline cn_code made_system(cn_arena *a, made_law *m, const cn_library *lib, unsigned known_of_100, bool more, const cn_profile **ret, cn_err *err)
{
	static const char *const markets[] = { "EU", "{code: CN, from: 2026-03-01}", "{code: KR, until: 2026-09-30}", "KE" };
	static const char *const actors[] = { "{role: provider, place: DE}", "{role: deployer}", "{role: unknown, place: KE}", "{role: user}" };
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	cn_buf_putz(&b, "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [EU");
	for (unsigned i = 1; more && i < 4; i++)
		if (made_below(m, 2))
			cn_buf_printf(&b, ", %s", markets[i]);
	cn_buf_putz(&b, more ? "]\n" : "]\nactors: [{role: provider, place: DE}]\n");
	if (more && made_below(m, 4)) {
		cn_buf_printf(&b, "actors: [%s", actors[made_below(m, 4)]);
		if (made_below(m, 2))
			cn_buf_printf(&b, ", %s", actors[made_below(m, 4)]);
		cn_buf_putz(&b, "]\n");
	}
	const cn_val *read = NULL;
	CN_TRY(cn_yaml_parse(a, cn_buf_str(&b), CN_S("system.yaml"), &read, err));
	cn_val *tree = cn_val_copy(a, read), *facts = cn_map(a);
	for (unsigned i = 0; i < m->facts; i++) {
		cn_val *v = made_value(a, m, i, known_of_100);
		if (v && !(v->type == CN_MAP && v->n == 0))
			cn_put_s(a, facts, cn_strf(a, "f%u", i), v);
	}
	cn_put(a, tree, "facts", facts);
	return cn_profile_read(a, lib, tree, CN_S("system.yaml"), ret, NULL, err);
}

#endif
