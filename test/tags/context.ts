import type { DeviceProfile, Line } from '../../src/domain/device-profile.ts';
import type { DeviceManagementOptions, DeviceType } from '../../src/domain/device-type.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { requireCustomTagName, type Tag, type TagSetTag } from '../../src/domain/tag.ts';
import { defaultBuiltInTags, toBuiltInRegistry } from '../../src/tags/builtin-registry.ts';
import { type CompiledTemplate, compileTemplate, type TemplateOptions } from '../../src/tags/compile.ts';
import type { RenderContext } from '../../src/tags/render-context.ts';
import { type TagSetIndex, toTagSetIndex } from '../../src/tags/tag-set-index.ts';

const madeAt = new Date('2026-03-04T05:06:07.000Z');

export function tags(values: Readonly<Record<string, string>>): readonly Tag[] {
	return Object.entries(values).map(([name, value]) => ({ name: requireCustomTagName(name), value }));
}

/** A value that begins with `!` cannot be overridden. */
export function setTags(values: Readonly<Record<string, string>>): readonly TagSetTag[] {
	return tags(values).map(({ name, value }) => ({ name, value: value.replace(/^!/, ''), overridable: !value.startsWith('!') }));
}

export function tagSet(
	name: string,
	values: Readonly<Record<string, string>>,
	regions: Readonly<Record<string, { countries: readonly string[]; values: Readonly<Record<string, string>> }>> = {},
): TagSetIndex {
	return toTagSetIndex({
		name,
		tags: setTags(values),
		regions: Object.entries(regions).map(([region, of]) => ({ name: region, countries: of.countries, tags: setTags(of.values) })),
	});
}

export function deviceType(options: Partial<DeviceManagementOptions> = {}, change: Partial<DeviceType> = {}): DeviceType {
	return {
		id: 'type-1',
		name: 'Sample IP-DECT 2000',
		isObsolete: false,
		profile: 'Intelligent Proxy Addressing',
		staticLineOrdering: false,
		configurationOption: 'Device Management',
		cpe: {
			enableMonitoring: false,
			deviceManagement: {
				deviceAccessProtocol: 'Https',
				tagMode: 'System And Custom',
				tagSet: 'dect',
				allowDeviceProfileCustomTagSet: true,
				allowGroupCustomTagSet: true,
				allowSpCustomTagSet: true,
				sendEmailUponResetFailure: false,
				deviceAccessNetAddress: 'dms.example.net',
				deviceAccessUri: 'sample-ip-dect',
				authenticationDefaults: {
					useHttpDigestAuthentication: false,
					macBasedFileAuthentication: false,
					userNamePasswordFileAuthentication: false,
					macInNonRequestUri: false,
					macInCert: false,
				},
				other: [],
				...options,
			},
		},
		callProcessing: [],
		files: [],
		languageMappings: [{ language: 'Deutsch', deviceLanguage: 'de' }],
		createdAt: madeAt,
		updatedAt: madeAt,
		...change,
	};
}

export function lines(count: number): readonly Line[] {
	return Array.from({ length: count }, (_, index) => ({
		linePort: `user${index + 1}@sip.example.net`,
		isPrimary: index === 0,
		authUser: `auth${index + 1}`,
		authPassword: `pass-of-${index + 1}`,
		displayName: `Desk ${index + 1} & Co`,
		extension: String(1000 + index),
	}));
}

export function device(change: Partial<DeviceProfile> = {}): DeviceProfile {
	return {
		id: 'device-1',
		serviceProviderId: 'acme',
		groupId: 'north',
		name: 'base-7',
		typeId: 'type-1',
		enabled: true,
		mac: requireMacAddress('0013d1aabbcc'),
		useCustomUserNamePassword: false,
		lines: lines(2),
		tags: [],
		fileOverrides: [],
		version: 1,
		createdAt: madeAt,
		updatedAt: madeAt,
		...change,
	};
}

export function renderContext(change: Partial<RenderContext> = {}): RenderContext {
	return {
		type: deviceType(),
		device: device(),
		scopeTags: {},
		tagSets: { systemDefault: tagSet('', {}) },
		builtIns: toBuiltInRegistry(defaultBuiltInTags),
		timestamp: madeAt,
		...change,
	};
}

/** The system default set with these values, and nothing else. */
export function defaults(values: Readonly<Record<string, string>>): Pick<RenderContext, 'tagSets'> {
	return { tagSets: { systemDefault: tagSet('', values) } };
}

/** For templates that must compile. */
export function compiled(template: Uint8Array | string, options: TemplateOptions = {}): CompiledTemplate {
	const result = compileTemplate(template, options);
	if (!result.ok) throw new Error(result.reason.detail);
	return result.value;
}
