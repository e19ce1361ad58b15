/* A vocabulary and facts made up for tests, and instruments built from a line or two. cmocka is included before. */
#ifndef CN_TEST_NORM_SMALL_H
#define CN_TEST_NORM_SMALL_H

#include "norm_help.h"

#define W(id) "{id: " id ", en: " id ", zh: " id "}"
/* The lists that must have just these members. */
#define CLOSED                                                                                                                                         \
	"  force: [" W("binding") ", " W("soft") ", " W("voluntary") ", " W("standard") ", " W("draft") "]\n"                                          \
	"  deontic: [" W("duty") ", " W("prohibition") ", " W("recommendation") ", " W("permission") ", " W("right") ", " W("commitment") ", "         \
	W("definition") ", " W("scope") ", " W("penalty") "]\n  confidence: [" W("read") ", " W("secondary") ", " W("unverified") "]\n"                \
	"  status: [" W("in-force") ", " W("adopted") ", " W("draft") ", " W("bill") ", " W("replaced") ", " W("repealed") ", " W("expired") "]\n"     \
	"  kinds: [" W("act") "]\n  units: [" W("second") ", " W("day") ", " W("week") ", " W("month") ", " W("year") ", " W("FLOP") ", " W("share") "]\n" \
	"  document_types: []\n  people_roles: []\n"
#define LISTS                                                                                                                                          \
	"concord: vocabulary/1\nlists:\n  stages: [" W("use") "]\n  roles: [" W("provider") ", " W("deployer") ", " W("state") ", " W("authority") "]\n" \
	"  themes: [" W("liability") "]\n  properties: []\n  protects: []\n"                                                                           \
	"  acts: [" W("retain") ", " W("delete") ", " W("label") ", " W("strip") ", " W("report") ", " W("classify") ", " W("define") "]\n"           \
	"  objects: [" W("logs") ", " W("inputs") ", " W("content") ", " W("model") "]\n" CLOSED                                                       \
	"places: [" W("AA") ", " W("BB") ", " W("GG") "]\n"                                                                                            \
	"groups: [{id: GG, en: G, zh: G, members: [AA], source: made up}]\n"
#define OPPOSITES "opposites: [{acts: [retain, delete]}, {acts: [label, strip]}]\n"
#define MATTERS "matters: [{id: records, en: R, zh: R, acts: [retain, delete], objects: [logs, inputs]}, {id: classes, en: C, zh: C, acts: [classify, define], objects: [model]}]\n"

#define SMALL_FACTS \
	"concord: facts/1\nfacts:\n" \
	"- {id: big, type: bool, question: {en: q, zh: q}, help: {en: h, zh: h}}\n" \
	"- {id: here, type: bool, per: market, question: {en: q, zh: q}, help: {en: h, zh: h}}\n" \
	"- {id: flop, type: number, question: {en: q, zh: q}, help: {en: h, zh: h}}\n"

static inline cn_str act(cn_arena *a, const char *id, const char *jurisdiction, const char *provisions)
{
	return cn_strf(a,
		       "concord: instrument/1\nid: %s\ntitle: {en: T, zh: T}\nissuer: {en: I, zh: I}\nkind: act\nforce: binding\n"
		       "status: {value: in-force, as_of: 2026-01-01}\njurisdictions: [%s]\ndates: [{date: 2026-01-01, what: entry-into-force}]\n"
		       "official: {reference: R}\nsources: [{read: R, extent: full-text, on: 2026-01-01}]\nconfidence: read\nprovisions:\n%s",
		       id, jurisdiction, provisions);
}

/* "deontic, act, object, more" of one provision. */
static inline const char *rule(cn_arena *a, const char *deontic, const char *what, const char *object, const char *more)
{
	return cn_strf(a, "- {id: art_1, heading: {en: H, zh: H}, text: {en: T, zh: T}, deontic: %s, act: %s, object: %s, roles: [provider], %s}\n", deontic, what,
		       object, more)
		.p;
}

static inline cn_date day(const char *z)
{
	cn_date d = 0;
	assert_int_equal(cn_date_parse(cn_str_z(z), &d, NULL), CN_OK);
	return d;
}

#endif
