import type { ReactNode } from 'react';
import { toLabelPositions, toTicks, toTickText } from './chart-scale.ts';
import classes from './overview.module.css';

export interface BarPart {
	readonly color: string;
	readonly value: number;
}

export interface Bar {
	readonly key: string;
	/** Below the axis, where there is room. */
	readonly label: string;
	/** From the bottom up. */
	readonly parts: readonly BarPart[];
	/** Whether nothing is known of it. */
	readonly isUnknown?: boolean;
}

export interface BarChartProps {
	/** What it shows, in a sentence, for who does not see it. The same numbers must be in a table nearby. */
	readonly label: string;
	readonly bars: readonly Bar[];
	/** Pixels. */
	readonly width: number;
	readonly height: number;
	readonly hasLabels: boolean;
	readonly onHover: (index: number | undefined) => void;
	readonly onChoose: (index: number) => void;
}

const left = 40;
const top = 8;
const labelHeight = 20;
const labelWidth = 76;

/** Stacked bars over time. The mouse points and chooses; who uses the keyboard has the table. */
export function BarChart({ label, bars, width, height, hasLabels, onHover, onChoose }: BarChartProps): ReactNode {
	const ticks = toTicks(Math.max(0, ...bars.map(toTotal)));
	const most = ticks.at(-1) ?? 1;
	const plotWidth = Math.max(0, width - left);
	const plotHeight = height - top - (hasLabels ? labelHeight : 6);
	const slot = plotWidth / Math.max(1, bars.length);
	const toY = (value: number): number => top + plotHeight * (1 - value / most);
	return (
		<svg role="img" aria-label={label} className={classes['chart']} width={width} height={height} onMouseLeave={() => onHover(undefined)}>
			{ticks.map((tick) => (
				<g key={tick}>
					<line className={classes['grid']} x1={left} x2={width} y1={toY(tick)} y2={toY(tick)} />
					<text className={classes['axis']} x={left - 8} y={toY(tick)} dy="0.35em" textAnchor="end">
						{toTickText(tick)}
					</text>
				</g>
			))}
			{bars.map((bar, index) => (
				<g key={bar.key}>
					{bar.isUnknown === true ? (
						<rect className={classes['uncounted']} x={left + index * slot} y={top} width={slot} height={plotHeight} />
					) : null}
					<Stack bar={bar} x={left + index * slot} width={slot} toY={toY} />
					<rect
						className={classes['hot']}
						x={left + index * slot}
						y={top}
						width={slot}
						height={plotHeight}
						onMouseEnter={() => onHover(index)}
						onClick={() => onChoose(index)}
					/>
				</g>
			))}
			{hasLabels
				? toLabelPositions(bars.length, plotWidth, labelWidth).map((index) => (
						<text key={index} className={classes['axis']} x={left + index * slot} y={height - 4}>
							{bars[index]?.label}
						</text>
					))
				: null}
		</svg>
	);
}

interface StackProps {
	readonly bar: Bar;
	readonly x: number;
	readonly width: number;
	readonly toY: (value: number) => number;
}

function Stack({ bar, x, width, toY }: StackProps): ReactNode {
	const gap = width > 4 ? Math.min(2, width / 4) : 0;
	let below = 0;
	return bar.parts.map(({ color, value }) => {
		const [bottom, above] = [toY(below), toY(below + value)];
		below += value;
		// One of many thousands is still there.
		const shown = value === 0 ? 0 : Math.max(1.5, bottom - above);
		return <rect key={color} fill={color} x={x + gap / 2} y={bottom - shown} width={Math.max(1, width - gap)} height={shown} />;
	});
}

function toTotal({ parts }: Bar): number {
	return parts.reduce((sum, { value }) => sum + value, 0);
}
