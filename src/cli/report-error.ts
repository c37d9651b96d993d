import { CommanderError } from 'commander';
import { toRecordText } from '../domain/access-record.ts';
import { DmsError, type ErrorCode } from '../domain/errors.ts';

/** How a command ended that did not do what it was asked for. */
export interface ErrorReport {
	/** For standard error; empty where nothing is to be said. */
	readonly text: string;
	readonly exitCode: number;
}

/** Where to look next, for errors that have no hint of their own. */
const hints: { readonly [Code in ErrorCode]?: string } = {
	'device-type.not-found': 'dms type list shows the device types.',
	'device-type.in-use': 'dms device list --type NAME shows the devices.',
	'device.not-found': 'dms device list shows the devices.',
	'tag-set.not-found': 'dms tag-set list shows the tag sets, dms tag-set add makes one.',
	'trust-anchor.not-found': 'dms trust list shows the trust anchors.',
	'lockout.not-found': 'dms lockout list shows the lockouts.',
	'qa.defect-unknown': 'dms ca defects shows the defects.',
	'content.not-found': 'dms type file set TYPE FILE --content PATH gives a file its content.',
	'file-override.not-allowed': 'dms type file set TYPE FILE --customization Administrator allows it.',
	'file.unreadable': 'Check the path and who may read it.',
};

const longestLine = 1000;
const mostFindings = 2000;

/** `dms: <what> (<code>)`, then the hint and every finding, each on a line of its own. */
export function toErrorReport(error: unknown): ErrorReport {
	if (error instanceof CommanderError) return toUsageReport(error);
	if (error instanceof Error && error.name === 'AbortError')
		return { text: 'dms: interrupted, nothing was changed (interrupted)\n', exitCode: 1 };
	if (!(error instanceof DmsError)) return toInternalReport(error);
	return { text: toText(error.message, error.code, error.hint ?? hints[error.code], error.findings), exitCode: error.row.exitCode };
}

/** Help and version are no errors; everything else that commander says is wrong usage. */
function toUsageReport(error: CommanderError): ErrorReport {
	if (error.exitCode === 0) return { text: '', exitCode: 0 };
	if (error.code === 'commander.help') return { text: '', exitCode: 2 };
	const [what = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
	const hint = suggestion?.replace(/^\((.*)\)$/, '$1') ?? 'Add --help for the usage.';
	return { text: toText(what, 'usage.invalid', hint, []), exitCode: 2 };
}

function toInternalReport(error: unknown): ErrorReport {
	const message = error instanceof Error ? error.message : String(error);
	return { text: toText(message.split('\n', 1)[0] ?? '', 'internal', undefined, []), exitCode: 1 };
}

function toText(what: string, code: ErrorCode, hint: string | undefined, findings: readonly string[]): string {
	const others = findings.filter((finding) => finding !== what);
	const shown = others.slice(0, mostFindings).map((finding) => `  ${toRecordText(finding, longestLine)}`);
	const left = others.length > mostFindings ? [`  … and ${others.length - mostFindings} more`] : [];
	const lines = [`dms: ${toRecordText(what, longestLine)} (${code})`, ...(hint === undefined ? [] : [`hint: ${hint}`]), ...shown, ...left];
	return `${lines.join('\n')}\n`;
}
