import type { MacAddress } from './mac-address.ts';
import { parseMacAddress } from './mac-address.ts';

/** What the tags of a file format stand for in one requested name. */
export interface FileNameCaptures {
	readonly mac?: MacAddress;
	/** Device profile name, as it stands in the path. */
	readonly deviceId?: string;
}

type Segment =
	| { readonly kind: 'literal'; readonly text: string }
	| { readonly kind: 'mac' }
	| { readonly kind: 'deviceId' }
	| { readonly kind: 'any' };

/** A file format compiled to an anchored pattern. */
export interface FileFormat {
	readonly text: string;
	readonly segments: readonly Segment[];
	/** Characters that are no tag: the format with most of them wins. */
	readonly literalLength: number;
	readonly isLiteral: boolean;
}

const tagForm = /%[A-Za-z_][A-Za-z0-9_.-]*%/g;
const macLength = 12;
const longestDeviceId = 40;

/** `%BWMACADDRESS%` stands for 12 hexadecimal digits in any case, `%BWDEVICEID%` for a device name, another tag for one or more characters; none for a slash. */
export function compileFileFormat(text: string): FileFormat {
	const segments: Segment[] = [];
	let end = 0;
	for (const match of text.matchAll(tagForm)) {
		if (match.index > end) segments.push({ kind: 'literal', text: text.slice(end, match.index) });
		segments.push(match[0] === '%BWMACADDRESS%' ? { kind: 'mac' } : match[0] === '%BWDEVICEID%' ? { kind: 'deviceId' } : { kind: 'any' });
		end = match.index + match[0].length;
	}
	if (end < text.length) segments.push({ kind: 'literal', text: text.slice(end) });
	const literalLength = segments.reduce((sum, segment) => sum + (segment.kind === 'literal' ? segment.text.length : 0), 0);
	return { text, segments, literalLength, isLiteral: segments.every((segment) => segment.kind === 'literal') };
}

/** @returns undefined when the name is not of the format. Steps are bounded by segments times characters, whatever the format. */
export function matchFileFormat(format: FileFormat, name: string): FileNameCaptures | undefined {
	if (format.isLiteral) return format.text === name ? {} : undefined;
	return new FileNameMatcher(format.segments, name).match(0, 0);
}

/** Tries the longest stretch first and remembers dead ends, so that formats with many tags cannot be made slow. */
class FileNameMatcher {
	readonly #segments: readonly Segment[];
	readonly #name: string;
	readonly #deadEnds = new Set<number>();

	constructor(segments: readonly Segment[], name: string) {
		this.#segments = segments;
		this.#name = name;
	}

	match(index: number, at: number): FileNameCaptures | undefined {
		const segment = this.#segments[index];
		if (segment === undefined) return at === this.#name.length ? {} : undefined;
		const key = index * (this.#name.length + 1) + at;
		if (this.#deadEnds.has(key)) return undefined;
		const found = this.#matchSegment(segment, index, at);
		if (found === undefined) this.#deadEnds.add(key);
		return found;
	}

	#matchSegment(segment: Segment, index: number, at: number): FileNameCaptures | undefined {
		switch (segment.kind) {
			case 'literal':
				return this.#name.startsWith(segment.text, at) ? this.match(index + 1, at + segment.text.length) : undefined;
			case 'mac': {
				const digits = this.#name.slice(at, at + macLength);
				const mac = /^[0-9a-f]{12}$/i.test(digits) ? parseMacAddress(digits) : undefined;
				const rest = mac?.ok ? this.match(index + 1, at + macLength) : undefined;
				if (rest === undefined || !mac?.ok) return undefined;
				return rest.mac === undefined || rest.mac === mac.value ? { ...rest, mac: mac.value } : undefined;
			}
			default:
				return this.#matchStretch(segment.kind, index, at);
		}
	}

	#matchStretch(kind: 'deviceId' | 'any', index: number, at: number): FileNameCaptures | undefined {
		const slash = this.#name.indexOf('/', at);
		const limit = slash < 0 ? this.#name.length : slash;
		const longest = kind === 'deviceId' ? Math.min(limit, at + longestDeviceId) : limit;
		for (let end = longest; end > at; end--) {
			const rest = this.match(index + 1, end);
			if (rest !== undefined) return kind === 'deviceId' ? { ...rest, deviceId: this.#name.slice(at, end) } : rest;
		}
		return undefined;
	}
}
