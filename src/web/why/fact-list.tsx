import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isEndless } from '../ui/is-endless.ts';
import { MacText } from '../ui/mac-text.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import type { Decided } from './decided.ts';
import { whyTexts as texts } from './texts.ts';
import classes from './why.module.css';

/** What is known about whom and what a request was; what is not known is left out. */
export function FactList({ decided }: { readonly decided: Decided }): ReactNode {
	const { deviceType, fileFormat, device, deviceId, mac, certificate, proof } = decided;
	const facts: readonly (readonly [string, ReactNode] | undefined)[] = [
		fileFormat === undefined ? undefined : [texts.facts.file, `${fileFormat} · ${deviceType ?? ''}`],
		device === undefined ? undefined : [texts.facts.device, <DeviceLink key="device" id={deviceId} name={device} />],
		mac === undefined ? undefined : [texts.facts.mac, <MacText key="mac" value={mac} />],
		proof === undefined || decided.status >= 400 ? undefined : [texts.facts.proof, texts.proofNames[proof]],
		certificate === undefined ? undefined : [texts.facts.certificate, certificate.subject],
		certificate?.anchor === undefined ? undefined : [texts.facts.anchor, certificate.anchor],
		certificate?.notAfter === undefined
			? undefined
			: [
					texts.facts.until,
					isEndless(certificate.notAfter) ? texts.facts.endless : <TimeStamp key="until" value={certificate.notAfter} form="full" />,
				],
	];
	const shown = facts.filter((fact) => fact !== undefined);
	if (shown.length === 0) return null;
	return (
		<dl className={classes['facts']}>
			{shown.map(([label, value]) => (
				<Fact key={label} label={label} value={value} />
			))}
		</dl>
	);
}

function Fact({ label, value }: { readonly label: string; readonly value: ReactNode }): ReactNode {
	return (
		<>
			<dt>{label}</dt>
			<dd>{value}</dd>
		</>
	);
}

function DeviceLink({ id, name }: { readonly id: string | undefined; readonly name: string }): ReactNode {
	if (id === undefined) return name;
	return (
		<Anchor size="sm" renderRoot={(props) => <Link {...props} to="/devices/$deviceId" params={{ deviceId: id }} />}>
			{name}
		</Anchor>
	);
}
