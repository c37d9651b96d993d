import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { callProcessingElements, carriedManagementElements } from '../../src/domain/carried-options.ts';
import {
	configTypes,
	type DeviceManagementOptions,
	deviceAccessProtocols,
	type NewDeviceType,
	resetEvents,
	signalingAddressTypes,
} from '../../src/domain/device-type.ts';
import {
	escapeModes,
	type FileAuthentication,
	fileCategories,
	fileCustomizations,
	type NewDeviceTypeFile,
	noAuthentication,
	proofCombinations,
	typeFileSources,
} from '../../src/domain/device-type-file.ts';
import { requireCustomTagName, type TagSetTag } from '../../src/domain/tag.ts';
import { collapse } from '../../src/domain/text-rules.ts';
import type { ArchivedTagSet } from '../../src/dtaf/tag-set-elements.ts';

/** Characters that documents, archives and paths tend to trip over. */
const character = fc.constantFrom(...'abcXYZ019 &<>"\'`%;:,=()[]{}!+-_.~@#|é\u00df\u0130漢😀\u00a0');
const nameCharacter = fc.constantFrom(...'abcXYZ019-_.~é漢😀 &<>"\'');

/** Text as `xs:token` has it. */
function token(most: number): fc.Arbitrary<string> {
	return fc
		.string({ unit: character, minLength: 1, maxLength: most })
		.map(collapse)
		.filter((text) => text !== '' && [...text].length <= most);
}

const tag = fc.constantFrom('%BWMACADDRESS%', '%BWDEVICEID%', '%MODEL-X%', '%A.b_C%');
const segment = fc
	.tuple(
		fc.string({ unit: nameCharacter, minLength: 1, maxLength: 12 }),
		fc.option(tag, { nil: '' }),
		fc.string({ unit: nameCharacter, maxLength: 6 }),
	)
	.map(([left, middle, right]) => collapse(`${left}${middle}${right}`))
	.filter((text) => !['', '.', '..'].includes(text) && !/\.(zip|dtaf)$/i.test(text));
const fileName = fc.array(segment, { minLength: 1, maxLength: 2 }).map((segments) => segments.join('/'));
const pattern = fc.string({ unit: character, minLength: 1, maxLength: 40 });

/** Some fields of an object, each there or not. */
function some<Value extends object>(fields: { [Key in keyof Value]: fc.Arbitrary<Value[Key]> }): fc.Arbitrary<Partial<Value>> {
	return fc.record<Value, keyof Value>(fields, { requiredKeys: [] });
}

const macPlace = fc.constantFrom<readonly [boolean, boolean]>([false, false], [true, false], [false, true]);

const authentication: fc.Arbitrary<FileAuthentication> = fc
	.tuple(macPlace, fc.boolean(), fc.boolean(), fc.boolean(), fc.constantFrom(...proofCombinations), fc.option(pattern, { nil: undefined }))
	.map(([[macInCert, macInNonRequestUri], mac, password, digest, combine, format]) => ({
		...noAuthentication,
		macInCert,
		macInNonRequestUri,
		macBasedFileAuthentication: mac || macInCert || macInNonRequestUri,
		userNamePasswordFileAuthentication: password,
		useHttpDigestAuthentication: digest,
		combine,
		...(format === undefined && !macInNonRequestUri ? {} : { macFormatInNonRequestUri: format ?? '.*' }),
	}));

/** A file and its bytes. */
export interface FileWithBytes {
	readonly file: NewDeviceTypeFile;
	readonly bytes?: Uint8Array;
}

export const fileWithBytes: fc.Arbitrary<FileWithBytes> = fc
	.record({
		fileFormat: fileName,
		remoteFileFormat: fileName,
		fileCategory: fc.constantFrom(...fileCategories),
		fileCustomization: fc.constantFrom(...fileCustomizations),
		fileSource: fc.constantFrom(...typeFileSources),
		authentication,
		allowHttp: fc.boolean(),
		allowHttps: fc.boolean(),
		allowTftp: fc.boolean(),
		enableCaching: fc.boolean(),
		allowUploadFromDevice: fc.boolean(),
		optional: some<{ extendedCaptureMode: boolean; escape: (typeof escapeModes)[number] }>({
			extendedCaptureMode: fc.boolean(),
			escape: fc.constantFrom(...escapeModes),
		}),
		bytes: fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined }),
	})
	.map(({ optional, bytes, ...fields }) => ({
		file: {
			...fields,
			...optional,
			allowHttps: fields.allowHttps || fields.authentication.macInCert,
			allowUploadFromDevice: fields.allowUploadFromDevice && fields.fileCategory !== 'Template Only',
			...(bytes === undefined ? {} : { content: { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length } }),
		},
		...(bytes === undefined ? {} : { bytes }),
	}));

const uriSegment = fc.stringMatching(/^[a-z0-9][a-z0-9._~!$&'()*+,;=:@-]{0,10}$/);

function carried(names: readonly string[]): fc.Arbitrary<NewDeviceType['callProcessing']> {
	return fc
		.shuffledSubarray([...names], { maxLength: 6 })
		.chain((chosen) => fc.tuple(...chosen.map((name) => fc.oneof(token(20), fc.constant('')).map((value) => ({ name, value })))));
}

const management: fc.Arbitrary<DeviceManagementOptions> = fc
	.record({
		deviceAccessProtocol: fc.constantFrom(...deviceAccessProtocols),
		flags: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
		tagSet: fc.option(token(30), { nil: undefined }),
		userName: fc.option(token(161), { nil: undefined }),
		optional: some<{
			deviceAccessNetAddress: string;
			deviceAccessPort: number;
			deviceAccessContext: string;
			deviceAccessUri: string;
			defaultDeviceLanguage: string;
			defaultDeviceEncoding: string;
		}>({
			deviceAccessNetAddress: fc.domain().filter((name) => name.length <= 80),
			deviceAccessPort: fc.integer({ min: 1, max: 65535 }),
			deviceAccessContext: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/),
			deviceAccessUri: fc.array(uriSegment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/')),
			defaultDeviceLanguage: token(40),
			defaultDeviceEncoding: token(40),
		}),
		defaults: authentication,
		other: carried(carriedManagementElements),
	})
	.map(({ deviceAccessProtocol, flags: [device, group, sp, email], tagSet, userName, optional, defaults, other }) => {
		const { combine: _combine, bearerFileAuthentication: _bearer, ...authenticationDefaults } = defaults;
		return {
			deviceAccessProtocol,
			...(tagSet === undefined ? { tagMode: 'System' as const } : { tagMode: 'System And Custom' as const, tagSet }),
			allowDeviceProfileCustomTagSet: device,
			allowGroupCustomTagSet: group,
			allowSpCustomTagSet: sp,
			sendEmailUponResetFailure: email,
			...optional,
			...(userName === undefined ? {} : { accessDeviceCredentials: { userName, password: '' } }),
			authenticationDefaults,
			other,
		};
	});

export const deviceType: fc.Arbitrary<NewDeviceType> = fc
	.record({
		name: token(40),
		isObsolete: fc.boolean(),
		optional: some<{ resellerId: string; numberOfPorts: number; resetEvent: (typeof resetEvents)[number]; resetString: string }>({
			resellerId: token(9),
			numberOfPorts: fc.integer({ min: 1, max: 100_000 }),
			resetEvent: fc.constantFrom(...resetEvents),
			resetString: token(80),
		}),
		profile: fc.constantFrom(...signalingAddressTypes),
		staticLineOrdering: fc.boolean(),
		configurationOption: fc.constantFrom('Not Supported' as const, 'Device Management' as const, 'Legacy' as const),
		configType: fc.constantFrom(...configTypes),
		enableMonitoring: fc.boolean(),
		names: some<{ systemFileName: string; deviceFileFormat: string }>({ systemFileName: token(265), deviceFileFormat: token(265) }),
		management,
		callProcessing: carried(callProcessingElements),
		languageMappings: fc.uniqueArray(fc.record({ language: token(40), deviceLanguage: token(40) }), {
			selector: ({ language }) => language,
			maxLength: 3,
		}),
	})
	.map(({ optional, configType, enableMonitoring, names, management: deviceManagement, ...fields }) => ({
		...fields,
		...optional,
		cpe: { enableMonitoring, ...names, ...(fields.configurationOption === 'Not Supported' ? {} : { configType }), deviceManagement },
	}));

const tags: fc.Arbitrary<TagSetTag[]> = fc.uniqueArray(
	fc.record({
		name: fc.stringMatching(/^[AC-Z][A-Z0-9_.-]{0,20}$/).map(requireCustomTagName),
		// A value may hold line breaks and white space that counts.
		value: fc.string({ unit: fc.oneof(character, fc.constantFrom('\n', '\r', '\t')), maxLength: 60 }),
		overridable: fc.boolean(),
	}),
	{ selector: ({ name }) => name, maxLength: 4 },
);

export const tagSets: fc.Arbitrary<ArchivedTagSet[]> = fc.uniqueArray(
	fc.record({
		name: token(30),
		tags,
		regions: fc.uniqueArray(
			fc
				.record({ name: token(64), country: fc.stringMatching(/^[A-Z]{2}$/), tags })
				.map(({ country, ...region }) => ({ ...region, countries: [country] })),
			{ comparator: (left, right) => left.name === right.name || left.countries[0] === right.countries[0], maxLength: 2 },
		),
	}),
	{ selector: ({ name }) => name, maxLength: 3 },
);
