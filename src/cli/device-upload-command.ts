import type { Command } from 'commander';
import { findDevice } from '../app/administration/find-device.ts';
import { findTypeOf } from '../app/administration/find-device-type.ts';
import { DmsError } from '../domain/errors.ts';
import type { Store, Upload } from '../domain/ports.ts';
import { quote } from '../domain/text-rules.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { deviceArgument, type ScopeOptions, toDeviceReference, withScope } from './device-reference-option.ts';
import { toExamples } from './help-examples.ts';
import { untilInterrupted } from './read-input.ts';
import { writeOutputFile } from './write-output-file.ts';

interface UploadOptions extends ScopeOptions {
	readonly get?: string;
	readonly output?: string;
	readonly force?: boolean;
}

export function addDeviceUploadCommand(device: Command, run: Runner): void {
	withScope(device.command('uploads'))
		.description('what a device has sent, newest first; with --get, the content of one')
		.argument('<device>', deviceArgument)
		.option('--get <id>', 'write the content of this upload to --output')
		.option('--output <path>', 'file to write')
		.option('--force', 'replace the file if it exists')
		.action(run(uploads))
		.addHelpText('after', toExamples('dms device uploads dect-1', 'dms device uploads dect-1 --get 12 --output dect-1.log'));
}

async function uploads(session: CommandSession, name: string, options: UploadOptions): Promise<void> {
	if ((options.get === undefined) !== (options.output === undefined)) throw new DmsError('usage.invalid', '--get and --output go together');
	const store = await session.store();
	const device = await findDevice(store, toDeviceReference(name, options));
	const all = (await store.uploads.list(device.id)).toSorted((left, right) => right.at.getTime() - left.at.getTime());
	if (options.get !== undefined && options.output !== undefined) return save(session, store, all, options.get, options.output, options);
	const { files } = await findTypeOf(store, device);
	const formatOf = ({ fileId }: Upload) => files.find(({ id }) => id === fileId)?.fileFormat ?? '';
	if (session.wantsJson) {
		return session.output.json(
			all.map((upload) => ({ id: upload.id, fileFormat: formatOf(upload), name: upload.name, at: upload.at, content: upload.content })),
		);
	}
	const rows = all.map((upload) => [upload.id, upload.at.toISOString(), upload.name, formatOf(upload), String(upload.content.size)]);
	return session.output.table(['Id', 'Time', 'Name', 'File Format', 'Bytes'], rows);
}

async function save(
	session: CommandSession,
	store: Store,
	all: readonly Upload[],
	id: string,
	output: string,
	{ force }: { readonly force?: boolean },
): Promise<void> {
	const upload = all.find((candidate) => candidate.id === id);
	if (upload === undefined)
		throw new DmsError('content.not-found', `the device has no upload ${quote(id)}`, { hint: 'dms device uploads lists them.' });
	const chunks = untilInterrupted(store.content.read(upload.content.sha256), session);
	const size = await writeOutputFile(output, chunks, { force: force === true });
	await session.done({ id, output, size }, `${upload.name}: ${size} bytes in ${output}`);
}
