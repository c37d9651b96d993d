import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ApiSchema } from '../../api/client.ts';
import { useSessionControl } from '../../session/session-context.tsx';
import { deviceTypeKeys } from '../queries.ts';
import { type ArchiveFacts, toArchiveFacts } from './archive-facts.ts';
import { type Sent, sendArchive } from './send-archive.ts';

export type ImportPlan = ApiSchema<'DtafPlan'>;

export interface ImportOptions {
	readonly mode: 'add' | 'update';
	/** As it is typed; that of the archive at first. */
	readonly name: string;
}

export interface ArchiveImport {
	readonly archive?: File;
	readonly facts?: ArchiveFacts;
	readonly options: ImportOptions;
	/** The dry run for `options`. */
	readonly plan?: ImportPlan;
	readonly result?: ImportPlan;
	readonly step?: 'sending' | 'working' | 'importing';
	readonly sent?: Sent;
	readonly failure?: unknown;
}

const initial: ArchiveImport = { options: { mode: 'add', name: '' } };

/** From an archive that is dropped to the outcome of its import. */
export function useArchiveImport() {
	const tokens = useSessionControl();
	const client = useQueryClient();
	const [state, setState] = useState<ArchiveImport>(initial);
	// What has been overtaken by another archive or other options is not shown.
	const turn = useRef(0);

	async function run(
		before: ArchiveImport,
		work: (onSent: (sent: Sent) => void) => Promise<ArchiveImport>,
		next: 'working' | 'importing' = 'working',
	): Promise<void> {
		turn.current += 1;
		const own = turn.current;
		const show = (shown: ArchiveImport): void => {
			if (turn.current === own) setState(shown);
		};
		show({ ...before, step: 'sending' });
		const onSent = (sent: Sent): void => show({ ...before, step: sent.bytes < sent.ofBytes ? 'sending' : next, sent });
		try {
			show(await work(onSent));
		} catch (failure) {
			show({ ...before, failure });
		}
	}

	function choose(archive: File): Promise<void> {
		return run({ ...initial, archive }, async (onSent) => {
			const facts = toArchiveFacts(await sendArchive(tokens, '/api/v1/dtaf/inspect', archive, onSent));
			const options = { mode: 'add', name: facts.deviceType } as const;
			const plan = await sendArchive<ImportPlan>(tokens, `/api/v1/dtaf/plan${toQuery(options, facts)}`, archive, onSent);
			return { archive, facts, options, plan };
		});
	}

	async function change(options: ImportOptions): Promise<void> {
		const { archive, facts } = state;
		if (archive === undefined || facts === undefined) return;
		await run({ archive, facts, options }, async (onSent) => ({
			...{ archive, facts, options },
			plan: await sendArchive<ImportPlan>(tokens, `/api/v1/dtaf/plan${toQuery(options, facts)}`, archive, onSent),
		}));
	}

	async function apply(): Promise<void> {
		const { archive, facts, options, plan } = state;
		if (archive === undefined || facts === undefined || plan === undefined) return;
		const send = async (onSent: (sent: Sent) => void): Promise<ArchiveImport> => {
			const result = await sendArchive<ImportPlan>(tokens, `/api/v1/dtaf/import${toQuery(options, facts)}`, archive, onSent);
			await client.invalidateQueries({ queryKey: deviceTypeKeys.all });
			return { archive, facts, options, result };
		};
		await run({ archive, facts, options, plan }, send, 'importing');
	}

	return { state, choose, change, apply, reset: () => setState(initial) };
}

function toQuery({ mode, name }: ImportOptions, { deviceType }: ArchiveFacts): string {
	const query = new URLSearchParams();
	if (name.trim() !== '' && name.trim() !== deviceType) query.set('rename', name.trim());
	if (mode === 'update') query.set('updateFiles', 'true');
	return query.size === 0 ? '' : `?${query}`;
}
