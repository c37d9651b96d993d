import { join } from 'node:path';
import type { TestCaPorts } from '../cli/command-ports.ts';
import type { Clock } from '../domain/ports.ts';
import { defectNeeds } from '../qa/defects/defect.ts';
import { defects } from '../qa/defects.ts';
import { toPreparationCommands, toTrustCommands } from '../qa/install-commands.ts';
import { revokeInTestCa } from '../qa/revoke-in-test-ca.ts';
import { createTestCas, issueCertificate, listRecipes, loadRecipe, openTestCa, type WrittenFiles } from '../qa/test-ca.ts';

/** Plugs the test CA into the command line. */
export function toTestCaPorts(clock: Clock): TestCaPorts {
	return {
		async create(options) {
			const created = await createTestCas(options.directory, { ...options, now: clock.now() });
			return {
				files: created.flatMap(toPaths),
				next: created.flatMap(({ recipe, directory }) => toTrustCommands(recipe, directory)),
			};
		},
		async issue({ directory, ...options }) {
			const issued = await issueCertificate(directory, { ...options, now: clock.now() });
			const { recipe } = await openTestCa(directory);
			return { files: toPaths(issued), next: toPreparationCommands(issued.device, recipe, issued.directory) };
		},
		async revoke({ directory, ...options }) {
			const { serial, ...written } = await revokeInTestCa(directory, { ...options, now: clock.now() });
			return { files: toPaths(written), next: [], serial };
		},
		recipes: async () => (await Promise.all((await listRecipes()).map(loadRecipe))).map(toRecipeDescription),
		defects: () =>
			defects.map(({ name, breaks, rule, reason, reasonOnConnection, status, needs, appliesTo }) => ({
				...{ name, breaks, rule, reason, reasonOnConnection, status },
				needs: needs === undefined ? null : defectNeeds[needs],
				appliesTo: appliesTo?.words ?? null,
			})),
	};
}

function toPaths({ directory, files }: WrittenFiles): string[] {
	return files.map((file) => join(directory, file));
}

function toRecipeDescription({ name, title, anchor }: Awaited<ReturnType<typeof loadRecipe>>) {
	const macRules = anchor.macRules.map(({ source, pattern }) => (pattern === undefined ? source : `${source}=${pattern}`));
	return { name, title, ouis: anchor.ouis, macRules, digestFloor: anchor.digestFloor ?? null };
}
