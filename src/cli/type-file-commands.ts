import { type Command, Option } from 'commander';
import { changeDeviceTypeFile, type RequestedTypeFileChange } from '../app/administration/change-device-type-file.ts';
import { findDeviceType, findTypeFile } from '../app/administration/find-device-type.ts';
import { presentFields } from '../app/administration/present-fields.ts';
import {
	type EscapeMode,
	escapeModes,
	type FileCustomization,
	fileCustomizations,
	type ProofCombination,
	type TypeFileSource,
	typeFileSources,
} from '../domain/device-type-file.ts';
import { DmsError } from '../domain/errors.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { parseFlag } from './option-values.ts';
import { untilInterrupted } from './read-input.ts';
import { storeContent } from './store-content.ts';
import { toTypeFileJson } from './type-view.ts';
import { writeOutputFile } from './write-output-file.ts';

interface TypeFileSetOptions {
	readonly content?: string;
	readonly source?: TypeFileSource;
	readonly customization?: FileCustomization;
	readonly combine?: 'any' | 'all';
	readonly macBased?: boolean;
	readonly macInCert?: boolean;
	readonly macInHeader?: boolean;
	readonly macFormat?: string;
	readonly password?: boolean;
	readonly digest?: boolean;
	readonly allowHttp?: boolean;
	readonly allowHttps?: boolean;
	readonly allowTftp?: boolean;
	readonly allowUpload?: boolean;
	readonly caching?: boolean;
	readonly escape?: EscapeMode;
}

const combinations: Readonly<Record<'any' | 'all', ProofCombination>> = { any: 'Any', all: 'All' };

export function addTypeFileCommands(type: Command, run: Runner): void {
	const file = type.command('file').description('files of a device type');
	file
		.command('show')
		.description('the content of a file as it is stored, templates with their tags')
		.argument('<type>', 'device type')
		.argument('<file>', 'file format')
		.option('--output <path>', 'write it there instead of standard output')
		.option('--force', 'replace the file if it exists')
		.action(run(showTypeFile))
		.addHelpText('after', toExamples("dms type file show 'Sample IP-DECT 2000' %BWMACADDRESS%-config.xml"));
	file
		.command('set')
		.description('change the options and the content of a file; its format, repository format and category stay')
		.argument('<type>', 'device type')
		.argument('<file>', 'file format')
		.option('--content <path>', 'new content, up to 512 MiB; - is standard input')
		.addOption(new Option('--source <source>', 'Manual: served as it is; Custom: a template').choices(typeFileSources))
		.addOption(new Option('--customization <who>', 'who may put another content in its place').choices(fileCustomizations))
		.option('--mac-based <true|false>', 'whether a device proves itself by its MAC address', parseFlag)
		.option('--mac-in-cert <true|false>', 'whether the MAC address is in the client certificate; resets --mac-in-header', parseFlag)
		.option('--mac-in-header <true|false>', 'whether it is in a header; resets --mac-in-cert', parseFlag)
		.option('--mac-format <pattern>', 'expression (RE2) that finds it there, or Header-Name: expression')
		.option('--password <true|false>', 'whether a device proves itself by user name and password', parseFlag)
		.option('--digest <true|false>', 'whether the password must come by Digest and not by Basic', parseFlag)
		.addOption(new Option('--combine <how>', 'any: one proof is enough; all: every one must hold').choices(['any', 'all']))
		.option('--allow-http <true|false>', 'whether it may be fetched without TLS', parseFlag)
		.option('--allow-https <true|false>', 'whether it may be fetched over TLS', parseFlag)
		.option('--allow-tftp <true|false>', 'kept and exported; TFTP is not served', parseFlag)
		.option('--allow-upload <true|false>', 'whether a device may send it', parseFlag)
		.option('--caching <true|false>', 'enableCaching', parseFlag)
		.addOption(new Option('--escape <mode>', 'how values of tags are escaped').choices(escapeModes))
		.action(run(setTypeFile))
		.addHelpText(
			'after',
			toExamples(
				"dms type file set 'Sample IP-DECT 2000' firmware.bin --content /srv/firmware.bin",
				"dms type file set 'Sample IP-DECT 2000' %BWMACADDRESS%-config.xml --mac-based true --mac-in-cert true --allow-http false",
				"dms type file set 'Sample IP-DECT 2000' %BWMACADDRESS%-config.xml --combine all",
			),
		);
}

async function showTypeFile(
	session: CommandSession,
	typeName: string,
	fileFormat: string,
	{ output, force }: { readonly output?: string; readonly force?: boolean },
): Promise<void> {
	const store = await session.store();
	const type = await findDeviceType(store, typeName);
	const file = findTypeFile(type, fileFormat);
	if (session.wantsJson) return session.output.json(toTypeFileJson(type, file));
	if (file.content === undefined) throw new DmsError('content.not-found', `${file.fileFormat} has no content`);
	const chunks = store.content.read(file.content.sha256);
	if (output !== undefined) {
		const size = await writeOutputFile(output, untilInterrupted(chunks, session), { force: force === true });
		return session.output.note(`${size} bytes in ${output}`);
	}
	for await (const chunk of chunks) {
		if (session.output.isClosed) return;
		await session.output.write(chunk);
	}
}

async function setTypeFile(session: CommandSession, typeName: string, fileFormat: string, options: TypeFileSetOptions): Promise<void> {
	const administration = await session.administration();
	// Named wrongly, it should not first be read.
	findTypeFile(await findDeviceType(administration.store, typeName), fileFormat);
	const content = options.content === undefined ? undefined : await storeContent(session, options.content);
	const authentication = presentFields({
		macBasedFileAuthentication: options.macBased,
		macInCert: options.macInCert,
		macInNonRequestUri: options.macInHeader,
		macFormatInNonRequestUri: options.macFormat === '' ? null : options.macFormat,
		userNamePasswordFileAuthentication: options.password,
		useHttpDigestAuthentication: options.digest,
		combine: options.combine === undefined ? undefined : combinations[options.combine],
	});
	const change: RequestedTypeFileChange = {
		content,
		fileSource: options.source,
		fileCustomization: options.customization,
		allowHttp: options.allowHttp,
		allowHttps: options.allowHttps,
		allowTftp: options.allowTftp,
		allowUploadFromDevice: options.allowUpload,
		enableCaching: options.caching,
		escape: options.escape,
		...(Object.keys(authentication).length === 0 ? {} : { authentication }),
	};
	const file = await changeDeviceTypeFile(administration, typeName, fileFormat, change);
	const type = await findDeviceType(administration.store, typeName);
	await session.done(toTypeFileJson(type, file), `${type.name}/${file.fileFormat} is changed`);
}
