import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { toPreparationCommands, toTrustCommands } from '../../src/qa/install-commands.ts';
import { generateKeys, mintDevice, mintHierarchy } from '../../src/qa/mint.ts';
import { loadRecipe } from '../../src/qa/test-ca.ts';

const run = promisify(execFile);
const now = new Date();

/** The words as a shell hands them on. */
async function toWords(command: string): Promise<string[]> {
	const { stdout } = await run('sh', ['-c', `dms() { printf '%s\\n' "$@"; }; ${command}`]);
	return stdout.trimEnd().split('\n');
}

describe('toTrustCommands', () => {
	it('gives every authority an alias, its file, and what the recipe says', async () => {
		const commands = toTrustCommands(await loadRecipe('polycom-like'), 'ca');
		const names = ['root', 'intermediate-1', 'issuing'];
		const anchor = ['--oui', '00:04:f2', '--mac-from', 'subject.CN'];
		expect(await Promise.all(commands.map(toWords))).toEqual(
			names.map((name) => ['trust', 'add', `polycom-like-${name}`, `ca/${name}.pem`, ...anchor]),
		);
	});

	it('quotes patterns and folders for the shell', async () => {
		const recipe = await loadRecipe('yealink-old');
		const [command = ''] = toTrustCommands(recipe, "my ca's/$x");
		const [rule] = recipe.anchor.macRules;
		expect(await toWords(command)).toEqual([
			...['trust', 'add', 'yealink-old-root', "my ca's/$x/root.pem", '--oui', '00:15:65'],
			...['--mac-from', `subject.serialNumber=${rule?.pattern}`],
		]);
	});

	it('says where the digest floor has to be lower', async () => {
		expect(toTrustCommands(await loadRecipe('snom-like-sha1'), 'ca')[0]).toMatch(/ --min-digest sha1$/);
		expect(toTrustCommands(await loadRecipe('snom-like'), 'ca')[0]).not.toContain('--min-digest');
	});
});

describe('toPreparationCommands', () => {
	it('brings the server into the state that a defect needs, and no other', async () => {
		const recipe = await loadRecipe('spectralink-ng');
		const hierarchy = await mintHierarchy(recipe, { now });
		const keys = await generateKeys(recipe.device.key);
		const commandsFor = async (defect: string) => {
			const device = await mintDevice(hierarchy, { mac: requireMacAddress('0013d1000001'), defect, now, keys });
			return toPreparationCommands(device, recipe, 'out');
		};
		const hard = ['root', 'issuing'].map((name) => `dms trust set spectralink-ng-${name} --revocation hard`);
		const lists = ['root', 'issuing'].map((name) => `dms trust crl spectralink-ng-${name} out/${name}.crl.pem`);
		expect(await commandsFor('expired')).toEqual([]);
		expect(await commandsFor('crl-missing')).toEqual(hard);
		for (const defect of ['revoked', 'crl-stale']) expect(await commandsFor(defect)).toEqual([...lists, ...hard]);
		expect(await commandsFor('denied')).toEqual(['dms trust deny --certificate out/cert.pem']);
	});
});
