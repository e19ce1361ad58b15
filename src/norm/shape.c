/* The formats of docs/instrument.md and of the manifest, as tables, and the strict check by them. */
#include "norm/shape.h"

#define L CN_LIST_OF
#define N CN_NEEDED

static const cn_shape_key member_fields[] = { { "id", CN_K_TEXT, N }, { "en", CN_K_TEXT, N }, { "zh", CN_K_TEXT, N }, { "note", CN_K_NOTE }, { 0 } };
static const cn_shape member_shape = { "a list entry", member_fields, false };
static const cn_shape_key stay_fields[] = { { "code", CN_K_PLACE, N }, { "from", CN_K_DATE }, { "until", CN_K_DATE }, { 0 } };
static const cn_shape stay_shape = { "a member with dates", stay_fields, false };
static const cn_shape_key group_fields[] = { { "id", CN_K_TEXT, N }, { "en", CN_K_TEXT, N }, { "zh", CN_K_TEXT, N },
					 { "members", CN_K_CODE, N | L, NULL, &stay_shape }, { "source", CN_K_TEXT, N }, { "note", CN_K_NOTE }, { 0 } };
static const cn_shape group_shape = { "a group", group_fields, false };
static const cn_shape_key opposite_fields[] = { { "acts", CN_K_LISTED, N | L, "acts" }, { "note", CN_K_NOTE }, { 0 } };
static const cn_shape opposite_shape = { "a pair of opposite acts", opposite_fields, false };
static const cn_shape_key matter_fields[] = { { "id", CN_K_ID, N }, { "en", CN_K_TEXT, N }, { "zh", CN_K_TEXT, N }, { "acts", CN_K_LISTED, N | L, "acts" },
					  { "objects", CN_K_LISTED, N | L, "objects" }, { "note", CN_K_NOTE }, { 0 } };
static const cn_shape matter_shape = { "a matter", matter_fields, false };
static const cn_shape_key vocabulary_fields[] = { { "concord", CN_K_TEXT, N }, { "lists", CN_K_LISTS, N, NULL, &member_shape },
					      { "places", CN_K_MAP, N | L | CN_BLOCK, NULL, &member_shape },
					      { "groups", CN_K_MAP, L | CN_BLOCK, NULL, &group_shape },
					      { "opposites", CN_K_MAP, L | CN_BLOCK, NULL, &opposite_shape },
					      { "matters", CN_K_MAP, L | CN_BLOCK, NULL, &matter_shape }, { 0 } };
static const cn_shape vocabulary_shape = { "a vocabulary", vocabulary_fields, true };

static const cn_shape_key fact_fields[] = { { "id", CN_K_NAME, N }, { "type", CN_K_ENUM, N, "bool set text number date" }, { "values", CN_K_ID, L },
					{ "labels", CN_K_LABELS, CN_BLOCK }, { "unit", CN_K_TEXT }, { "question", CN_K_WORDS, N }, { "help", CN_K_WORDS, N },
					{ "judgement", CN_K_LISTED, 0, "people_roles" }, { "per", CN_K_ENUM, 0, "system market" }, { 0 } };
static const cn_shape fact_shape = { "a fact", fact_fields, true };
static const cn_shape_key facts_fields[] = { { "concord", CN_K_TEXT, N }, { "facts", CN_K_MAP, N | L, NULL, &fact_shape }, { 0 } };
static const cn_shape facts_shape = { "a list of facts", facts_fields, true };

static const cn_shape_key cover_fields[] = { { "jurisdiction", CN_K_PLACE, N }, { "theme", CN_K_LISTED, N, "themes" },
					 { "level", CN_K_ENUM, N, "complete partial empty" }, { "as_of", CN_K_DATE, N }, { "note", CN_K_WORDS }, { 0 } };
static const cn_shape cover_shape = { "a coverage entry", cover_fields, false };
static const cn_shape_key coverage_fields[] = { { "concord", CN_K_TEXT, N }, { "coverage", CN_K_MAP, N | L | CN_BLOCK, NULL, &cover_shape }, { 0 } };
static const cn_shape coverage_shape = { "a coverage list", coverage_fields, true };

static const cn_shape_key status_fields[] = { { "value", CN_K_LISTED, N, "status" }, { "as_of", CN_K_DATE, N }, { "note", CN_K_WORDS }, { 0 } };
static const cn_shape status_shape = { "a status", status_fields, false };
static const cn_shape_key date_fields[] = { { "date", CN_K_DATE, N },
					{ "what", CN_K_ENUM, N, "adopted entry-into-force applies amended repealed expires expired replaced draft" },
					{ "by", CN_K_TEXT }, { "note", CN_K_WORDS }, { 0 } };
static const cn_shape date_shape = { "a date of an instrument", date_fields, false };
static const cn_shape_key official_fields[] = { { "reference", CN_K_TEXT, N }, { "url", CN_K_TEXT }, { 0 } };
static const cn_shape official_shape = { "an official reference", official_fields, false };
static const cn_shape_key source_fields[] = { { "read", CN_K_TEXT, N }, { "extent", CN_K_ENUM, N, "full-text extract summary secondary none" },
					  { "on", CN_K_DATE, N }, { 0 } };
static const cn_shape source_shape = { "a source", source_fields, false };
static const cn_shape_key definition_fields[] = { { "id", CN_K_NAME, N }, { "when", CN_K_EXPR, N }, { "confidence", CN_K_LISTED, 0, "confidence" },
					      { "locator", CN_K_LOCATOR }, { "note", CN_K_WORDS }, { 0 } };
static const cn_shape definition_shape = { "a definition", definition_fields, true };
static const cn_shape_key presumption_fields[] = { { "fact", CN_K_NAME, N }, { "value", CN_K_TEXT, N }, { "when", CN_K_EXPR, N }, { "by", CN_K_LOCATOR, N },
					       { "note", CN_K_WORDS }, { 0 } };
static const cn_shape presumption_shape = { "a presumption", presumption_fields, false };
static const cn_shape_key parameter_fields[] = { { "name", CN_K_ID, N }, { "op", CN_K_ENUM, N, ">= <= > < == != includes" }, { "value", CN_K_TEXT, N },
					     { "unit", CN_K_LISTED, 0, "units" }, { "note", CN_K_NOTE }, { 0 } };
static const cn_shape parameter_shape = { "a parameter", parameter_fields, false };
static const cn_shape_key period_fields[] = { { "from", CN_K_DATE }, { "until", CN_K_DATE }, { "when", CN_K_EXPR }, { "note", CN_K_WORDS }, { 0 } };
static const cn_shape period_shape = { "a period", period_fields, false };
static const cn_shape_key line_fields[] = { { "id", CN_K_TEXT, N }, { "kind", CN_K_ENUM, N, "measurement document judgement" }, { "metric", CN_K_TEXT },
					{ "type", CN_K_LISTED, 0, "document_types" }, { "question", CN_K_WORDS },
					{ "bound", CN_K_ENUM, 0, "lower upper point" }, { "op", CN_K_ENUM, 0, ">= <= > < == !=" }, { "value", CN_K_DECIMAL },
					{ "unit", CN_K_LISTED, 0, "units" }, { "signed_by", CN_K_LISTED, 0, "people_roles" }, { "max_age", CN_K_DURATION },
					{ "threshold_from", CN_K_ENUM, 0, "law standard policy" }, { "note", CN_K_WORDS }, { 0 } };
static const cn_shape line_shape = { "an evidence line", line_fields, false };
static const cn_shape_key relation_fields[] = {
	{ "to", CN_K_FULL, N },
	{ "rel", CN_K_ENUM, N,
	  "equal-to equivalent-to subset-of superset-of intersects-with no-relationship amends repeals implements cites presumes-conformity-with "
	  "lex-specialis-to conflicts-with" },
	{ "rationale", CN_K_ENUM, 0, "syntactic semantic functional" }, { "strength", CN_K_STRENGTH }, { "gap", CN_K_WORDS },
	{ "searched", CN_K_TEXT }, { 0 } };
static const cn_shape relation_shape = { "a relation", relation_fields, false };
#define SET_WORDS "equal-to equivalent-to subset-of superset-of intersects-with no-relationship"
static const cn_shape_key reading_fields[] = { { "rel", CN_K_ENUM, N, SET_WORDS }, { "rationale", CN_K_ENUM, N, "syntactic semantic functional" },
					   { "strength", CN_K_STRENGTH, N }, { "gap", CN_K_WORDS }, { 0 } };
static const cn_shape reading_shape = { "a reading", reading_fields, false };
static const cn_shape_key pair_fields[] = { { "a", CN_K_FULL, N }, { "b", CN_K_FULL, N }, { "theme", CN_K_LISTED, N, "themes" },
					{ "first", CN_K_MAP, N, NULL, &reading_shape }, { "second", CN_K_MAP, N, NULL, &reading_shape }, { 0 } };
static const cn_shape pair_shape = { "a pair of provisions", pair_fields, true };
static const cn_shape_key concordance_fields[] = { { "concord", CN_K_TEXT, N }, { "read_on", CN_K_DATE, N }, { "note", CN_K_WORDS, N },
					       { "pairs", CN_K_MAP, N | L, NULL, &pair_shape }, { 0 } };
static const cn_shape concordance_shape = { "a concordance", concordance_fields, true };
static const cn_shape_key provision_fields[] = { { "id", CN_K_LOCATOR, N }, { "aliases", CN_K_TEXT, L }, { "heading", CN_K_WORDS, N }, { "text", CN_K_WORDS, N },
					     { "confidence", CN_K_LISTED, 0, "confidence" }, { "deontic", CN_K_LISTED, N, "deontic" },
					     { "force", CN_K_LISTED, 0, "force" }, { "act", CN_K_LISTED, 0, "acts" }, { "object", CN_K_LISTED, 0, "objects" },
					     { "parameters", CN_K_MAP, L, NULL, &parameter_shape }, { "roles", CN_K_LISTED, L, "roles" },
					     { "stages", CN_K_LISTED, L, "stages" }, { "themes", CN_K_LISTED, L, "themes" },
					     { "protects", CN_K_LISTED, L, "protects" }, { "properties", CN_K_LISTED, L, "properties" },
					     { "applies_when", CN_K_EXPR }, { "basis", CN_K_ENUM, 0, "condition scope" }, { "breach", CN_K_ENUM, 0, "condition evidence" },
					     { "applies", CN_K_MAP, L, NULL, &period_shape }, { "penalty", CN_K_LOCATOR },
					     { "evidence", CN_K_MAP, L | CN_BLOCK, NULL, &line_shape }, { "satisfied_when", CN_K_LINES },
					     { "relates", CN_K_MAP, L | CN_BLOCK, NULL, &relation_shape }, { "note", CN_K_WORDS }, { 0 } };
static const cn_shape provision_shape = { "a provision", provision_fields, true };
static const cn_shape_key tie_fields[] = { { "to", CN_K_ID, N }, { "rel", CN_K_ENUM, N, "implements amends repeals replaces replaced-by cites" },
					   { "note", CN_K_WORDS }, { 0 } };
static const cn_shape tie_shape = { "a relation of an instrument", tie_fields, false };
static const cn_shape_key instrument_fields[] = { { "concord", CN_K_TEXT, N }, { "id", CN_K_ID, N }, { "title", CN_K_WORDS, N, "original" },
					      { "aliases", CN_K_TEXT, L }, { "issuer", CN_K_WORDS, N }, { "kind", CN_K_LISTED, N, "kinds" },
					      { "force", CN_K_LISTED, N, "force" }, { "status", CN_K_MAP, N, NULL, &status_shape },
					      { "jurisdictions", CN_K_PLACE, N | L }, { "dates", CN_K_MAP, N | L | CN_BLOCK, NULL, &date_shape },
					      { "official", CN_K_MAP, N, NULL, &official_shape },
					      { "sources", CN_K_MAP, N | L | CN_BLOCK, NULL, &source_shape },
					      { "confidence", CN_K_LISTED, N, "confidence" }, { "notes", CN_K_WORDS },
					      { "relations", CN_K_MAP, L | CN_BLOCK, NULL, &tie_shape },
					      { "definitions", CN_K_MAP, L, NULL, &definition_shape },
					      { "presumptions", CN_K_MAP, L | CN_BLOCK, NULL, &presumption_shape },
					      { "provisions", CN_K_MAP, N | L, NULL, &provision_shape }, { 0 } };
static const cn_shape instrument_shape = { "an instrument", instrument_fields, true };

static const cn_shape_key unless_fields[] = { { "when", CN_K_EXPR, N }, { "by", CN_K_FULL, N }, { "note", CN_K_WORDS }, { 0 } };
static const cn_shape unless_shape = { "an exception", unless_fields, false };
static const cn_shape_key media_rule_fields[] = { { "provision", CN_K_FULL, N }, { "asked_when", CN_K_EXPR, N }, { "met_when", CN_K_EXPR, N },
					      { "unless", CN_K_MAP, 0, NULL, &unless_shape }, { "confidence", CN_K_LISTED, 0, "confidence" },
					      { "source", CN_K_TEXT }, { "note", CN_K_WORDS, N }, { 0 } };
static const cn_shape media_rule_shape = { "a rule about files", media_rule_fields, true };
static const cn_shape_key media_rules_fields[] = { { "concord", CN_K_TEXT, N }, { "read_on", CN_K_DATE, N }, { "confidence", CN_K_LISTED, N, "confidence" },
					       { "sources", CN_K_MAP, N | L | CN_BLOCK, NULL, &source_shape }, { "note", CN_K_WORDS },
					       { "definitions", CN_K_MAP, L, NULL, &definition_shape },
					       { "rules", CN_K_MAP, N | L, NULL, &media_rule_shape }, { 0 } };
static const cn_shape media_rules_shape = { "rules about files", media_rules_fields, true };

static const cn_shape_key part_fields[] = { { "id", CN_K_ID, N }, { "kind", CN_K_TEXT }, { "part_of", CN_K_ID }, { "party", CN_K_TEXT }, { "name", CN_K_WORDS }, { 0 } };
static const cn_shape part_shape = { "a part", part_fields, false };
static const cn_shape_key actor_fields[] = { { "role", CN_K_TEXT, N }, { "party", CN_K_TEXT }, { "place", CN_K_TEXT }, { "name", CN_K_WORDS }, { 0 } };
static const cn_shape actor_shape = { "an actor", actor_fields, false };
static const cn_shape_key system_fields[] = { { "concord", CN_K_TEXT, N }, { "id", CN_K_ID, N }, { "name", CN_K_WORDS, N }, { "version", CN_K_TEXT },
					  { "description", CN_K_WORDS }, { "parts", CN_K_MAP, L | CN_BLOCK, NULL, &part_shape },
					  { "actors", CN_K_MAP, L | CN_BLOCK, NULL, &actor_shape }, { "markets", CN_K_CODE, N | L, NULL, &stay_shape },
					  { "purposes", CN_K_TEXT, L }, { "stage", CN_K_LISTED, 0, "stages" }, { "facts", CN_K_ANY, CN_BLOCK },
					  { "model", CN_K_ANY }, { "data", CN_K_ANY }, { "tables", CN_K_ANY }, { "protected", CN_K_ANY }, { "labels", CN_K_ANY },
					  { "policy", CN_K_ANY }, { "measure", CN_K_ANY }, { "outputs", CN_K_ANY }, { "evidence", CN_K_ANY, CN_BLOCK },
					  { "risks", CN_K_ANY, CN_BLOCK }, { 0 } };
static const cn_shape system_shape = { "a system", system_fields, true };

static const cn_shape_key case_fields[] = { { "id", CN_K_ID, N }, { "why", CN_K_TEXT, N }, { "market", CN_K_PLACE, N }, { "role", CN_K_TEXT }, { "place", CN_K_TEXT },
					{ "as_of", CN_K_DATE, N }, { "stage", CN_K_LISTED, 0, "stages" }, { "purposes", CN_K_TEXT, L }, { "facts", CN_K_ANY },
					{ "expect", CN_K_ANY, N }, { 0 } };
static const cn_shape case_shape = { "a case", case_fields, true };
static const cn_shape_key cases_fields[] = { { "concord", CN_K_TEXT, N }, { "profiles", CN_K_MAP, N | L, NULL, &case_shape }, { 0 } };
static const cn_shape cases_shape = { "a list of cases", cases_fields, true };

#undef L
#undef N

static const struct {
	const char *concord;
	const cn_shape *shape;
} formats[] = { { "instrument/1", &instrument_shape }, { "facts/1", &facts_shape }, { "vocabulary/1", &vocabulary_shape },
		{ "coverage/1", &coverage_shape }, { "concordance/1", &concordance_shape },
		{ "media-rules/1", &media_rules_shape }, { "system/1", &system_shape }, { "profiles/1", &cases_shape } };

const cn_shape *cn_shape_of(cn_str concord)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (cn_eqz(concord, formats[i].concord))
			return formats[i].shape;
	return NULL;
}

const cn_shape *cn_shape_named(const char *name)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		size_t n = strlen(formats[i].concord) - 2;
		if (strlen(name) == n && memcmp(name, formats[i].concord, n) == 0)
			return formats[i].shape;
	}
	return NULL;
}

const cn_shape_key *cn_shape_field(const cn_shape *s, cn_str key)
{
	for (const cn_shape_key *f = s->field; f->name; f++)
		if (cn_eqz(key, f->name))
			return f;
	return NULL;
}
