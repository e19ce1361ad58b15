/* media check: what a file of content says of itself, whether its credentials hold, and what each law makes of it. */
#include <sys/stat.h>

#include "node/media_batch.h"
#include "node/media_say.h"

static const cn_flag check_flags[] = {
	CN_MEDIA_FLAGS,
	{ "out", "DIR", "of a folder: where files.jsonl, files.csv and overview.svg are written (else out/media)", "检查文件夹时：files.jsonl、files.csv 与 overview.svg 的输出位置（默认 out/media）", false },
	{ "jobs", "N", "of a folder: processes that read at a time (else one a core)", "检查文件夹时：同时读取的进程数（默认每核一个）", false },
	{ "again", NULL, "of a folder: read everything anew", "检查文件夹时：全部重新读取", false },
	{ NULL, NULL, NULL, NULL, false },
};

static cn_code check_one(cn_ctx *ctx, const cn_media_set *s, const char *path, cn_err *err)
{
	CN_AUTO_MEDIA b = { 0 };
	cn_media_answer m;
	const cn_val *v;
	cn_str name = strcmp(path, "-") == 0 ? cn_str_z(path) : cn_media_name(ctx->a, cn_base_name(cn_str_z(path)));
	CN_TRY(cn_media_open(path, &b, err));
	if (cn_media_report(ctx->a, s, name, b.bytes, &m, &v, err) != CN_OK)
		return cn_while(err, "%s", path);
	ctx->verdict = cn_media_verdict(&m);
	if (ctx->json)
		return cn_answer_json(ctx, v, err);
	cn_media_say(ctx, s, name, b.bytes.n, &m, v);
	return CN_OK;
}

static cn_code check(cn_ctx *ctx, const cn_media_set *s, cn_err *err)
{
	const char *path = ctx->args.arg[0];
	struct stat st;
	bool input = strcmp(path, "-") == 0, found = !input && stat(path, &st) == 0, folder = found && S_ISDIR(st.st_mode);
	static const char *const only[] = { "out", "jobs", "again" };
	for (size_t i = 0; i < 3 && (input || found) && !folder; i++)
		if (cn_flag_on(ctx, only[i]))
			return CN_FAIL(err, CN_EINPUT, "--%s is for a folder, and \"%s\" is none", only[i], path);
	return folder ? cn_media_batch(ctx, s, path, err) : check_one(ctx, s, path, err);
}

static cn_code run(cn_ctx *ctx, cn_err *err)
{
	cn_media_set s;
	cn_code rc = cn_media_set_open(ctx, &s, err);
	if (rc == CN_OK)
		rc = check(ctx, &s, err);
	cn_media_set_close(&s);
	return rc;
}

const cn_op cn_op_media_check = { "media check", "FILE|FOLDER|-", 1, 1, "what an image, a sound, a video or a text says of how it was made, whether that holds, and what each law makes of it",
				  "检查图片、音频、视频或文本：自身说明了什么、是否可靠、各国法律如何判断",
				  { "concord media check examples/image-studio/outputs --market CN,EU", "concord media check examples/image-studio/outputs/01.png --json" }, check_flags, run, CN_SERVED_SEALED, CN_ACCESS_READER };
