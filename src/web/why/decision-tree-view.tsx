import { Box, Group, Paper, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { StatusBadge, type Tone } from '../ui/status-badge.tsx';
import type { Decided } from './decided.ts';
import { type StepState, type TreeStep, toDecisionTree } from './decision-tree.ts';
import { ReasonCode } from './reason-code.tsx';
import { StepMark } from './step-mark.tsx';
import { whyTexts as texts } from './texts.ts';
import classes from './why.module.css';

const tones: Readonly<Record<StepState, Tone>> = {
	passed: 'good',
	failed: 'bad',
	overruled: 'warning',
	unneeded: 'neutral',
	'not-reached': 'neutral',
};

/** Each step of a decision, from top to bottom: held, failed, or not reached. */
export function DecisionTreeView({ decided }: { readonly decided: Decided }): ReactNode {
	return (
		<Paper withBorder p={{ base: 'md', sm: 'lg' }} component="section" aria-label={texts.tree}>
			<Title order={2}>{texts.tree}</Title>
			<Text size="sm" c="dimmed" mb="lg">
				{texts.treeDescription}
			</Text>
			<ol className={classes['steps']}>
				{toDecisionTree(decided).map((step) => (
					<Step key={step.id} step={step} />
				))}
			</ol>
		</Paper>
	);
}

function Step({ step }: { readonly step: TreeStep }): ReactNode {
	const { title, rule, state, checks } = step;
	return (
		<li className={classes['step']} data-state={state}>
			<StepMark state={state} />
			<Box {...(state === 'not-reached' ? { className: classes['unreached'] ?? '' } : {})}>
				<Group justify="space-between" align="center" gap="xs" mih={28} wrap="nowrap">
					<Text fw={600}>{title}</Text>
					<StatusBadge tone={tones[state]}>{texts.states[state]}</StatusBadge>
				</Group>
				<Text size="sm" c="dimmed">
					{rule}
				</Text>
				<Finding step={step} />
				{checks.length === 0 ? null : (
					<ol className={classes['checks']}>
						{checks.map((check) => (
							<Check key={check.id} check={check} />
						))}
					</ol>
				)}
			</Box>
		</li>
	);
}

/** A question within a proof; the rule is told where it matters. */
function Check({ check }: { readonly check: TreeStep }): ReactNode {
	const { title, rule, state } = check;
	const isOpen = state === 'failed' || state === 'overruled';
	return (
		<li className={classes['check']} data-state={state}>
			<StepMark state={state} isSmall />
			<Box {...(state === 'not-reached' ? { className: classes['unreached'] ?? '' } : {})}>
				<Text size="sm" {...(isOpen ? { fw: 600 } : {})} title={rule}>
					{title}
					<VisuallyHidden>: {texts.states[state]}</VisuallyHidden>
				</Text>
				{isOpen ? <Text size="sm">{rule}</Text> : null}
				<Finding step={check} />
			</Box>
		</li>
	);
}

function Finding({ step: { found, reason, state } }: { readonly step: TreeStep }): ReactNode {
	if (found === undefined && reason === undefined) return null;
	const isGood = state === 'passed';
	return (
		<Stack gap={6} mt={6} align="flex-start">
			{found === undefined ? null : (
				<Text size="sm" {...(isGood ? {} : { fw: 600 })} className={classes['found'] ?? ''} data-good={isGood || undefined}>
					{found}
				</Text>
			)}
			{reason === undefined ? null : <ReasonCode reason={reason} />}
		</Stack>
	);
}
