#include "store/dialect.h"

static bool of_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void put_word(cn_buf *out, cn_str word, bool *drops)
{
	static const char *const pairs[][2] = { { "STRICT", "" }, { "INTEGER", "BIGINT" }, { "TEXT", "TEXT COLLATE \"C\"" } };
	*drops = *drops || cn_eqz(word, "DROP");
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (cn_eqz(word, pairs[i][0])) {
			cn_buf_putz(out, pairs[i][1]);
			return;
		}
	cn_buf_put(out, word);
}

static void end_statement(cn_buf *out, bool *drops)
{
	if (*drops)
		cn_buf_putz(out, " CASCADE");
	*drops = false;
}

void cn_sql_for_postgresql(const char *sql, cn_buf *out)
{
	static const char left_out[] = "CREATE INDEX /* of free text */";
	bool drops = false;
	const char *p = sql;
	while (*p) {
		const char *from = p;
		if (strncmp(p, left_out, sizeof left_out - 1) == 0) {
			p += strcspn(p, ";");
		} else if (*p == '\'') { /* '' in it begins the next one */
			p = strchr(p + 1, '\'');
			p = p ? p + 1 : from + strlen(from);
			cn_buf_put(out, (cn_str){ from, (size_t)(p - from) });
		} else if (of_word(*p)) {
			while (of_word(*p))
				p++;
			put_word(out, (cn_str){ from, (size_t)(p - from) }, &drops);
		} else {
			if (*p == ';')
				end_statement(out, &drops);
			cn_buf_putc(out, *p == '?' ? '$' : *p);
			p++;
		}
	}
	end_statement(out, &drops);
}
