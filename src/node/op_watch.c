/* watch add, feed, show, list, settle: shares that are watched while a system runs. What is counted and when it alarms: lab/sequential/watch.h. */
#include "node/watch.h"

#include <math.h>
#include <unistd.h>

#include "adapter/adapter.h"
#include "node/desk.h"
#include "node/role.h"

/* ---- add ---- */

static cn_code read_real(cn_ctx *ctx, const char *flag, double otherwise, double *ret, cn_err *err)
{
	const char *z = cn_flag_get(ctx, flag);
	*ret = otherwise;
	if (z && cn_real_parse(cn_str_z(z), ret, err) != CN_OK)
		return cn_while(err, "--%s", flag);
	return CN_OK;
}

static cn_code read_rule(cn_ctx *ctx, cn_watch_rule *ret, cn_err *err)
{
	cn_str most = cn_str_z(cn_flag_get(ctx, "at-most")), least = cn_str_z(cn_flag_get(ctx, "at-least"));
	const char *block = cn_flag_get(ctx, "every");
	*ret = (cn_watch_rule){ .at_most = most.n > 0, .block = CN_WATCH_BLOCK };
	if ((most.n > 0) == (least.n > 0)) {
		(void)CN_FAIL(err, CN_EINPUT, "a share is watched against one limit: --at-most or --at-least");
		return cn_hint(err, "--at-most 0.05");
	}
	CN_TRY(read_real(ctx, most.n ? "at-most" : "at-least", 0, &ret->limit, err));
	CN_TRY(read_real(ctx, "alpha", 0.05, &ret->alpha, err));
	if (block && cn_int_parse(cn_str_z(block), 1, CN_WATCH_BLOCK_MAX, &ret->block, err) != CN_OK)
		return cn_while(err, "--every");
	return cn_watch_check(ret, err);
}

/* A metric of the lab that is a share of cases; the provision is one of the library. */
static cn_code check_names(cn_ctx *ctx, const cn_watch *w, cn_err *err)
{
	const cn_metric_row *row;
	cn_norms norms;
	if (w->metric.n) {
		CN_TRY(cn_metric_need(w->metric, &row, err));
		if (!(row->lo == 0 && row->hi == 1))
			return CN_FAIL(err, CN_EINPUT, "%s is no share of cases: it cannot be counted case by case", row->name);
	}
	if (!w->duty.n)
		return CN_OK;
	CN_TRY(cn_load_norms(ctx, &norms, err));
	if (cn_library_provision(norms.lib, w->duty))
		return CN_OK;
	return CN_FAIL(err, CN_ENOTFOUND, "\"%.80s\" is no provision of the library", cn_flag_get(ctx, "duty"));
}

static void say_watch(cn_ctx *ctx, const cn_watch *w)
{
	char limit[CN_REAL_BYTES];
	cn_real_text(w->rule.limit, limit);
	cn_buf_printf(ctx->out, "%.*s  %.*s  %.*s %s %s  ", CN_FMT(w->name), CN_FMT(w->system), CN_FMT(w->metric.n ? w->metric : w->what), w->rule.at_most ? "<=" : ">=", limit);
	cn_buf_printf(ctx->out, cn_tr(ctx, "%lld of %lld cases", "%lld / %lld 例"), (long long)w->state.x, (long long)w->state.n);
	if (w->alarmed && w->record >= 0)
		cn_buf_printf(ctx->out, cn_tr(ctx, "  BREACH, record %lld", "  超限，记录 %lld"), (long long)w->record);
	else if (w->alarmed)
		cn_buf_printf(ctx->out, "  %s", cn_tr(ctx, "BREACH, not recorded yet", "超限，尚未记录"));
	else if (w->state.n)
		cn_buf_printf(ctx->out, "  %s", strcmp(cn_watch_state_of(w), "quiet") == 0 ? cn_tr(ctx, "quiet", "正常") : cn_tr(ctx, "not enough data", "数据不足"));
	cn_buf_putc(ctx->out, '\n');
}

static cn_code run_add(cn_ctx *ctx, cn_err *err)
{
	cn_about about;
	cn_watch w = { .name = cn_str_z(ctx->args.arg[0]), .metric = cn_str_z(cn_flag_get(ctx, "metric")), .what = cn_str_z(cn_flag_get(ctx, "what")),
		       .duty = cn_str_z(cn_flag_get(ctx, "duty")), .gate_closes = cn_flag_on(ctx, "closes-gate"), .record = -1 };
	int fd;
	CN_TRY(cn_home_describe(ctx->a, ctx->data_dir, &about, err));
	CN_TRY(cn_need(ctx, "system", "my-system", &w.system, err));
	if (!w.metric.n && !w.what.n) {
		(void)CN_FAIL(err, CN_EINPUT, "what is an event? A metric of the lab, or words");
		return cn_hint(err, "--metric error_rate_sequential, or --what \"a complaint\"");
	}
	CN_TRY(read_rule(ctx, &w.rule, err));
	CN_TRY(check_names(ctx, &w, err));
	CN_TRY(cn_watch_lock(ctx->data_dir, &fd, err));
	cn_code rc = cn_watch_add(ctx->a, ctx->data_dir, &w, err);
	(void)close(fd); /* gives the lock back */
	CN_TRY(rc);
	if (ctx->json)
		return cn_answer_json(ctx, cn_watch_tree(ctx->a, &w, false), err);
	say_watch(ctx, &w);
	return CN_OK;
}

/* ---- feed ---- */

static bool same_text(const cn_column *x, const cn_column *y, size_t row, bool *ret_missing)
{
	uint32_t i = x->code8 ? x->code8[row] : x->code32[row], k = y->code8 ? y->code8[row] : y->code32[row];
	*ret_missing = i >= x->n_levels || k >= y->n_levels;
	return !*ret_missing && cn_eq(x->level[i], y->level[k]);
}

/* Whether there was an event in a row. An event that is not known is no "no": the file is refused. */
static cn_code event_at(const cn_column *event, const cn_column *said, const cn_column *was, size_t row, bool *ret, cn_err *err)
{
	bool missing = false;
	if (event) {
		double v = event->number ? event->number[row] : NAN;
		if (v != 0 && v != 1)
			return CN_FAIL(err, CN_EINPUT, "row %zu: \"%.*s\" is 1 where there was an event, and 0 where there was none", row + 1, CN_FMT(event->name));
		*ret = v == 1;
		return CN_OK;
	}
	if (!said || !was)
		return CN_FAIL(err, CN_EINTERNAL, "cases are told by an event, or by what was said and what was");
	if (said->number && was->number) {
		missing = isnan(said->number[row]) || isnan(was->number[row]);
		*ret = said->number[row] != was->number[row];
	} else {
		*ret = !same_text(said, was, row, &missing);
	}
	return missing ? CN_FAIL(err, CN_EINPUT, "row %zu: a prediction or a label is missing; a case is fed when both are known", row + 1) : CN_OK;
}

static cn_code choose_columns(cn_ctx *ctx, const cn_table *t, const cn_column **event, const cn_column **said, const cn_column **was, cn_err *err)
{
	const char *name = cn_flag_get(ctx, "event"), *p = cn_flag_get(ctx, "prediction"), *l = cn_flag_get(ctx, "label");
	*event = *said = *was = NULL;
	if (!name && !p && !l && cn_table_find(t, CN_S("event")))
		name = "event";
	if (name)
		return cn_table_need(t, cn_str_z(name), event, err);
	CN_TRY(cn_table_need(t, cn_str_z(p ? p : "prediction"), said, err));
	CN_TRY(cn_table_need(t, cn_str_z(l ? l : "label"), was, err));
	if (!(*said)->number != !(*was)->number)
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" and \"%.*s\" cannot be compared: one is numbers, the other text", CN_FMT((*said)->name), CN_FMT((*was)->name));
	return CN_OK;
}

/* Case by case until an alarm; the cases behind it are left, and how many were taken is said. */
static cn_code feed_table(cn_ctx *ctx, const char *path, cn_watch *w, int64_t *taken, cn_err *err)
{
	const cn_table_options how = { 0 };
	const cn_column *event, *said, *was;
	cn_table *t;
	CN_TRY(cn_table_read(path, &how, &t, err));
	cn_code rc = choose_columns(ctx, t, &event, &said, &was, err);
	for (size_t i = 0; rc == CN_OK && i < cn_table_rows(t) && !w->alarmed; i++) {
		bool is_event = false;
		rc = event_at(event, said, was, i, &is_event, err);
		if (rc == CN_OK)
			rc = cn_watch_take(&w->rule, &w->state, is_event, 1, &w->alarmed, &w->alarm, err);
		*taken += rc == CN_OK;
	}
	cn_table_free(t);
	return rc == CN_OK ? CN_OK : cn_while(err, "%s", path);
}

static cn_code feed_counts(cn_ctx *ctx, cn_watch *w, int64_t *taken, cn_err *err)
{
	int64_t x, n;
	const char *events = cn_flag_get(ctx, "events"), *cases = cn_flag_get(ctx, "cases");
	if (!events || !cases) {
		(void)CN_FAIL(err, CN_EINPUT, "nothing to take: a file of cases, or counts of a measurement");
		return cn_hint(err, "concord watch feed NAME cases.csv, or --events 3 --cases 120");
	}
	if (cn_int_parse(cn_str_z(events), 0, CN_WATCH_CASES_MAX, &x, err) != CN_OK)
		return cn_while(err, "--events");
	if (cn_int_parse(cn_str_z(cases), 1, CN_WATCH_CASES_MAX, &n, err) != CN_OK)
		return cn_while(err, "--cases");
	*taken = n;
	return cn_watch_take(&w->rule, &w->state, x, n, &w->alarmed, &w->alarm, err);
}

/* The same cases fed twice would be counted twice: who says how many there were before is told. */
static cn_code check_before(cn_ctx *ctx, const cn_watch *w, cn_err *err)
{
	int64_t n;
	const char *before = cn_flag_get(ctx, "after");
	if (!before)
		return CN_OK;
	if (cn_int_parse(cn_str_z(before), 0, CN_WATCH_CASES_MAX, &n, err) != CN_OK)
		return cn_while(err, "--after");
	return n == w->state.n ? CN_OK : CN_FAIL(err, CN_ESTATE, "%lld cases were taken so far, not %lld; nothing was changed", (long long)w->state.n, (long long)n);
}

static void say_alarm(cn_ctx *ctx, const cn_watch *w)
{
	char lo[CN_REAL_BYTES], hi[CN_REAL_BYTES], limit[CN_REAL_BYTES];
	const cn_watch_test *t = &w->alarm.test;
	cn_real_text(round(w->alarm.lo * 1e4) / 1e4, lo);
	cn_real_text(round(w->alarm.hi * 1e4) / 1e4, hi);
	cn_real_text(w->rule.limit, limit);
	cn_buf_printf(ctx->out, cn_tr(ctx, "BREACH: %lld of the %lld cases since case %lld: the share lies between %s and %s, the limit is %s\n",
				      "超限：%lld 例事件，共 %lld 例（自第 %lld 例起）；比例在 %s 与 %s 之间，限值为 %s\n"),
		      (long long)t->x, (long long)t->n, (long long)t->from + 1, lo, hi, limit);
	if (w->gate_closes)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "By the owner's policy the gate is closed until somebody settles it: concord watch settle", "按所有者政策，在有人处理之前不予放行：concord watch settle"));
}

/* When the cases ended: now, or the day that is given, which is not after today. */
static cn_code read_when(cn_ctx *ctx, int64_t *ret_us, cn_err *err)
{
	cn_date today = cn_time_date(ctx->now_us), day = today;
	*ret_us = ctx->now_us;
	if (!cn_flag_get(ctx, "on"))
		return CN_OK;
	CN_TRY(cn_flag_date(ctx, "on", 0, &day, err));
	if (day > today)
		return CN_FAIL(err, CN_EINPUT, "--on: cases of a day that is to come are not known");
	*ret_us = day < today ? (int64_t)day * 86400000000 : ctx->now_us;
	return CN_OK;
}

static cn_code feed_locked(cn_ctx *ctx, cn_home *home, cn_err *err)
{
	cn_watch w;
	int64_t taken = 0, when_us, before;
	CN_TRY(read_when(ctx, &when_us, err));
	CN_TRY(cn_watch_read(ctx->a, ctx->data_dir, cn_str_z(ctx->args.arg[0]), &w, err));
	CN_TRY(check_before(ctx, &w, err));
	CN_TRY(cn_watch_report(home, ctx->a, ctx->data_dir, &w, ctx->now_us, err)); /* what a crash left */
	if (w.alarmed) {
		(void)CN_FAIL(err, CN_ESTATE, "%.*s is in breach: it takes cases again when somebody has settled that", CN_FMT(w.name));
		return cn_hint(err, "concord watch settle %.*s --role ROLE --reason \"...\"", CN_FMT(w.name));
	}
	before = w.state.x;
	CN_TRY(ctx->args.n_arg > 1 ? feed_table(ctx, ctx->args.arg[1], &w, &taken, err) : feed_counts(ctx, &w, &taken, err));
	if (taken)
		CN_TRY(cn_watch_point(ctx->a, &w, when_us, w.state.x - before, taken, err));
	CN_TRY(cn_watch_write(ctx->a, ctx->data_dir, &w, err));
	CN_TRY(cn_watch_report(home, ctx->a, ctx->data_dir, &w, ctx->now_us, err));
	ctx->verdict = w.alarmed ? 1 : 0;
	if (ctx->json) {
		cn_val *m = cn_watch_tree(ctx->a, &w, false);
		cn_put(ctx->a, m, "taken", cn_int(ctx->a, taken));
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_printf(ctx->out, cn_tr(ctx, "%lld cases taken\n", "已计入 %lld 例\n"), (long long)taken);
	say_watch(ctx, &w);
	if (w.alarmed)
		say_alarm(ctx, &w);
	return CN_OK;
}

/* The node is opened first: an alarm that could not be recorded is not raised. */
static cn_code with_node(cn_ctx *ctx, cn_code (*fn)(cn_ctx *ctx, cn_home *home, cn_err *err), cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	int fd;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	CN_TRY(cn_home_ready(home, ctx->a, err));
	CN_TRY(cn_watch_lock(ctx->data_dir, &fd, err));
	cn_code rc = fn(ctx, home, err);
	(void)close(fd);
	return rc;
}

static cn_code run_feed(cn_ctx *ctx, cn_err *err)
{
	return with_node(ctx, feed_locked, err);
}

/* ---- settle ---- */

static cn_code settle_locked(cn_ctx *ctx, cn_home *home, cn_err *err)
{
	cn_watch w;
	cn_str role, reason;
	cn_norms norms;
	cn_signed breach;
	CN_TRY(cn_watch_read(ctx->a, ctx->data_dir, cn_str_z(ctx->args.arg[0]), &w, err));
	CN_TRY(cn_watch_report(home, ctx->a, ctx->data_dir, &w, ctx->now_us, err));
	if (!w.alarmed)
		return CN_FAIL(err, CN_ESTATE, "%.*s is not in breach; nothing was changed", CN_FMT(w.name));
	CN_TRY(cn_need(ctx, "role", "risk-owner", &role, err));
	CN_TRY(cn_need(ctx, "reason", "\"...\"", &reason, err));
	CN_TRY(cn_load_norms(ctx, &norms, err));
	CN_TRY(cn_role_check(norms.lib, role, err));
	CN_TRY(cn_role_key(ctx, home, role, true, err));
	CN_TRY(cn_home_record(home, ctx->a, (uint64_t)w.record, &breach, err));
	cn_val *body = cn_map(ctx->a);
	cn_put(ctx->a, body, "system", cn_text(ctx->a, w.system));
	cn_put(ctx->a, body, "watch", cn_text(ctx->a, w.name));
	cn_put(ctx->a, body, "status", cn_textz(ctx->a, "settled"));
	cn_put(ctx->a, body, "role", cn_text(ctx->a, role));
	cn_put(ctx->a, body, "reason", cn_text(ctx->a, reason));
	const cn_ref ref = { .role = CN_S("amends"), .to = breach.id };
	CN_TRY(cn_desk_append(ctx, home, "breach/1", body, &ref, 1, err));
	CN_TRY(cn_watch_point_settled(ctx->a, &w, ctx->now_us, err));
	w.alarmed = false;
	w.record = -1;
	w.state = (cn_watch_state){ 0 }; /* what comes now is a new system, or a new model: it begins anew */
	return cn_watch_write(ctx->a, ctx->data_dir, &w, err);
}

static cn_code run_settle(cn_ctx *ctx, cn_err *err)
{
	return with_node(ctx, settle_locked, err);
}

/* ---- show, list ---- */

static cn_code run_show(cn_ctx *ctx, cn_err *err)
{
	cn_about about;
	cn_watch w;
	CN_TRY(cn_home_describe(ctx->a, ctx->data_dir, &about, err));
	CN_TRY(cn_watch_read(ctx->a, ctx->data_dir, cn_str_z(ctx->args.arg[0]), &w, err));
	if (ctx->json)
		return cn_answer_json(ctx, cn_watch_tree(ctx->a, &w, true), err);
	say_watch(ctx, &w);
	if (w.alarmed)
		say_alarm(ctx, &w);
	return CN_OK;
}

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	cn_about about;
	const cn_val *names;
	cn_val *list = cn_list(ctx->a);
	CN_TRY(cn_home_describe(ctx->a, ctx->data_dir, &about, err));
	CN_TRY(cn_watch_names(ctx->a, ctx->data_dir, &names, err));
	CN_EACH(n, names) {
		cn_watch w;
		CN_TRY(cn_watch_read(ctx->a, ctx->data_dir, n->s, &w, err));
		cn_push(ctx->a, list, cn_watch_tree(ctx->a, &w, false));
		if (!ctx->json)
			say_watch(ctx, &w);
	}
	if (!ctx->json && !names->n)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "nothing is watched yet: concord watch add", "尚无监测项：concord watch add"));
	return ctx->json ? cn_answer_json(ctx, list, err) : CN_OK;
}

#define END { NULL, NULL, NULL, NULL, false }
static const cn_flag add_flags[] = { { "system", "ID", "the system that is watched", "被监测的系统", false },
				     { "metric", "METRIC", "a metric of the lab that is a share of cases", "实验室的度量（须为案例比例）", false },
				     { "what", "TEXT", "what counts as an event, in words", "何为事件（文字说明）", false },
				     { "at-most", "SHARE", "the share is to be at most this", "比例至多为此值", false },
				     { "at-least", "SHARE", "the share is to be at least this", "比例至少为此值", false },
				     { "alpha", "P", "probability of ever a false alarm (0.05)", "误报的总概率（默认 0.05）", false },
				     { "every", "CASES", "a new test begins every so many cases (250)", "每隔多少例开始新的检验（默认 250）", false },
				     { "duty", "ID", "the provision that asks for it", "要求监测的条款", false },
				     { "closes-gate", NULL, "a breach closes the gate until it is settled", "超限后不予放行，直至处理", false },
				     END };
static const cn_flag feed_flags[] = { { "event", "COLUMN", "column that is 1 where there was an event (event)", "事件列，1 表示有事件（默认 event）", false },
				      { "prediction", "COLUMN", "column of what was said; an event is where it differs from the label (prediction)", "预测列，与标签不同即为事件（默认 prediction）", false },
				      { "label", "COLUMN", "column of what turned out (label)", "标签列（默认 label）", false },
				      { "events", "N", "without a file: events of a measurement", "无文件时：测量到的事件数", false },
				      { "cases", "N", "without a file: its cases", "无文件时：案例数", false },
				      { "on", "DATE", "the day of the last of these cases (else now)", "这些案例中最后一例的日期（默认现在）", false },
				      { "after", "N", "refuse unless so many cases were taken before: nothing is counted twice", "若此前计入的案例数不是此数则拒绝，以免重复计入", false },
				      END };
static const cn_flag settle_flags[] = { { "role", "ROLE", "role of who settles it", "处理者的职务", false },
					{ "reason", "TEXT", "what was found and done", "查明了什么、做了什么", false },
					{ "key", "NAME", "key of a person in that role", "该职务人员的密钥", false },
					END };

const cn_op cn_op_watch_add = { "watch add", "NAME", 1, 1, "watch a share of cases while a system runs", "在系统运行期间监测一项案例比例",
				{ "concord watch add complaints --system my-bot --what \"a complaint\" --at-most 0.02 --closes-gate", NULL }, add_flags, run_add, CN_SERVED_WRITES, CN_ACCESS_OFFICER };
const cn_op cn_op_watch_feed = { "watch feed", "NAME [FILE]", 1, 2, "take cases, or counts of a measurement; exit code 1: the limit is passed", "计入案例或测量计数；退出码 1 表示超限",
				 { "concord watch feed complaints --events 1 --cases 120", NULL }, feed_flags, run_feed, CN_SERVED_WRITES, CN_ACCESS_CONTRIBUTOR };
const cn_op cn_op_watch_show = { "watch show", "NAME", 1, 1, "how far a watch is", "一项监测的状态", { "concord watch show complaints", NULL }, NULL, run_show, CN_SERVED_SEALED, CN_ACCESS_READER, .kept = true };
const cn_op cn_op_watch_list = { "watch list", "", 0, 0, "everything that is watched", "列出所有监测项", { "concord watch list", NULL }, NULL, run_list, CN_SERVED_SEALED, CN_ACCESS_READER, .kept = true };
const cn_op cn_op_watch_settle = { "watch settle", "NAME", 1, 1, "settle a breach: by a person, with a reason; the watch begins anew", "处理一次超限：由人员说明理由；监测重新开始",
				   { "concord watch settle complaints --role risk-owner --reason \"the old prompt is back\" --key risk-owner-0123abcd", NULL }, settle_flags, run_settle, CN_SERVED_WRITES, CN_ACCESS_OFFICER };
