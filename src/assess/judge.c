/* judge: an answer and what is known become a finding. Three values throughout: what is not shown is unknown, never "no". */
#include "assess/assess.h"

const char *cn_finding_text(cn_finding_kind k)
{
	static const char *const text[] = { "satisfied", "not_satisfied", "unknown", "waived", "not_applicable" };
	return text[k];
}

cn_code cn_evidence_check(const cn_library *lib, cn_evidence *evidence, size_t n, cn_err *err)
{
	for (size_t i = 0; i < n; i++) {
		cn_evidence *e = &evidence[i];
		const cn_provision *p = cn_library_provision(lib, e->duty);
		if (!p) {
			(void)CN_FAIL(err, CN_EINPUT, "evidence names \"%.*s\", which is no provision of the library", CN_FMT(cn_sub(e->duty, 0, 80)));
			cn_str near = cn_library_near(lib, e->duty);
			return near.n ? cn_hint(err, "%.*s", CN_FMT(near)) : CN_EINPUT;
		}
		e->duty = p->full;
		bool found = e->line.n == 0;
		for (size_t k = 0; k < p->n_line; k++)
			found = found || cn_eq(p->line[k].id, e->line);
		if (!found)
			return CN_FAIL(err, CN_EINPUT, "%.*s has no evidence line \"%.*s\"", CN_FMT(p->full), CN_FMT(cn_sub(e->line, 0, 20)));
	}
	return CN_OK;
}

static size_t lines_of_kind(const cn_provision *p, cn_line_kind kind)
{
	size_t n = 0;
	for (size_t i = 0; i < p->n_line; i++)
		n += p->line[i].kind == kind;
	return n;
}

/* A cell's piece: of its provision, in its market. */
static bool about(const cn_evidence *e, const cn_cell *c)
{
	return cn_eq(e->duty, c->provision->full) && (e->market.n == 0 || cn_eq(e->market, c->market));
}

/* Does a piece answer this line: by its name, or as the only line of its kind. */
static bool answers_line(const cn_evidence *e, const cn_cell *c, const cn_line *line)
{
	bool judgement = e->kind == CN_EV_JUDGEMENT;
	if (!about(e, c) || judgement != (line->kind == CN_LINE_JUDGEMENT) || line->kind == CN_LINE_MEASUREMENT)
		return false;
	if (e->line.n)
		return cn_eq(e->line, line->id);
	return lines_of_kind(c->provision, line->kind) == 1;
}

/* The last day on which a piece of evidence counts under a line. */
static cn_date counts_until(const cn_evidence *e, cn_str max_age)
{
	cn_date by_age = CN_DATE_NONE;
	if (max_age.n && cn_date_plus(e->on, max_age, &by_age, NULL) != CN_OK)
		by_age = CN_DATE_NONE;
	if (e->until == CN_DATE_NONE)
		return by_age;
	return by_age == CN_DATE_NONE || e->until < by_age ? e->until : by_age;
}

/* A judgement in a manifest is what somebody wrote there: only a key of the role makes it that role's word. It is shown, and decides nothing. */
static bool only_declared(const cn_evidence *e)
{
	return e->kind == CN_EV_JUDGEMENT && e->record.n == 0;
}

/* Which of two pieces is looked at: a signed one before one that is only declared, then the later, then the one that came later. */
static bool goes_before(const cn_evidence *e, const cn_evidence *best)
{
	if (!best || only_declared(e) != only_declared(best))
		return !best || only_declared(best);
	return e->on >= best->on;
}

/* The latest piece that was there on the day and was signed by the role the line asks for. */
static const cn_evidence *latest_piece(const cn_known *known, const cn_cell *c, const cn_line *line, cn_date day)
{
	const cn_evidence *best = NULL;
	for (size_t i = 0; i < known->n_evidence; i++) {
		const cn_evidence *e = &known->evidence[i];
		bool role_ok = line->signed_by.n == 0 || cn_eq(line->signed_by, e->by_role);
		if (role_ok && answers_line(e, c, line) && e->on <= day && goes_before(e, best))
			best = e;
	}
	return best;
}

static cn_line_state piece_state(const cn_known *known, const cn_cell *c, const cn_line *line, cn_date day)
{
	cn_line_state s = { .line = line, .value = CN_UNKNOWN, .status = "not_asked", .until = CN_DATE_NONE };
	s.piece = latest_piece(known, c, line, day);
	if (!s.piece)
		return s;
	s.until = counts_until(s.piece, line->max_age);
	if (s.until != CN_DATE_NONE && s.until < day) {
		s.status = "expired";
		return s;
	}
	if (only_declared(s.piece)) {
		s.status = "declared";
		return s;
	}
	s.value = s.piece->answer;
	if (s.value == CN_UNKNOWN)
		s.status = "not_enough_data"; /* somebody looked, and could not tell */
	else if (line->kind == CN_LINE_JUDGEMENT)
		s.status = s.value == CN_TRUE ? "meets" : "fails";
	else
		s.status = s.value == CN_TRUE ? "present" : "absent";
	return s;
}

/* Is a measurement held against this line's limit: its own (law, standard), or the owner's on the same metric. */
static bool measures_line(const cn_val *m, const cn_provision *p, const cn_line *line)
{
	const cn_val *limit = cn_get(m, "limit");
	if (!cn_eq(cn_get_text(m, "metric"), line->metric) || !limit)
		return false;
	const cn_metric_row *row = cn_metric_find(line->metric);
	if (row && (row->needs & CN_NEED_OUTPUTS) && cn_get(m, "attribute"))
		return false; /* of a part of the outputs: no line asks for a part */
	if (cn_eqz(line->threshold_from, "policy"))
		return cn_is_text(cn_get(limit, "from"), "policy");
	return cn_eq(cn_get_text(limit, "duty"), p->full) && cn_eq(cn_get_text(limit, "line"), line->id);
}

static int verdict_rank(cn_str verdict)
{
	return cn_eqz(verdict, "fails") ? 2 : cn_eqz(verdict, "meets") ? 0 : 1;
}

/* A log that was read before it was measured is as old as that reading. */
static cn_date read_on(const cn_val *m, cn_date measured_on)
{
	cn_date d;
	bool said = cn_date_parse(cn_get_text(cn_get(cn_get(m, "taken"), "options"), "as_of"), &d, NULL) == CN_OK;
	return said && d < measured_on ? d : measured_on;
}

static cn_line_state measurement_state(const cn_known *known, const cn_provision *p, const cn_line *line, cn_date measured_on, cn_date day)
{
	cn_line_state s = { .line = line, .value = CN_UNKNOWN, .status = "not_asked", .until = CN_DATE_NONE };
	s.owner_limit = cn_eqz(line->threshold_from, "policy");
	static const char *const by_rank[] = { "meets", "not_enough_data", "fails" };
	int worst = -1;
	cn_date oldest = measured_on;
	CN_EACH (m, known->measurements) {
		int rank = verdict_rank(cn_get_text(m, "verdict"));
		if (!measures_line(m, p, line))
			continue;
		oldest = read_on(m, oldest); /* of several, the duty rests on each */
		if (rank <= worst)
			continue;
		worst = rank;
		s.measurement = cn_get_text(m, "id");
	}
	if (worst < 0)
		return s;
	s.status = by_rank[worst];
	cn_date until;
	if (line->max_age.n && cn_date_plus(oldest, line->max_age, &until, NULL) == CN_OK) {
		s.until = until;
		if (until < day) {
			s.status = "expired";
			return s;
		}
	}
	bool number_read = s.owner_limit || p->confidence == CN_READ; /* a number at second hand is shown, and decides nothing */
	if (worst == 0 && number_read)
		s.value = CN_TRUE;
	else if (worst == 2 && !s.owner_limit && number_read)
		s.value = CN_FALSE; /* only a number of the law says "no" */
	return s;
}

/* Who may judge a duty as a whole. */
static bool judges_duties(cn_str role)
{
	return cn_eqz(role, "legal-reviewer") || cn_eqz(role, "compliance");
}

static const cn_evidence *whole_judgement(const cn_known *known, const cn_cell *c, cn_date day)
{
	const cn_evidence *best = NULL;
	if (lines_of_kind(c->provision, CN_LINE_JUDGEMENT) > 0)
		return NULL;
	for (size_t i = 0; i < known->n_evidence; i++) {
		const cn_evidence *e = &known->evidence[i];
		bool mine = e->kind == CN_EV_JUDGEMENT && e->line.n == 0 && about(e, c) && e->on <= day && judges_duties(e->by_role);
		if (mine && (e->until == CN_DATE_NONE || e->until >= day) && goes_before(e, best))
			best = e;
	}
	return best;
}

static cn_finding_kind kind_of(cn_tri met)
{
	return met == CN_TRUE ? CN_SATISFIED : met == CN_FALSE ? CN_NOT_SATISFIED : CN_FINDING_UNKNOWN;
}

static bool breach_by_condition(const cn_provision *p)
{
	return p->deontic == CN_D_PROHIBITION && cn_is_text(cn_get(p->tree, "breach"), "condition");
}

/* What the evidence says of the provision, were it to apply on the day. */
static cn_code judge_evidence(cn_arena *a, const cn_cell *c, const cn_known *known, cn_date measured_on, cn_date day, cn_finding *f, cn_err *err)
{
	const cn_provision *p = c->provision;
	cn_line_state *s = CN_NEW(a, cn_line_state, p->n_line + 1);
	cn_tri *value = CN_NEW(a, cn_tri, p->n_line + 1);
	if (!s || !value)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < p->n_line; i++) {
		const cn_line *line = &p->line[i];
		s[i] = line->kind == CN_LINE_MEASUREMENT ? measurement_state(known, p, line, measured_on, day) : piece_state(known, c, line, day);
		value[i] = s[i].value;
	}
	f->line = s;
	f->n_line = p->n_line;
	cn_tri met = p->n_line ? cn_provision_satisfied(p, value, p->n_line) : CN_UNKNOWN;
	const cn_evidence *whole = whole_judgement(known, c, day);
	if (whole) {
		static const char *const said[] = { "fails", "meets", "not_enough_data" };
		cn_tri answer = only_declared(whole) ? CN_UNKNOWN : whole->answer;
		const char *status = only_declared(whole) ? "declared" : said[answer];
		s[f->n_line++] = (cn_line_state){ .value = answer, .status = status, .piece = whole, .until = whole->until };
		/* it decides what the evidence leaves open; against evidence that says "no", or by itself saying "no", "no" stands */
		if (met == CN_UNKNOWN || answer == CN_FALSE)
			met = answer;
	}
	f->if_applied = met == CN_UNKNOWN && breach_by_condition(p) ? CN_NOT_SATISFIED : kind_of(met);
	return CN_OK;
}

static const cn_waiver *waiver_for(const cn_known *known, const cn_cell *c, cn_date day)
{
	for (size_t i = 0; i < known->n_waiver; i++) {
		const cn_waiver *w = &known->waiver[i];
		bool here = w->market.n == 0 || cn_eq(w->market, c->market);
		if (w->approved && here && cn_eq(w->duty, c->provision->full) && w->from <= day && day <= w->until)
			return w;
	}
	return NULL;
}

cn_code cn_assess_judge(cn_arena *a, const cn_answers *answers, const cn_known *known, cn_date measured_on, cn_finding **ret, cn_err *err)
{
	cn_finding *f = CN_NEW(a, cn_finding, answers->n_cell);
	if (!f)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < answers->n_cell; i++) {
		const cn_cell *c = &answers->cell[i];
		f[i].cell = c;
		CN_TRY(judge_evidence(a, c, known, measured_on, answers->as_of, &f[i], err));
		if (c->answer == CN_DOES_NOT || !cn_deontic_asks(c->provision->deontic))
			f[i].kind = CN_NOT_APPLICABLE;
		else if (c->answer == CN_ANSWER_UNKNOWN)
			f[i].kind = f[i].if_applied == CN_SATISFIED ? CN_SATISFIED : CN_FINDING_UNKNOWN;
		else
			f[i].kind = f[i].if_applied;
		if (f[i].kind == CN_NOT_SATISFIED || f[i].kind == CN_FINDING_UNKNOWN) {
			f[i].waiver = waiver_for(known, c, answers->as_of);
			if (f[i].waiver)
				f[i].kind = CN_WAIVED;
		}
	}
	*ret = f;
	return CN_OK;
}

bool cn_deontic_asks(cn_deontic d)
{
	return d == CN_D_DUTY || d == CN_D_PROHIBITION || d == CN_D_RECOMMENDATION || d == CN_D_COMMITMENT;
}

bool cn_finding_counts(const cn_finding *f)
{
	cn_deontic d = f->cell->provision->deontic;
	return f->cell->force == CN_BINDING && (d == CN_D_DUTY || d == CN_D_PROHIBITION);
}

cn_force cn_finding_force(const cn_finding *f)
{
	cn_deontic d = f->cell->provision->deontic;
	return f->cell->force == CN_BINDING && d != CN_D_DUTY && d != CN_D_PROHIBITION ? CN_SOFT : f->cell->force;
}

static bool offered_on(const cn_market *m, cn_date day)
{
	return (m->from == CN_DATE_NONE || m->from <= day) && (m->until == CN_DATE_NONE || day <= m->until);
}

/* What has ended, or was adopted without a day of effect, says nothing about the law of the day. */
static bool speaks(const cn_cell *c, cn_date day)
{
	const cn_provision *p = c->provision;
	size_t ended = 0;
	if (c->answer != CN_DOES_NOT)
		return true;
	for (size_t i = 0; i < p->n_period; i++)
		ended += p->period[i].until != CN_DATE_NONE && p->period[i].until < day;
	return ended < p->n_period && !(c->later == CN_UNKNOWN && c->from == CN_DATE_NONE);
}

bool cn_assess_uncovered(const cn_market *market, const cn_answers *answers, const cn_finding *finding)
{
	if (!offered_on(market, answers->as_of))
		return false;
	for (size_t i = 0; i < answers->n_cell; i++)
		if (cn_eq(finding[i].cell->market, market->code) && cn_finding_counts(&finding[i]) && speaks(finding[i].cell, answers->as_of))
			return false;
	return true;
}

int cn_assess_verdict(const cn_profile *profile, const cn_answers *answers, const cn_finding *finding)
{
	bool open = profile->out_of_scope, any = false;
	for (size_t i = 0; i < profile->n_market; i++) {
		any = any || offered_on(&profile->market[i], answers->as_of);
		open = open || cn_assess_uncovered(&profile->market[i], answers, finding);
	}
	for (size_t i = 0; i < answers->n_cell; i++) {
		if (!cn_finding_counts(&finding[i]))
			continue;
		if (finding[i].kind == CN_NOT_SATISFIED)
			return 1;
		open = open || finding[i].kind == CN_FINDING_UNKNOWN;
	}
	return open || !any ? 2 : 0;
}

/* ---- gate ---- */

static bool at_stage(const cn_provision *p, cn_str stage)
{
	if (stage.n == 0)
		return true;
	for (size_t i = 0; i < p->stages.n; i++)
		if (cn_eq(p->stages.item[i], stage))
			return true;
	return false;
}

static const cn_accept *accepted(const cn_policy *policy, cn_str id, cn_date day)
{
	for (size_t i = 0; policy && i < policy->n_accept; i++)
		if (cn_eq(policy->accept[i].id, id) && day <= policy->accept[i].until)
			return &policy->accept[i];
	return NULL;
}

static void gate_row(cn_arena *a, cn_val *list, cn_str id, const cn_finding *f, const char *en, const char *zh)
{
	cn_val *m = cn_push(a, list, cn_map(a));
	cn_put(a, m, "id", cn_text(a, id));
	if (f) {
		cn_put(a, m, "market", cn_text(a, f->cell->market));
		cn_put(a, m, "role", cn_text(a, f->cell->actor->role));
		cn_put(a, m, "heading", cn_words_val(a, f->cell->provision->heading));
	}
	cn_val *why = cn_put(a, m, "why", cn_map(a));
	cn_put(a, why, "en", cn_textz(a, en));
	cn_put(a, why, "zh", cn_textz(a, zh));
}

typedef struct gate {
	cn_arena *a;
	const cn_policy *policy;
	cn_date day;
	cn_val *blocks, *open, *accepted;
	bool fails, undecided;
} gate;

static void gate_finding(gate *g, const cn_finding *f)
{
	cn_str id = f->cell->provision->full;
	if (f->kind == CN_NOT_SATISFIED) {
		g->fails = true;
		gate_row(g->a, g->blocks, id, f, "not satisfied", "未满足");
	} else if (f->kind == CN_FINDING_UNKNOWN) {
		if (f->cell->not_read) {
			gate_row(g->a, g->open, id, f, "unknown: it rests on a text that was not read, so it moves no gate", "未知：所依据的文本未经核读，不影响放行");
		} else if (accepted(g->policy, id, g->day)) {
			gate_row(g->a, g->accepted, id, f, "unknown, accepted by the owner's policy", "未知，已由所有者政策接受");
		} else {
			g->undecided = true;
			gate_row(g->a, g->blocks, id, f, "unknown, and no policy accepts it", "未知，且无政策予以接受");
		}
	} else if (f->kind == CN_WAIVED) {
		gate_row(g->a, g->accepted, id, f, "waived", "临时豁免");
	}
}

static void gate_measurement(gate *g, const cn_val *m)
{
	const cn_val *limit = cn_get(m, "limit");
	if (!cn_get_bool(limit, "blocks", false))
		return;
	cn_str verdict = cn_get_text(m, "verdict");
	if (cn_get(m, "breach") && cn_eqz(verdict, "fails")) {
		g->fails = true;
		gate_row(g->a, g->blocks, cn_get_text(m, "metric"), NULL, "a share that is watched passed its limit while the system ran, and nobody has settled that",
			 "运行期间所监测的比例超限，尚无人处理");
	} else if (cn_eqz(verdict, "fails")) {
		g->fails = true;
		bool most = cn_starts(cn_get_text(limit, "op"), "<");
		gate_row(g->a, g->blocks, cn_get_text(m, "metric"), NULL,
			 most ? "above the owner's limit, and the owner's policy makes it block" : "below the owner's limit, and the owner's policy makes it block",
			 most ? "超出所有者限值，所有者政策规定不予放行" : "未达所有者限值，所有者政策规定不予放行");
	} else if (!cn_eqz(verdict, "meets")) {
		g->undecided = true;
		gate_row(g->a, g->blocks, cn_get_text(m, "metric"), NULL, "not enough data for the owner's limit", "数据不足以判断是否达到所有者限值");
	}
}

/* What the library cannot speak about closes the gate: it is undecided, and says why. */
static void gate_silence(gate *g, const cn_profile *profile, const cn_answers *answers, const cn_finding *finding)
{
	if (profile->out_of_scope) {
		g->undecided = true;
		gate_row(g->a, g->blocks, profile->id, NULL, "a declared purpose is military, defence or national security: outside Concord's scope",
			 "所声明的用途涉及军事、国防或国家安全：超出本系统范围");
		return;
	}
	for (size_t i = 0; i < profile->n_market; i++) {
		if (!cn_assess_uncovered(&profile->market[i], answers, finding))
			continue;
		g->undecided = true;
		gate_row(g->a, g->blocks, profile->market[i].code, NULL, "the library has no binding instrument for this market: nothing can be said",
			 "文库中没有该市场的约束性文书：无法作出结论");
	}
}

cn_code cn_assess_gate(cn_arena *a, const cn_profile *profile, const cn_answers *answers, const cn_finding *finding, const cn_val *measurements,
		       const cn_policy *policy, cn_str stage, const cn_val **ret, int *ret_verdict, cn_err *err)
{
	cn_date as_of = answers->as_of;
	cn_val *m = cn_map(a);
	gate g = { .a = a, .policy = policy, .day = as_of };
	g.blocks = cn_list(a);
	g.open = cn_list(a);
	g.accepted = cn_list(a);
	gate_silence(&g, profile, answers, finding);
	for (size_t i = 0; i < answers->n_cell; i++)
		if (cn_finding_counts(&finding[i]) && at_stage(finding[i].cell->provision, stage))
			gate_finding(&g, &finding[i]);
	CN_EACH (x, measurements)
		gate_measurement(&g, x);
	int verdict = g.fails ? 1 : g.undecided ? 2 : 0;
	char day[CN_TIME_BYTES];
	cn_date_text(as_of, day);
	cn_put(a, m, "stage", cn_text(a, stage));
	cn_put(a, m, "as_of", cn_textz(a, day));
	cn_put(a, m, "verdict", cn_int(a, verdict));
	cn_put(a, m, "blocks", g.blocks);
	cn_put(a, m, "accepted", g.accepted);
	cn_put(a, m, "open", g.open);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = m;
	*ret_verdict = verdict;
	return CN_OK;
}
