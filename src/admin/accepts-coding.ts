/** Whether an Accept-Encoding header names the coding with a weight above zero (RFC 9110 12.5.3). */
export function acceptsCoding(header: string, coding: string): boolean {
	return header.split(',').some((part) => {
		const [name = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
		return name === coding && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
	});
}
