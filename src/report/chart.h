/* Pictures: one geometry for this page and for the console. x in per cent of the plot with one decimal (half to even), y in pixels, no
 * viewBox: sharp and readable from 280 to 1,200 px without a script. Colours are classes and CSS variables, so one picture serves both
 * themes. Pictures are aria-hidden; the sentence and the table beside them say the same. Vectors: tests/vectors/report/chart.vec.json.
 * Private to report; numbers in, markup out. */
#ifndef CN_REPORT_CHART_H
#define CN_REPORT_CHART_H

#include "base/base.h"

enum { CN_TICKS_MAX = 5, CN_MARKS_ROW = 24, CN_LANE_PX = 38 };

/* What part of the number line a plot shows. */
typedef struct cn_axis {
	double from, to; /* from < to */
	double step;     /* of the ticks; first tick is the first multiple of step >= from */
	int decimals;    /* of the tick labels */
} cn_axis;

/* An axis that holds every x[i], with room at both ends, within [low, high] where those are finite (low > high: no bounds).
 * At most CN_TICKS_MAX ticks at multiples of 1, 2 or 5 times a power of ten. n >= 1; all x finite. */
cn_axis cn_axis_over(const double *x, size_t n, double low, double high);

/* One interval and its limit. */
typedef struct cn_strip {
	const char *cls; /* sa fa un na or s1: the colour */
	double value, lo, hi;
	bool hollow;     /* the interval crosses the limit: not decided */
	bool has_value;  /* false: undefined, nothing is drawn but band and limit */
	int meets;       /* side of the limit that meets: 1 above, -1 below, 0 no limit */
	double limit;
	unsigned height; /* px */
} cn_strip;
void cn_chart_strip(cn_buf *o, const cn_axis *axis, const cn_strip *s);
void cn_chart_axis(cn_buf *o, const cn_axis *axis);

/* A curve: steps joined by straight lines, at each step the interval; hollow where the interval crosses the limit. x across, y upwards.
 * A step without a value is a gap in the line. The axis of y stands at the left edge, inside the plot. */
typedef struct cn_step_point {
	double x, value, lo, hi; /* lo = hi = value without an interval */
	bool has_value;
} cn_step_point;
typedef struct cn_curve {
	cn_axis x, y;
	const cn_step_point *point;
	size_t n;
	bool limited;
	double limit;
	unsigned height; /* px */
} cn_curve;
void cn_chart_curve(cn_buf *o, const cn_curve *c);

/* A bar from zero to its value, with its interval; hollow where the interval holds zero. */
typedef struct cn_bar {
	double value, lo, hi;
	bool has_value;
	unsigned height;
} cn_bar;
void cn_chart_bar(cn_buf *o, const cn_axis *axis, const cn_bar *b);

/* One mark for each duty, CN_MARKS_ROW a row, in the order sa fa un wa na. n counts each state; nothing is drawn for none. */
void cn_chart_marks(cn_buf *o, const size_t n[5]);

/* A lane of the timeline: a dot at the date from which, a bar to the right, dashed when that is after `today`. */
typedef struct cn_lane {
	cn_date from, to, today, at; /* the plot's first and last day; the day of the answer; the day the duty starts */
	bool vague;                  /* not before `at`, the day itself is uncertain: open end */
} cn_lane;
void cn_chart_lane(cn_buf *o, const cn_lane *lane);
void cn_chart_years(cn_buf *o, cn_date from, cn_date to, cn_date today); /* the axis above the lanes */

#endif
