import { toRecordText } from '../domain/access-record.ts';
import { DmsError, type ErrorCode } from '../domain/errors.ts';

const longestLine = 1000;

/** What BroadWorks says of these, so that scripts which wait for its words work here too. */
const known: { readonly [Code in ErrorCode]?: string } = {
	'interface.exists': 'entry is already present in list',
	'client-identity.exists': 'entry is already present in list',
	'tls-policy.exists': 'entry is already present in list',
	'trust-anchor.exists': 'entry is already present in list',
	'interface.not-found': 'Entry not found',
	'client-identity.not-found': 'Entry not found',
	'tls-policy.not-found': 'Entry not found',
	'trust-anchor.not-found': 'Entry not found',
	'server-certificate.not-found': 'Entry not found',
};

/** One line, ended. */
export function toErrorText(error: unknown): string {
	if (!(error instanceof DmsError)) {
		const message = error instanceof Error ? error.message : String(error);
		return `dms: ${toRecordText(message.split('\n', 1)[0] ?? '', longestLine)} (internal)\n`;
	}
	const { code, message, hint } = error;
	const said = known[code] === undefined ? message : `${known[code]}: ${message}`;
	return `dms: ${toRecordText(`${said} (${code})${hint === undefined ? '' : `. ${hint}`}`, longestLine)}\n`;
}
