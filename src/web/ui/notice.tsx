import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export interface NoticeProps {
	/** `good`: all went well. `warning`: worth a look. `danger`: something will break. */
	readonly tone: 'good' | 'info' | 'warning' | 'danger';
	readonly title: string;
	readonly children?: ReactNode;
	readonly onClose?: () => void;
	/** Whether it came as the answer to something that was done, so that a screen reader says it. */
	readonly isLive?: boolean;
}

const colors = { good: 'teal', info: 'petrol', warning: 'yellow', danger: 'red' } as const;

const icons = { good: IconCircleCheck, info: IconInfoCircle, warning: IconAlertTriangle, danger: IconAlertTriangle } as const;

/** Something that one should know before one goes on; its title has the colour of text, which can be read on every ground. */
export function Notice({ tone, title, children, onClose, isLive = false }: NoticeProps): ReactNode {
	const Icon = icons[tone];
	return (
		<Alert
			color={colors[tone]}
			variant="light"
			icon={<Icon aria-hidden />}
			title={title}
			role={isLive ? 'status' : 'note'}
			styles={{ title: { color: 'var(--mantine-color-text)' } }}
			{...(onClose === undefined ? {} : { withCloseButton: true, closeButtonLabel: 'Close', onClose })}
		>
			{children}
		</Alert>
	);
}
