import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeLine } from '../../src/shell/complete-line.ts';
import { resolvePath } from '../../src/shell/shell-context.ts';
import { createShellTree } from '../../src/shell/shell-tree.ts';

const tree = createShellTree();
const complete = (line: string, from = '/') => completeLine(tree, resolvePath([tree.root], from), line);

const trusts = '/Interface/Http/SSLCommonSettings/ClientAuthentication/Trusts';
const server = '/Interface/CTI/CTIServer';

describe('completion', () => {
	it.each([
		['ok/contexts and verbs', '', '/Interface', ['Http', 'CTI', 'restart', 'cd', 'help', 'exit', 'quit']],
		['ok/first letters in any case', 'inter', '/', ['Interface']],
		['ok/verbs', 'ssl', `${server}/SSLSettings/Certificates`, ['sslUpdate', 'sslExport', 'sslGenerate']],
		['ok/a path', 'cd Interface/CTI/C', '/', ['Interface/CTI/CTIServer']],
		['ok/a path from the root', 'cd /Sys', '/Interface', ['/System']],
		['ok/a path with a way up', 'cd ../H', '/Interface/CTI', ['../Http']],
		['ok/a path without cd', '/Interface/', '/', ['/Interface/Http', '/Interface/CTI']],
		['ok/behind a chain', 'Interface; CTI; CTIS', '/', ['CTIServer']],
		['ok/behind a chain with cd', 'cd /Interface; C', '/System', ['CTI', 'cd'].filter((name) => name.toLowerCase().startsWith('c'))],
		['ok/verbs to be helped with', 'help upd', trusts, ['updateTrust']],
		['ok/attributes', 'set a o', trusts, ['oui']],
		['ok/attributes that are left', 'set 10.0.0.1 secure true serverCert true l', server, ['legacyTls']],
		['ok/choices of an attribute', 'set a revocation ', trusts, ['off', 'soft', 'hard']],
		['ok/choices behind an equals sign', 'set a revocation=h', trusts, ['revocation=hard']],
		['ok/choices of a word', 'add 10.0.0.1 8012 t', server, ['true']],
		['ok/choices behind an optional word', 'add 10.0.0.1 TLSv1.', `${server}/SSLSettings/Protocols`, ['TLSv1.1', 'TLSv1.2', 'TLSv1.3']],
		['ok/options', 'get -', trusts, ['-detail']],
		['ok/suites', 'add TLS_AES_128_GCM', '/System/SSLCommonSettings/JSSE/Ciphers', ['TLS_AES_128_GCM_SHA256']],
		['reject/a chain that leads nowhere', 'Nowhere; x; Int', '/', ['Interface']],
		['reject/a path that leads nowhere', 'cd Nowhere/x', '/', []],
		['reject/an unknown verb', 'frobnicate a', '/', []],
		['reject/an ambiguous verb', 'ssl a', `${server}/SSLSettings/Certificates`, []],
		['reject/an open quote', 'set a oui "', trusts, []],
	])('%s', (_name, line, from, expected) => {
		expect(complete(line, from)[0]).toEqual(expected);
	});

	it('replaces the last part alone', () => {
		expect(complete('Interface; CTI; cd ../Ht')[1]).toBe('../Ht');
	});

	it('never offers a forbidden suite', () => {
		expect(complete('add TLS_', '/System/SSLCommonSettings/JSSE/Ciphers')[0].filter((name) => /NULL|EXPORT|anon|RC4/.test(name))).toEqual(
			[],
		);
	});

	it('offers, whatever is typed, what begins with the last part', () => {
		const word = fc.oneof(
			fc.constantFrom('cd', 'set', 'a', 'oui=', 'Interface', '/', '..', ';', '../', 'help', '-', '', '"', '__proto__=', 'constructor'),
			fc.string({ maxLength: 8 }),
		);
		fc.assert(
			fc.property(fc.array(word, { maxLength: 8 }), fc.constantFrom('/', trusts, server), (words, from) => {
				const [candidates, part] = complete(words.join(' '), from);
				for (const candidate of candidates) expect(candidate.toLowerCase().startsWith(part.toLowerCase())).toBe(true);
			}),
		);
	});
});
