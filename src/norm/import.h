/* What both importers share. Private to norm. */
#ifndef CN_NORM_IMPORT_H
#define CN_NORM_IMPORT_H

#include "norm/norm.h"

typedef struct cn_importer {
	cn_arena *a;
	const cn_library *lib;
	const cn_import_options *o;
	cn_str file;
	cn_val *report;
	bool zh; /* the file's own texts are Chinese */
	size_t n_node;
	cn_err *err;
} cn_importer;

/* A line of the report. */
void import_says(cn_importer *m, cn_str where, cn_str what);
/* Names every key of `node` that is not in `taken` (ends with NULL). */
void import_left(cn_importer *m, const cn_val *node, const char *const *taken, cn_str where);
/* "Article 5 (1)(a)" as a locator: art_5.1.a; anything else as letters, digits, dots; never empty, never twice in `used`. */
cn_str import_locator(cn_importer *m, cn_val *used, cn_str given, cn_str otherwise);
/* A name made of an id's letters and digits: "EU AI Act" -> eu-ai-act. */
cn_str import_id(cn_importer *m, cn_str given);
/* {en, zh}; a language that the file lacks says so in place of a text. */
cn_val *import_words(cn_importer *m, cn_str en, cn_str zh);
/* Head of an instrument, without provisions; text may be NULL. */
cn_val *import_head(cn_importer *m, cn_str id, cn_str title, cn_str title_zh, cn_str issuer, cn_str version, cn_str date, cn_str source);
/* A provision that somebody may have to meet (asks) or that only structures the text. */
cn_val *import_provision(cn_importer *m, cn_str id, const cn_val *heading, const cn_val *text, bool asks);
/* One more node; fails past the bound. */
cn_code import_count(cn_importer *m);

cn_code import_ciso(cn_importer *m, const cn_val *tree, cn_val *instruments);
cn_code import_oscal(cn_importer *m, const cn_val *tree, cn_val *instruments);

#endif
