/* Dates and times. Day numbers by the civil-calendar formulas of H. Hinnant ("chrono-compatible low-level date algorithms"). */
#include "base/base.h"

#include <stdio.h>

enum { YEAR_MAX = 9999 };
#define DAY_US 86400000000LL

static int32_t days_from_civil(int y, int m, int d)
{
	y -= m <= 2;
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400;
	int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

void cn_date_split(cn_date date, int *ret_y, int *ret_m, int *ret_d)
{
	int32_t z = date + 719468;
	int32_t era = (z >= 0 ? z : z - 146096) / 146097;
	int32_t doe = z - era * 146097;
	int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int32_t mp = (5 * doy + 2) / 153;
	*ret_d = doy - (153 * mp + 2) / 5 + 1;
	*ret_m = mp < 10 ? mp + 3 : mp - 9;
	*ret_y = yoe + era * 400 + (*ret_m <= 2);
}

static int month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return m == 2 && leap ? 29 : days[m - 1];
}

/* n digits at s.p + at, -1 if any is not a digit. */
static int digits(cn_str s, size_t at, size_t n)
{
	int x = 0;
	for (size_t i = at; i < at + n; i++) {
		if (i >= s.n || s.p[i] < '0' || s.p[i] > '9')
			return -1;
		x = x * 10 + (s.p[i] - '0');
	}
	return x;
}

cn_code cn_date_parse(cn_str s, cn_date *ret, cn_err *err)
{
	int y = digits(s, 0, 4), m = digits(s, 5, 2), d = digits(s, 8, 2);
	bool ok = s.n == 10 && s.p[4] == '-' && s.p[7] == '-' && y >= 1 && m >= 1 && m <= 12 && d >= 1;
	if (!ok || d > month_days(y, m))
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a date like 2026-11-23", CN_FMT(cn_sub(s, 0, 40)));
	*ret = days_from_civil(y, m, d);
	return CN_OK;
}

void cn_date_text(cn_date date, char out[CN_TIME_BYTES])
{
	if (date == CN_DATE_NONE) {
		out[0] = '\0';
		return;
	}
	int y, m, d;
	cn_date_split(date, &y, &m, &d);
	(void)snprintf(out, CN_TIME_BYTES, "%04d-%02d-%02d", y, m, d);
}

cn_code cn_date_plus(cn_date date, cn_str duration, cn_date *ret, cn_err *err)
{
	int64_t n = 0;
	char unit = duration.n >= 3 ? duration.p[duration.n - 1] : '\0';
	if (unit == '\0' || duration.p[0] != 'P' ||
	    cn_int_parse(cn_sub(duration, 1, duration.n - 2), 0, 100000, &n, NULL) != CN_OK || !memchr("YMWD", unit, 4))
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a duration like P1Y, P6M, P2W or P30D", CN_FMT(cn_sub(duration, 0, 40)));
	int y, m, d;
	cn_date_split(date, &y, &m, &d);
	int64_t sum;
	if (unit == 'D' || unit == 'W') {
		sum = date + n * (unit == 'W' ? 7 : 1);
	} else {
		int64_t months = (int64_t)y * 12 + (m - 1) + n * (unit == 'Y' ? 12 : 1);
		if (months / 12 > YEAR_MAX)
			return CN_FAIL(err, CN_EINPUT, "%.*s later is after the year %d", CN_FMT(duration), YEAR_MAX);
		y = (int)(months / 12);
		m = (int)(months % 12) + 1;
		sum = days_from_civil(y, m, d < month_days(y, m) ? d : month_days(y, m));
	}
	if (sum > days_from_civil(YEAR_MAX, 12, 31))
		return CN_FAIL(err, CN_EINPUT, "%.*s later is after the year %d", CN_FMT(duration), YEAR_MAX);
	*ret = (cn_date)sum;
	return CN_OK;
}

/* Thh:mm:ss from byte 10 on, as seconds of the day; -1 if it is not that. */
static int clock_of(cn_str s)
{
	int h = digits(s, 11, 2), m = digits(s, 14, 2), sec = digits(s, 17, 2);
	if (s.n < 19 || s.p[10] != 'T' || s.p[13] != ':' || s.p[16] != ':')
		return -1;
	if (h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 59)
		return -1;
	return (h * 60 + m) * 60 + sec;
}

cn_code cn_time_parse(cn_str s, int64_t *ret_us, cn_err *err)
{
	cn_date date = 0;
	int sec = clock_of(s);
	bool ok = s.n >= 20 && sec >= 0 && s.p[s.n - 1] == 'Z' && cn_date_parse(cn_sub(s, 0, 10), &date, NULL) == CN_OK;
	int64_t us = 0;
	if (ok && s.n > 20) { /* .f to .ffffff */
		size_t n = s.n - 21;
		int f = n >= 1 && n <= 6 ? digits(s, 20, n) : -1;
		ok = s.p[19] == '.' && f >= 0;
		us = f;
		for (size_t i = n; ok && i < 6; i++)
			us *= 10;
	}
	if (!ok)
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a time like 2026-11-23T19:20:21Z", CN_FMT(cn_sub(s, 0, 40)));
	*ret_us = date * DAY_US + sec * INT64_C(1000000) + us;
	return CN_OK;
}

cn_date cn_time_date(int64_t us)
{
	int64_t d = us / DAY_US;
	if (us % DAY_US < 0)
		d--;
	return (cn_date)d;
}

void cn_time_text(int64_t us, char out[CN_TIME_BYTES])
{
	cn_date date = cn_time_date(us);
	int64_t rest = us - date * DAY_US;
	unsigned sec = (unsigned)(rest / 1000000) % 86400, frac = (unsigned)(rest % 1000000);
	char day[CN_TIME_BYTES], f[8] = "";
	cn_date_text(date, day);
	if (frac)
		(void)snprintf(f, sizeof f, ".%06u", frac % 1000000);
	(void)snprintf(out, CN_TIME_BYTES, "%.10sT%02u:%02u:%02u%sZ", day, sec / 3600 % 24, sec / 60 % 60, sec % 60, f);
}
