/** Where the device plane reports what a person must act on; a refused phone is an access record, not a log line. */
export interface RequestLog {
	debug(fields: Readonly<Record<string, unknown>>, message: string): void;
	error(fields: Readonly<Record<string, unknown>>, message: string): void;
}
