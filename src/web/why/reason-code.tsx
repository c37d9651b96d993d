import { Anchor, Code, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { toReasonText } from '../ui/reason-texts.ts';
import { whyTexts as texts } from './texts.ts';
import classes from './why.module.css';

/** The code of a reason; what it means, and what else ended so, is a click away. */
export function ReasonCode({ reason }: { readonly reason: string }): ReactNode {
	return (
		<Popover width={300} withArrow shadow="md">
			<Popover.Target>
				<UnstyledButton className={classes['reason']} aria-label={texts.reason.label(reason)}>
					<Code bg="transparent" fz="xs">
						{reason}
					</Code>
					<IconInfoCircle size={14} aria-hidden />
				</UnstyledButton>
			</Popover.Target>
			<Popover.Dropdown>
				<Stack gap="xs">
					<Text size="sm">{toReasonText(reason)}.</Text>
					<Anchor size="sm" renderRoot={(props) => <Link {...props} to="/live/records" search={{ reason }} />}>
						{texts.reason.others}
					</Anchor>
				</Stack>
			</Popover.Dropdown>
		</Popover>
	);
}
