import { type Command, Option } from 'commander';
import type { RequestedTypeFileChange } from '../app/administration/change-device-type-file.ts';
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
import type { CommandSession } from './command-session.ts';
import { parseFlag } from './option-values.ts';
import { storeContent } from './store-content.ts';

/** Options of a file of a device type that may change after it was added. */
export interface TypeFileSetOptions {
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

export function withTypeFileOptions(command: Command, sources: readonly string[] = typeFileSources): Command {
	return command
		.option('--content <path>', 'new content, up to 512 MiB; - is standard input')
		.addOption(new Option('--source <source>', 'Manual: served as it is; Custom: a template').choices(sources))
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
		.addOption(new Option('--escape <mode>', 'how values of tags are escaped').choices(escapeModes));
}

/** Stores the content, to which nothing refers yet. @throws DmsError `file.unreadable`, `content.too-large`. */
export async function toTypeFileChange(session: CommandSession, options: TypeFileSetOptions): Promise<RequestedTypeFileChange> {
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
	return {
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
}
