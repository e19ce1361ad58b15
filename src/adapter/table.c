/* Tables from files and from SQLite, and the list of adapters. */
#include "adapter/adapter.h"
#include "adapter/file.h"

#define X(symbol) extern const cn_adapter_row symbol;
#include "registry_adapter.inc"
#undef X

static const cn_adapter_row *const ROWS[] = {
#define X(symbol) &symbol,
#include "registry_adapter.inc"
#undef X
};

size_t cn_adapter_count(void)
{
	return sizeof ROWS / sizeof *ROWS;
}

const cn_adapter_row *cn_adapter_at(size_t index)
{
	assert(index < cn_adapter_count());
	return ROWS[index];
}

cn_code cn_adapter_need(cn_str name, const cn_adapter_row **ret, cn_err *err)
{
	const char *near = NULL;
	for (size_t i = 0; i < cn_adapter_count(); i++) {
		if (cn_eqz(name, ROWS[i]->name)) {
			*ret = ROWS[i];
			return CN_OK;
		}
		if (cn_edit_distance(name, cn_str_z(ROWS[i]->name), 3) <= 3)
			near = ROWS[i]->name;
	}
	(void)CN_FAIL(err, CN_ENOTFOUND, "there is no adapter \"%.*s\"", CN_FMT(cn_sub(name, 0, 80)));
	return near ? cn_hint(err, "%s", near) : CN_ENOTFOUND;
}

static cn_code reader_feed(void *ctx, cn_str piece, cn_err *err)
{
	return cn_reader_feed(ctx, piece, err);
}

static cn_code form_of(const char *path, cn_table_form *form, char *separator, cn_err *err)
{
	static const struct {
		const char *end;
		cn_table_form form;
		char separator;
	} ok[] = { { ".csv", CN_FORM_CSV, ',' }, { ".tsv", CN_FORM_CSV, '\t' }, { ".jsonl", CN_FORM_JSONL, 0 }, { ".ndjson", CN_FORM_JSONL, 0 } };
	static const struct {
		const char *end, *how;
	} no[] = { { ".pkl", "df.to_csv(\"table.csv\", index=False)" },     { ".pickle", "df.to_csv(\"table.csv\", index=False)" },
		   { ".joblib", "df.to_csv(\"table.csv\", index=False)" },  { ".parquet", "pandas.read_parquet(f).to_csv(\"table.csv\", index=False)" },
		   { ".xlsx", "save the sheet as CSV in UTF-8" },            { ".xls", "save the sheet as CSV in UTF-8" },
		   { ".rds", "write.csv(readRDS(f), \"table.csv\", row.names = FALSE)" } };
	cn_str p = cn_str_z(path);
	for (size_t i = 0; i < sizeof ok / sizeof *ok; i++) {
		if (cn_ends(p, ok[i].end)) {
			*form = ok[i].form;
			*separator = *separator ? *separator : ok[i].separator;
			return CN_OK;
		}
	}
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (cn_ends(p, no[i].end))
			return CN_FAIL(err, CN_EINPUT, "%s: files of this kind are not opened here; export it first: %s", path, no[i].how);
	return CN_FAIL(err, CN_EINPUT, "%s: a table is a .csv, .tsv, .jsonl or .ndjson file", path);
}

cn_code cn_table_read(const char *path, const cn_table_options *o, cn_table **ret, cn_err *err)
{
	cn_table_options own = o ? *o : (cn_table_options){ 0 };
	cn_table_form form = CN_FORM_CSV;
	cn_reader *r = NULL;
	CN_TRY(form_of(path, &form, &own.separator, err));
	if (own.source.n == 0)
		own.source = cn_str_z(path);
	CN_TRY(cn_reader_new(form, &own, &r, err));
	cn_code rc = file_feed(path, reader_feed, r, err);
	if (rc == CN_OK)
		rc = cn_reader_end(r, ret, err);
	cn_reader_free(r);
	return rc;
}
