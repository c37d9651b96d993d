import { z } from 'zod';
import type { SubscriptionRequest } from '../app/events/subscriptions.ts';
import { DmsError } from '../domain/errors.ts';
import type { EventContext } from './event-context.ts';

const mostBytes = 16 * 1024;

const expiresSeconds = z.int().optional();
const names = z.array(z.string().min(1).max(253)).max(1_000);

const newSubscription = z.strictObject({
	devices: names,
	deviceTypes: names.prefault([]),
	types: names.prefault([]),
	expiresSeconds,
});
const renewal = z.strictObject({ expiresSeconds });

/** @throws DmsError `request.*`, `content.too-large`, `value.invalid` with every finding. */
export async function readNewSubscription(context: EventContext): Promise<SubscriptionRequest> {
	const { expiresSeconds: seconds, ...rest } = check(newSubscription, await readJson(context));
	return seconds === undefined ? rest : { ...rest, expiresSeconds: seconds };
}

/** An empty body asks for the standard time. @throws DmsError as `readNewSubscription`. */
export async function readRenewal(context: EventContext): Promise<number | undefined> {
	if (announcedBytes(context) === 0 && context.req.headers['transfer-encoding'] === undefined) return undefined;
	return check(renewal, await readJson(context)).expiresSeconds;
}

function announcedBytes(context: EventContext): number {
	return Number(context.req.headers['content-length'] ?? 0);
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
	const parsed = schema.safeParse(value);
	if (parsed.success) return parsed.data;
	const findings = parsed.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('/')}: ${message}`));
	const field = parsed.error.issues[0]?.path.join('/');
	throw new DmsError('value.invalid', findings[0] ?? 'the body is not valid', {
		findings,
		...(field === undefined || field === '' ? {} : { field }),
	});
}

async function readJson(context: EventContext): Promise<unknown> {
	if (context.is('application/json') !== 'application/json') {
		throw new DmsError('request.media-type', 'the body must be application/json');
	}
	const bytes = await readBytes(context);
	try {
		const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
		return value;
	} catch (cause) {
		throw new DmsError('request.malformed', 'the body is not JSON in UTF-8', { cause });
	}
}

async function readBytes(context: EventContext): Promise<Buffer> {
	if (announcedBytes(context) > mostBytes) throw tooLarge(context);
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of context.req as AsyncIterable<Buffer>) {
		length += chunk.length;
		if (length > mostBytes) throw tooLarge(context);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

/** What is left of the body is not read, so the connection can carry no other request. */
function tooLarge(context: EventContext): DmsError {
	context.set('Connection', 'close');
	return new DmsError('content.too-large', `the body has more than ${mostBytes} bytes`);
}
