const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const imfFixdate = /^([A-Z][a-z]{2}), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const rfc850Date = /^(Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const asctimeDate = /^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

const longestDate = 'Wednesday, 06-Nov-94 08:49:37 GMT'.length;

/** The three forms of RFC 9110 5.6.7, exactly; `now` places the two-digit year of the second. Undefined: not a date. */
export function parseHttpDate(text: string, now: Date = new Date()): Date | undefined {
	if (text.length > longestDate) return undefined;
	const fixed = imfFixdate.exec(text);
	if (fixed !== null) return toDate(fixed[1], fixed[4], fixed[3], fixed[2], fixed, 5);
	const dashed = rfc850Date.exec(text);
	if (dashed !== null) {
		return toDate(dashed[1]?.slice(0, 3), String(fullYear(Number(dashed[4]), now)), dashed[3], dashed[2], dashed, 5);
	}
	const spaced = asctimeDate.exec(text);
	if (spaced !== null) return toDate(spaced[1], spaced[7], spaced[2], spaced[3], spaced, 4);
	return undefined;
}

/** IMF-fixdate: seconds, no fraction. */
export function toHttpDate(date: Date): string {
	return date.toUTCString();
}

/** A date more than fifty years ahead is one of the century before (RFC 9110 5.6.7). */
function fullYear(twoDigits: number, now: Date): number {
	const thisYear = now.getUTCFullYear();
	const year = thisYear - (thisYear % 100) + twoDigits;
	if (year > thisYear + 50) return year - 100;
	return year <= thisYear - 50 ? year + 100 : year;
}

function toDate(
	weekday: string | undefined,
	year: string | undefined,
	monthName: string | undefined,
	dayText: string | undefined,
	match: RegExpExecArray,
	hourAt: number,
): Date | undefined {
	const month = months.indexOf(monthName ?? '');
	const day = Number(dayText);
	const [hour, minute, second] = [Number(match[hourAt]), Number(match[hourAt + 1]), Number(match[hourAt + 2])];
	if (month < 0 || hour > 23 || minute > 59 || second > 59) return undefined;
	const date = new Date(0);
	date.setUTCFullYear(Number(year), month, day);
	date.setUTCHours(hour, minute, second);
	// A day that does not exist rolls over into the next month.
	if (date.getUTCDate() !== day || weekdays[date.getUTCDay()] !== weekday) return undefined;
	return date;
}
