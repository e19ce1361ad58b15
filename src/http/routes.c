/* The rows: what is served that is no op. */
#include "http/console.h"
#include "http/jobs.h"
#include "http/people_routes.h"
#include "http/store_watch.h"
#include "node/home.h"

static const char text[] = "text/plain; charset=utf-8", bytes[] = "application/octet-stream";

static cn_code question(const cn_call *c, const char *name, int64_t lo, int64_t hi, int64_t otherwise, int64_t *ret, cn_err *err)
{
	cn_str v;
	if (!cn_target_get(&c->target, name, &v)) {
		*ret = otherwise;
		return CN_OK;
	}
	if (cn_int_parse(v, lo, hi, ret, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "\"%.40s\" is a whole number from %lld to %lld", name, (long long)lo, (long long)hi);
	return CN_OK;
}

/* ---- health ---- */

static cn_code healthz(cn_call *c, cn_err *err)
{
	(void)err;
	cn_buf_putz(&c->out, "ok\n");
	return CN_OK;
}

static cn_code readyz(cn_call *c, cn_err *err)
{
	if (atomic_load(&c->site->draining))
		return CN_FAIL(err, CN_ESTATE, "this server is being stopped");
	cn_code rc = cn_shelf_look(c->site->shelf, err);
	if (rc == CN_OK)
		rc = cn_store_watch_state(c->site->store, err);
	if (rc != CN_OK) {
		c->ret->status = 503; /* whatever is wrong: not now */
		return rc;
	}
	cn_buf_putz(&c->out, "ready\n");
	return CN_OK;
}

/* ---- the log as files ---- */

static cn_code checkpoint(cn_call *c, cn_err *err)
{
	return cn_shelf_checkpoint(c->site->shelf, &c->ret->body, c->ret->etag, err);
}

static cn_code tile(cn_call *c, cn_err *err)
{
	cn_code rc = cn_shelf_tile(c->site->shelf, cn_sub(c->target.path, 1, c->target.path.n), &c->ret->body, c->ret->etag, err);
	if (rc == CN_EINPUT)
		c->ret->status = 404; /* a path that no tile has */
	return rc;
}

/* What stands in a path and names no entry is not found; it is no wrong question (RFC 9110, 15.5.5). */
static cn_code not_there(cn_call *c, cn_code rc)
{
	if (rc == CN_EINPUT)
		c->ret->status = 404;
	return rc;
}

static cn_code find_entry(cn_call *c, uint64_t *ret, cn_err *err)
{
	return not_there(c, cn_shelf_find(c->site->shelf, c->part, ret, err));
}

static cn_code get_record(cn_call *c, cn_shelf_record *ret, uint64_t *ret_index, cn_err *err)
{
	cn_code rc = cn_shelf_record_of(c->site->shelf, c->a, c->part, ret, ret_index, err);
	return *ret_index == CN_SHELF_NONE ? not_there(c, rc) : rc;
}

static cn_code not_open(cn_call *c, uint64_t index, cn_err *err)
{
	c->ret->status = 403;
	return CN_FAIL(err, CN_ESTATE, "entry %llu is sealed: its content is not public; its place in the log and the proof of it are", (unsigned long long)index);
}

static cn_code release(cn_call *c, cn_err *err)
{
	cn_shelf_record r;
	uint64_t index;
	c->part = cn_strf(c->a, "sha256:%.*s", CN_FMT(c->part));
	CN_TRY(get_record(c, &r, &index, err));
	if (!r.open)
		return not_open(c, index, err);
	cn_buf_put(&c->out, r.rec.envelope);
	return CN_OK;
}

/* ---- records ---- */

static cn_val *head_tree(cn_arena *a, uint64_t index, const cn_shelf_record *r)
{
	char when[CN_TIME_BYTES];
	cn_val *m = cn_map(a);
	cn_put(a, m, "seq", cn_int(a, (int64_t)index));
	cn_put(a, m, "id", cn_text(a, cn_digest_str(a, &r->id)));
	cn_put(a, m, "public", cn_bool(a, r->open));
	if (!r->open)
		return m;
	cn_time_text(r->rec.rec.time_us, when);
	cn_put(a, m, "kind", cn_text(a, r->rec.rec.kind));
	cn_put(a, m, "author", cn_text(a, r->rec.rec.author));
	cn_put(a, m, "time", cn_textz(a, when));
	cn_put(a, m, "tlp", cn_textz(a, cn_tlp_text(r->rec.rec.tlp)));
	return m;
}

static cn_code records(cn_call *c, cn_err *err)
{
	int64_t from, limit, size = (int64_t)cn_shelf_size(c->site->shelf);
	CN_TRY(question(c, "from", 0, CN_INT_MAX, 0, &from, err));
	CN_TRY(question(c, "limit", 1, CN_LIST_LIMIT_MAX, CN_LIST_LIMIT, &limit, err));
	cn_val *m = cn_map(c->a), *list = cn_list(c->a);
	int64_t to = from >= size ? from : size - from < limit ? size : from + limit;
	for (int64_t i = from; i < to; i++) {
		cn_shelf_record r;
		CN_AUTO_ARENA one = cn_arena_new(CN_RECORD_ARENA_BYTES);
		if (!one)
			return CN_NOMEM(err);
		CN_TRY(cn_shelf_record_at(c->site->shelf, one, (uint64_t)i, &r, err));
		cn_push(c->a, list, head_tree(c->a, (uint64_t)i, &r));
	}
	cn_put(c->a, m, "size", cn_int(c->a, size));
	cn_put(c->a, m, "records", list);
	cn_put(c->a, m, "next", to < size ? cn_int(c->a, to) : cn_null(c->a));
	return cn_answer_tree(c, m, err);
}

static cn_code record(cn_call *c, cn_err *err)
{
	cn_shelf_record r;
	uint64_t index;
	CN_TRY(get_record(c, &r, &index, err));
	if (!r.open)
		return not_open(c, index, err);
	return cn_answer_tree(c, cn_record_tree(c->a, &r.rec), err);
}

static cn_code entry(cn_call *c, cn_err *err)
{
	uint64_t index;
	cn_str e;
	CN_TRY(find_entry(c, &index, err));
	CN_TRY(cn_shelf_entry(c->site->shelf, c->a, index, &e, err));
	cn_buf_put(&c->out, e);
	return CN_OK;
}

static cn_code proof(cn_call *c, cn_err *err)
{
	uint64_t index;
	CN_TRY(find_entry(c, &index, err));
	return cn_shelf_prove(c->site->shelf, c->a, index, &c->out, err);
}

static cn_code consistency(cn_call *c, cn_err *err)
{
	int64_t from, to, size = (int64_t)cn_shelf_size(c->site->shelf);
	cn_hash_path p;
	CN_TRY(question(c, "from", 0, CN_INT_MAX, 0, &from, err));
	CN_TRY(question(c, "to", 0, CN_INT_MAX, size, &to, err));
	CN_TRY(cn_shelf_consistency(c->site->shelf, (uint64_t)from, (uint64_t)to, &p, err));
	cn_val *m = cn_map(c->a), *list = cn_list(c->a);
	for (unsigned i = 0; i < p.n; i++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 256);
		cn_base64(&b, p.h[i].b, CN_DIGEST_BYTES);
		cn_push(c->a, list, cn_text(c->a, cn_buf_str(&b)));
	}
	cn_put(c->a, m, "from", cn_int(c->a, from));
	cn_put(c->a, m, "to", cn_int(c->a, to));
	cn_put(c->a, m, "hashes", list);
	return cn_answer_tree(c, m, err);
}

/* ---- witness (C2SP tlog-witness) ---- */

cn_code cn_route_add_checkpoint(cn_call *c, cn_err *err)
{
	cn_site *s = c->site;
	cn_cosigned said;
	if (!s->witness) {
		c->ret->status = cn_witness_has_key(s->data_dir) ? 503 : 404;
		return cn_witness_has_key(s->data_dir) ? CN_FAIL(err, CN_ESTATE, "this node became a witness after its server began: start the server again") :
							 CN_FAIL(err, CN_ENOTFOUND, "this node is no witness");
	}
	CN_TRY(cn_witness_cosign(s->witness, c->a, c->asked->body, cn_site_now_us(s), &said, err));
	c->ret->status = said.status;
	if (said.status == 409 && said.size_differs) {
		c->ret->type = CN_WITNESS_SIZE_TYPE;
		cn_buf_printf(&c->out, "%llu\n", (unsigned long long)said.size);
		return CN_OK;
	}
	if (said.status != 200) /* err says why */
		return err && err->code != CN_OK ? err->code : CN_EINPUT;
	cn_buf_put(&c->out, said.lines);
	return CN_OK;
}

/* ---- the rows ---- */

static const cn_route rows[] = {
	{ "/tile/{rest}", "tile", bytes, cn_forever, "a tile of hashes, or with entries/ a bundle of entries, of the log (C2SP tlog-tiles)", "日志的哈希块；带 entries/ 时为条目块（C2SP tlog-tiles）",
	  { NULL }, tile },
	{ "/checkpoint", "checkpoint", text, cn_no_cache, "the log's signed head (C2SP tlog-checkpoint)", "日志的签名检查点（C2SP tlog-checkpoint）", { NULL }, checkpoint },
	{ "/release/{id}", "release", cn_json_type, cn_no_cache, "the envelope of a record that was released, by the digits of its id", "已公开记录的信封，按其标识的十六进制数字", { NULL }, release },
	{ "/api/v1/records", "records", cn_json_type, cn_no_cache, "the records of the log by number, a page at a time; sealed ones by id alone", "按编号分页列出日志记录；密封者只列标识",
	  { "from", "limit", NULL }, records },
	{ "/api/v1/records/{record}", "record", cn_json_type, cn_no_cache, "one public record, by number or id", "按编号或标识取一条公开记录", { NULL }, record },
	{ "/api/v1/records/{record}/entry", "entry", bytes, cn_no_cache, "the bytes of an entry as they are hashed into the tree", "条目计入哈希树的原始字节", { NULL }, entry },
	{ "/api/v1/records/{record}/proof", "proof", text, cn_no_cache, "the proof that an entry is in the log (C2SP tlog-proof)", "条目在日志中的证明（C2SP tlog-proof）", { NULL }, proof },
	{ "/api/v1/consistency", "consistency", cn_json_type, cn_no_cache, "the proof that the log of one size continues that of a smaller one (RFC 9162)", "较大日志延续较小日志的一致性证明（RFC 9162）",
	  { "from", "to", NULL }, consistency },
	{ "/add-checkpoint", "add-checkpoint", text, cn_no_store, "cosigns the checkpoint of a log that this node watches (C2SP tlog-witness)", "联署本节点所见证日志的检查点（C2SP tlog-witness）",
	  { NULL }, cn_route_add_checkpoint, CN_POST },
	{ "/api/v1/session", "session", cn_json_type, cn_no_store, "who is signed in", "当前登录者", { NULL }, cn_route_session, .least = CN_ACCESS_READER, .schema = "Session" },
	{ "/api/v1/session", "session_begin", cn_json_type, cn_no_store, "sign in by name, password and, where it is set up, a one-time code", "以姓名、密码及（如已设置）动态码登录", { NULL },
	  cn_route_sign_in, CN_POST, .secret = true, .password = true, .body = "SignIn", .schema = "Session" },
	{ "/api/v1/session", "session_end", cn_json_type, cn_no_store, "sign out", "退出登录", { NULL }, cn_route_sign_out, CN_DELETE, CN_ACCESS_READER },
	{ "/api/v1/setup", "setup", cn_json_type, cn_no_store, "set a password by a one-time link; the first one makes the administrator", "凭一次性链接设置密码；首个链接设立管理员", { NULL }, cn_route_setup,
	  CN_POST, .secret = true, .password = true, .body = "Setup", .schema = "Made" },
	{ "/api/v1/password", "password", cn_json_type, cn_no_store, "change one's own password", "更改自己的密码", { NULL }, cn_route_password, CN_POST, CN_ACCESS_READER, .password = true, .body = "Password" },
	{ "/api/v1/code", "code_begin", cn_json_type, cn_no_store, "a new key for one-time codes (RFC 6238), which counts once confirmed", "新的动态码密钥（RFC 6238），确认后生效", { NULL }, cn_route_code_begin,
	  CN_POST, CN_ACCESS_READER, true, .body = "Nothing", .schema = "CodeKey" },
	{ "/api/v1/code", "code_end", cn_json_type, cn_no_store, "sign in without one-time codes again", "停用动态码", { NULL }, cn_route_code_end, CN_DELETE, CN_ACCESS_READER },
	{ "/api/v1/code/confirm", "code_confirm", cn_json_type, cn_no_store, "confirm the new key by a code of it", "以动态码确认新密钥", { NULL }, cn_route_code_confirm, CN_POST, CN_ACCESS_READER,
	  .body = "Code" },
	{ "/api/v1/sessions", "sessions", cn_json_type, cn_no_store, "one's sessions; an administrator sees everybody's", "自己的会话；管理员可见全部", { NULL }, cn_route_sessions, .least = CN_ACCESS_READER,
	  .schema = "Sessions" },
	{ "/api/v1/sessions/{id}", "sessions_end", cn_json_type, cn_no_store, "end a session", "终止会话", { NULL }, cn_route_session_end, CN_DELETE, CN_ACCESS_READER },
	{ "/api/v1/tokens", "tokens", cn_json_type, cn_no_store, "one's API tokens; an administrator sees everybody's", "自己的 API 令牌；管理员可见全部", { NULL }, cn_route_tokens, .least = CN_ACCESS_READER,
	  .schema = "Tokens" },
	{ "/api/v1/tokens", "tokens_make", cn_json_type, cn_no_store, "make an API token; it is shown once", "新建 API 令牌；只显示一次", { NULL }, cn_route_token_new, CN_POST, CN_ACCESS_READER, true,
	  .body = "NewToken", .schema = "MadeToken" },
	{ "/api/v1/tokens/{id}", "tokens_end", cn_json_type, cn_no_store, "end an API token", "终止 API 令牌", { NULL }, cn_route_token_end, CN_DELETE, CN_ACCESS_READER },
	{ "/api/v1/passkeys/challenge", "passkeys_challenge", cn_json_type, cn_no_store, "a challenge for a passkey, of one use within five minutes", "通行密钥的质询，五分钟内一次有效", { NULL },
	  cn_route_passkey_challenge, CN_POST, .secret = true, .body = "Nothing", .schema = "Challenge" },
	{ "/api/v1/passkeys", "passkeys", cn_json_type, cn_no_store, "one's passkeys", "自己的通行密钥", { NULL }, cn_route_passkeys, .least = CN_ACCESS_READER, .schema = "Passkeys" },
	{ "/api/v1/passkeys", "passkeys_add", cn_json_type, cn_no_store, "a new passkey (WebAuthn)", "新增通行密钥（WebAuthn）", { NULL }, cn_route_passkey_add, CN_POST, CN_ACCESS_READER, .body = "NewPasskey",
	  .schema = "Made" },
	{ "/api/v1/passkeys/{id}", "passkeys_end", cn_json_type, cn_no_store, "end a passkey", "终止通行密钥", { NULL }, cn_route_passkey_end, CN_DELETE, CN_ACCESS_READER },
	{ "/api/v1/session/passkey", "session_passkey", cn_json_type, cn_no_store, "sign in by a passkey (WebAuthn)", "以通行密钥登录（WebAuthn）", { NULL }, cn_route_passkey_sign_in, CN_POST, .secret = true,
	  .body = "ShownPasskey", .schema = "Session" },
	{ "/api/v1/people", "people", cn_json_type, cn_no_store, "who may sign in, and in which roles", "可登录者及其角色", { NULL }, cn_route_people, .least = CN_ACCESS_ADMINISTRATOR, .schema = "People" },
	{ "/api/v1/people", "people_add", cn_json_type, cn_no_store, "let somebody sign in; gives the link by which they set their password. An administrator waits for a second one's word", "允许某人登录；给出设置密码的链接。管理员须另一位管理员批准", { NULL }, cn_route_person_new,
	  CN_POST, CN_ACCESS_ADMINISTRATOR, true, .body = "NewPerson", .schema = "MadeLink" },
	{ "/api/v1/people/{id}", "person", cn_json_type, cn_no_store, "one person", "一名人员", { NULL }, cn_route_person, .least = CN_ACCESS_ADMINISTRATOR, .schema = "Person" },
	{ "/api/v1/people/{id}", "person_end", cn_json_type, cn_no_store, "somebody may no longer sign in; the name is forgotten", "终止登录资格；姓名删除", { NULL }, cn_route_person_end, CN_DELETE,
	  CN_ACCESS_ADMINISTRATOR },
	{ "/api/v1/people/{id}/roles", "person_roles", cn_json_type, cn_no_store, "give somebody other roles; who becomes an administrator waits for a second one's word", "更改角色；成为管理员须另一位管理员批准", { NULL }, cn_route_person_roles, CN_POST, CN_ACCESS_ADMINISTRATOR,
	  .body = "Roles" },
	{ "/api/v1/people/{id}/reset", "person_reset", cn_json_type, cn_no_store, "take away what lets somebody in, and give a new link; that of an administrator waits for a second one's word", "撤销登录凭据并给出新链接；管理员者须另一位管理员批准", { NULL }, cn_route_person_reset, CN_POST,
	  CN_ACCESS_ADMINISTRATOR, true, .body = "Nothing", .schema = "MadeLink" },
	{ "/api/v1/people/{id}/keys", "person_key", cn_json_type, cn_no_store, "say whose a signing key is, which waits for a second administrator, with a code if one alone let the person in (let_in_by_one): then they get a new link; or free it", "指明签名密钥属于何人（须另一位管理员批准；由一位管理员单独放行者另附代码，并获得新链接），或解除", { NULL }, cn_route_person_key, CN_POST,
	  CN_ACCESS_ADMINISTRATOR, .body = "BindKey", .schema = "Proposed" },
	{ "/api/v1/jobs", "jobs", cn_json_type, cn_no_store, "one's jobs; an administrator sees everybody's", "自己的任务；管理员可见全部", { NULL }, cn_route_jobs, .least = CN_ACCESS_READER,
	  .schema = "Jobs" },
	{ "/api/v1/jobs", "jobs_begin", cn_json_type, cn_no_store, "run a command that takes long: it goes on after the answer", "运行耗时的命令：答复之后继续执行", { NULL }, cn_route_job_new, CN_POST,
	  CN_ACCESS_READER, .body = "NewJob", .schema = "Job" },
	{ "/api/v1/jobs/{id}", "job", cn_json_type, cn_no_store, "one job, and its result when it is done", "一项任务及其结果", { NULL }, cn_route_job, .least = CN_ACCESS_READER, .schema = "Job" },
	{ "/api/v1/jobs/{id}/events", "job_events", "text/event-stream", cn_no_store, "what has happened since (server-sent events)", "此后发生的事件（server-sent events）", { "after", NULL },
	  cn_route_job_events, .least = CN_ACCESS_READER },
	{ "/api/v1/jobs/{id}", "job_end", cn_json_type, cn_no_store, "cancel a job, or forget one that has ended", "取消任务，或移除已结束的任务", { NULL }, cn_route_job_end, CN_DELETE, CN_ACCESS_READER },
	{ "/api/v1/proposals", "proposals", cn_json_type, cn_no_store, "commands that wait for a second person", "等待第二人批准的命令", { NULL }, cn_route_proposals, .least = CN_ACCESS_ADMINISTRATOR,
	  .schema = "Proposals" },
	{ "/api/v1/proposals/{id}", "proposals_decide", cn_json_type, cn_no_store, "approve a command of another, which then runs, or refuse it", "批准他人的命令（随即执行）或拒绝", { NULL }, cn_route_decide,
	  CN_POST, CN_ACCESS_ADMINISTRATOR, .body = "Decision" },
	{ "/api/v1/cases", "cases", cn_json_type, cn_no_store, "the cases of this node", "本节点的案件", { NULL }, cn_route_cases, .least = CN_ACCESS_READER, .schema = "Items" },
	{ "/api/v1/cases", "cases_open", cn_json_type, cn_no_store, "submit a system: the command case open", "提交系统：即命令 case open", { NULL }, cn_route_case_open, CN_POST, CN_ACCESS_CONTRIBUTOR,
	  .body = "Command", .schema = "Ran" },
	{ "/api/v1/cases/{record}", "case", cn_json_type, cn_no_store, "one case, step by step", "一个案件的全部步骤", { NULL }, cn_route_case, .least = CN_ACCESS_READER },
	{ "/api/v1/cases/{record}/steps", "case_steps", cn_json_type, cn_no_store, "the steps of a case", "案件的步骤", { NULL }, cn_route_case_steps, .least = CN_ACCESS_READER, .schema = "Items" },
	{ "/api/v1/cases/{record}/steps", "case_steps_add", cn_json_type, cn_no_store, "answer, object, appeal; for an officer: ask, decide", "答复、异议、申诉；主管人员可询问、决定", { NULL }, cn_route_case_step, CN_POST,
	  CN_ACCESS_CONTRIBUTOR, .body = "Command", .schema = "Ran" },
	{ "/api/v1/cases/{record}/document", "cases_document", bytes, cn_no_store, "a document that came with a case or a step of it, to be saved", "下载案件或其步骤随附的文件",
	  { "step", "number", NULL }, cn_route_case_document, .least = CN_ACCESS_READER },
	{ "/api/v1/intake", "intake", cn_json_type, cn_no_store, "reports of vulnerabilities and misuse", "漏洞与滥用报告", { NULL }, cn_route_intake, .least = CN_ACCESS_ASSESSOR, .schema = "Items" },
	{ "/api/v1/intake", "intake_add", cn_json_type, cn_no_store, "report a vulnerability or misuse, without a name if you like; the receipt code is shown once", "报告漏洞或滥用，可匿名；回执码只显示一次", { NULL },
	  cn_route_intake_add, CN_POST, .secret = true, .body = "Report", .schema = "Receipt" },
	{ "/api/v1/intake/status", "intake_status", cn_json_type, cn_no_store, "what came of a report, by its receipt code", "凭回执码查询报告处理结果", { NULL }, cn_route_intake_status, CN_POST, .secret = true,
	  .body = "Receipt", .schema = "ReportStatus" },
	{ "/api/v1/intake/{id}", "intake_triage", cn_json_type, cn_no_store, "take a report up or dismiss it", "受理或不予受理报告", { NULL }, cn_route_intake_triage, CN_POST, CN_ACCESS_ASSESSOR, .body = "Triage",
	  .schema = "Ran" },
	{ "/", "home", "text/html; charset=utf-8", cn_no_cache, "the console: pages for people", "控制台：供人阅读的页面", { NULL }, cn_console_page },
	{ "/openapi.json", "openapi", cn_json_type, cn_no_cache, "this interface (OpenAPI 3.1)", "本接口说明（OpenAPI 3.1）", { NULL }, cn_route_openapi },
	{ "/healthz", "healthz", text, cn_no_store, "the process answers", "进程有响应", { NULL }, healthz },
	{ "/readyz", "readyz", text, cn_no_store, "the log can be served and its store reached; 503 and the reason when not", "日志可供读取且存储可连接；否则 503 并说明原因", { NULL }, readyz },
	{ "/metrics", "metrics", "text/plain; version=0.0.4", cn_no_store, "counters (Prometheus)", "计数器（Prometheus）", { NULL }, cn_route_metrics },
};

const cn_route *cn_routes(size_t *ret_n)
{
	*ret_n = sizeof rows / sizeof *rows;
	return rows;
}
