/* A kind of record is a table. Its rows check a body, make the JSON Schema and make the docs page; nothing else describes it.
 *
 *   static const cn_field fields[] = {
 *           { "reason", CN_FIELD_TEXT, .required = true, .min = 1, .max = 4000, .what = "why the duty is set aside" },
 *           { "until", CN_FIELD_DATE, .required = true, .what = "the last day it holds" }, { 0 } };
 *   static const cn_ref_rule refs[] = { { "finding", .required = true, .what = "what is waived" }, { 0 } };
 *   const cn_kind cn_kind_waiver = { "waiver/1", "...", fields, refs, .tlp = CN_AMBER_STRICT, .two_person = true };
 * and one line in src/registry.txt:  kind waiver/1 core/kinds/waiver.c cn_kind_waiver
 * Names of people never stand in a body: roles and key ids do. */
#ifndef CN_CORE_KIND_H
#define CN_CORE_KIND_H

#include "core/record.h"

/* CN_FIELD_: the types of fields of records (norm's types of facts are CN_F_). */
typedef enum cn_ftype {
	CN_FIELD_TEXT,    /* min..max bytes (max 0: 4096) */
	CN_FIELD_ID,      /* a token: letters digits . _ - / + : @ #, 1..max bytes (max 0: 256) */
	CN_FIELD_CHOICE,  /* one word of `choices` */
	CN_FIELD_INT,     /* min..max (both 0: the whole range) */
	CN_FIELD_BOOL,
	CN_FIELD_DECIMAL, /* exact decimal text: "2e25" */
	CN_FIELD_REAL,    /* decimal text of a real, at most 12 significant digits: "0.05" */
	CN_FIELD_DATE,    /* "2026-11-23" */
	CN_FIELD_TIME,    /* "2026-11-23T19:20:21Z" */
	CN_FIELD_DIGEST,  /* "sha256:<hex>" */
	CN_FIELD_KEY,     /* base64 of an Ed25519 public key */
	CN_FIELD_BLOB,    /* {"digest","size","media_type"}, optional "name" */
	CN_FIELD_WORDS,   /* text for people by language: {"en": "...", "zh": "..."}; at least one */
	CN_FIELD_MAP,     /* a map with `fields` of its own */
	CN_FIELD_ANY      /* any value of the payload profile; what it means is said elsewhere */
} cn_ftype;

typedef struct cn_field cn_field;
struct cn_field {
	const char *name;
	cn_ftype type;
	bool required;
	unsigned list_max;      /* > 0: a list of at most so many of them */
	unsigned list_min;
	int64_t min, max;
	const char *choices;    /* CN_FIELD_CHOICE: words separated by one space */
	const cn_field *fields; /* CN_FIELD_MAP: ends with a row without a name */
	const char *what;       /* one line, for the schema and the docs */
};

typedef struct cn_ref_rule {
	const char *role;
	bool required;
	bool many;
	const char *what;
} cn_ref_rule;

typedef struct cn_kind cn_kind;
struct cn_kind {
	const char *name; /* "waiver/1" */
	const char *what;
	const cn_field *fields;
	const cn_ref_rule *refs; /* roles that are allowed; NULL: none */
	cn_tlp tlp;              /* default of new records */
	bool is_public;          /* always CLEAR by schema (instruments, keys, ...): `tlp` must be CN_CLEAR */
	bool two_person;         /* takes effect with an approval/1 by another key */
	/* What a table cannot say; NULL: nothing. Called after the fields hold. */
	cn_code (*check)(const cn_record *r, cn_err *err);
};

/* The registry (src/registry.txt): NULL when not known; the i-th, NULL at the end. */
const cn_kind *cn_kind_find(cn_str name);
const cn_kind *cn_kind_at(size_t i);

/* Body, refs and TLP against the table. fails: CN_EINPUT with the precise place: "body.parts[2].digest: not sha256:<64 hex digits>";
 * an unknown field gets the nearest known one as hint. */
CN_MUST_CHECK cn_code cn_kind_check(const cn_kind *k, const cn_record *r, cn_err *err);
/* The same for any map with such a table (handling, manifests). `at` names it in messages: "body". */
CN_MUST_CHECK cn_code cn_fields_check(const cn_field *fields, const cn_val *map, const char *at, cn_err *err);

/* JSON Schema 2020-12 of whole records of this kind, one document; and the Markdown section of docs. */
void cn_kind_schema(const cn_kind *k, cn_arena *a, cn_buf *out);
void cn_kind_doc(const cn_kind *k, cn_buf *out);

/* {"digest": ..., "size": ..., "media_type": ..., "name": ...}: how a body refers to a blob. name may be empty. */
cn_val *cn_blob_ref(cn_arena *a, const cn_digest *d, size_t size, const char *media_type, cn_str name);

#endif
