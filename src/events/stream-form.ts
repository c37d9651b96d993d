/** How events are written on a stream. */
export interface StreamForm {
	readonly mediaType: string;
	/** Tells the client where it stands before anything has come. */
	opening(position: number): string;
	/** `json` is one line. */
	event(type: string, id: number, json: string): string;
	/** The last event, which has no position. */
	lastEvent(type: string, json: string): string;
	/** Says that the stream is alive and, where `position` is given, that all up to it was looked at. */
	heartbeat(position: number | undefined): string;
}

const retryMs = 1_000;

/** WHATWG HTML 9.2. A block without data moves the client's last event id and is no event. */
const serverSentEvents: StreamForm = {
	mediaType: 'text/event-stream',
	opening: (position) => `retry: ${retryMs}\nid: ${position}\n\n`,
	event: (type, id, json) => `id: ${id}\nevent: ${type}\ndata: ${json}\n\n`,
	lastEvent: (type, json) => `event: ${type}\ndata: ${json}\n\n`,
	heartbeat: (position) => (position === undefined ? ':\n\n' : `:\nid: ${position}\n\n`),
};

/** One event a line; an empty line is a heartbeat. */
const newlineDelimited: StreamForm = {
	mediaType: 'application/x-ndjson',
	opening: () => '',
	event: (_type, _id, json) => `${json}\n`,
	lastEvent: (_type, json) => `${json}\n`,
	heartbeat: () => '\n',
};

/** The first one is sent to a client that accepts anything. */
export const streamForms: readonly StreamForm[] = [serverSentEvents, newlineDelimited];
