import { z } from 'zod';
import { configurationSchema, type KeyNotes } from './configuration-schema.ts';

/** One key of the configuration, e.g. `limits.stopGraceMs`. */
export interface ConfigurationKey {
	/** Dotted path. */
	readonly path: string;
	/** The environment variable that overrides it, e.g. `DMS_LIMITS_STOP_GRACE_MS`. */
	readonly variable: string;
	readonly notes: KeyNotes;
	/** Whether the value is a number; everything else is text. */
	readonly isNumber: boolean;
	/** Smallest and largest value of a number. */
	readonly range?: readonly [number, number];
	/** Undefined where there is none, or none that is fixed. */
	readonly defaultValue: string | number | undefined;
}

/** All keys in the order of the schema, and the paths of the sections that hold them; the root is the empty path. */
export interface ConfigurationKeys {
	readonly keys: ReadonlyMap<string, ConfigurationKey>;
	readonly sections: ReadonlySet<string>;
}

export function listConfigurationKeys(): ConfigurationKeys {
	const keys = new Map<string, ConfigurationKey>();
	const sections = new Set<string>();
	const visit = (schema: z.core.$ZodType, path: string): void => {
		const { core, defaultValue } = unwrap(schema);
		if (core instanceof z.ZodObject) {
			sections.add(path);
			for (const [name, member] of Object.entries<z.core.$ZodType>(core.shape)) visit(member, path === '' ? name : `${path}.${name}`);
			return;
		}
		const notes = readNotes(schema, path);
		const isFixed = notes.defaultText === undefined && (typeof defaultValue === 'string' || typeof defaultValue === 'number');
		keys.set(path, {
			path,
			variable: toVariable(path),
			notes,
			isNumber: core instanceof z.ZodNumber,
			...(core instanceof z.ZodNumber ? { range: [core.minValue ?? -Infinity, core.maxValue ?? Infinity] } : {}),
			defaultValue: isFixed ? defaultValue : undefined,
		});
	};
	visit(configurationSchema, '');
	return { keys, sections };
}

/** `limits.stopGraceMs` -> `DMS_LIMITS_STOP_GRACE_MS`. */
function toVariable(path: string): string {
	const words = path.replaceAll('.', '_').replace(/([a-z0-9])([A-Z])/g, '$1_$2');
	return `DMS_${words.toUpperCase()}`;
}

function unwrap(schema: z.core.$ZodType): { readonly core: z.core.$ZodType; readonly defaultValue?: unknown } {
	if (schema instanceof z.ZodPrefault) return { ...unwrap(schema.def.innerType), defaultValue: schema.def.defaultValue };
	if (schema instanceof z.ZodOptional) return unwrap(schema.def.innerType);
	return { core: schema };
}

function readNotes(schema: z.core.$ZodType, path: string): KeyNotes {
	const { unit, description, defaultText, alias } = z.globalRegistry.get(schema) ?? {};
	if (typeof unit !== 'string' || typeof description !== 'string') throw new Error(`the key ${path} is not documented`);
	return {
		unit,
		description,
		...(typeof defaultText === 'string' ? { defaultText } : {}),
		...(typeof alias === 'string' ? { alias } : {}),
	};
}
