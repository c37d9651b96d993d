import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventTypes } from '../../src/domain/event.ts';
import { parseMacAddress } from '../../src/domain/mac-address.ts';
import { accessReasons } from '../../src/domain/reason.ts';
import { eventTexts, toEventText } from '../../src/web/ui/event-texts.ts';
import { readMacAddress, toMacDigits } from '../../src/web/ui/mac-address.ts';
import { reasonTexts, toReasonText } from '../../src/web/ui/reason-texts.ts';

describe('what the page knows of the server without asking it', () => {
	it('is every reason, in its words', () => {
		expect(reasonTexts).toEqual(accessReasons);
		expect(toReasonText('something.new')).toBe('something.new');
	});

	it('is every type of event, in its words', () => {
		expect(eventTexts).toEqual(eventTypes);
		expect(toEventText('dms.something.new')).toBe('dms.something.new');
	});

	it('is what a MAC address is', () => {
		const digits = fc.string({ minLength: 12, maxLength: 12, unit: fc.constantFrom(...'0123456789abcdefABCDEF') });
		const forms = digits.chain((text) => {
			const pairs = text.match(/../g) ?? [];
			const quads = text.match(/..../g) ?? [];
			return fc.constantFrom(
				text,
				pairs.join(':'),
				pairs.join('-'),
				quads.join('.'),
				pairs.join(' '),
				`${pairs.join(':')}:`,
				text.slice(1),
			);
		});
		fc.assert(
			fc.property(fc.oneof(forms, fc.string(), fc.constantFrom('000000000000', 'ff:ff:ff:ff:ff:ff', '01-00-5e-00-00-01')), (text) => {
				const parsed = parseMacAddress(text.trim());
				expect(toMacDigits(text)).toBe(parsed.ok ? parsed.value : undefined);
				expect(readMacAddress(text).kind === 'nobody').toBe(!parsed.ok && parsed.reason !== 'not-a-mac');
			}),
			{ numRuns: 500 },
		);
	});
});
