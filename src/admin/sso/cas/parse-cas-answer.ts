import { SaxesParser } from 'saxes';
import { ok, type Result, refused } from '../../../domain/result.ts';

/** What a CAS server says of a ticket. */
export type CasAnswer = { readonly kind: 'success'; readonly user: string } | { readonly kind: 'failure'; readonly code: string };

const casNamespace = 'http://www.yale.edu/tp/cas';
const maxElements = 1_000;
const maxDepth = 16;

/** What was seen of the document so far; the first fault counts. */
interface Reading {
	/** Local names of the open elements; those of another namespace are empty. */
	readonly open: string[];
	elements: number;
	readonly verdicts: string[];
	readonly users: string[];
	failureCode: string;
	isProxied: boolean;
	fault: string | undefined;
}

/**
 * Reads the answer of `serviceValidate` by its content, whatever its media type says: XML without a document type, one `serviceResponse`
 * with one verdict, and in a success one user who came without proxies. The reason of a refusal says what was wrong with the document.
 */
export function parseCasAnswer(text: string): Result<CasAnswer, string> {
	const reading: Reading = { open: [], elements: 0, verdicts: [], users: [], failureCode: '', isProxied: false, fault: undefined };
	const fail = (fault: string): void => void (reading.fault ??= fault);
	const parser = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
	parser.on('error', () => fail('it is not well-formed XML'));
	// Without a document type no entity can be defined.
	parser.on('doctype', () => fail('it has a document type declaration'));
	parser.on('processinginstruction', () => fail('it has a processing instruction'));
	parser.on('opentag', (tag) => {
		reading.elements += 1;
		if (reading.elements > maxElements || reading.open.length >= maxDepth) return fail('it has too many elements');
		reading.open.push(tag.uri === casNamespace ? tag.local : '');
		noteElement(reading, tag.attributes['code']?.value ?? '', fail);
	});
	parser.on('closetag', () => void reading.open.pop());
	const addText = (piece: string): void => {
		if (isUser(reading)) reading.users.push((reading.users.pop() ?? '') + piece);
	};
	parser.on('text', addText);
	parser.on('cdata', addText);
	parser.write(text).close();
	return judge(reading);
}

function isUser({ open }: Reading): boolean {
	return open.length === 3 && open[1] === 'authenticationSuccess' && open[2] === 'user';
}

function noteElement(reading: Reading, code: string, fail: (fault: string) => void): void {
	const { open, verdicts, users } = reading;
	const [root, verdict = '', detail] = open;
	if (root !== 'serviceResponse') return fail('it is no serviceResponse of CAS');
	if (open.length === 2) {
		verdicts.push(verdict);
		if (verdict === 'authenticationFailure') reading.failureCode = code;
	}
	if (isUser(reading)) users.push('');
	else if (detail === 'user' && verdict === 'authenticationSuccess') fail('its user has elements inside');
	if (detail === 'proxies' && verdict === 'authenticationSuccess') reading.isProxied = true;
}

function judge({ fault, verdicts, users, failureCode, isProxied }: Reading): Result<CasAnswer, string> {
	if (fault !== undefined) return refused(fault);
	const [verdict] = verdicts;
	const [user = ''] = users;
	if (verdicts.length !== 1) return refused(`it has ${verdicts.length} verdicts`);
	if (verdict === 'authenticationFailure') return ok({ kind: 'failure', code: failureCode });
	if (verdict !== 'authenticationSuccess') return refused('its verdict is neither success nor failure');
	if (users.length !== 1) return refused(`it names ${users.length} users`);
	if (isProxied) return refused('another service stands between the user and this server');
	return ok({ kind: 'success', user: user.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '') });
}
