import { notifications } from '@mantine/notifications';
import { ApiProblem } from '../api/problem.ts';
import { texts } from '../texts.ts';

const closeButtonProps = { 'aria-label': texts.actions.close };

/** Says for a few seconds that something was done: `Device added`. */
export function notifyDone(message: string): void {
	notifications.show({ message, color: 'teal', autoClose: 4000, closeButtonProps });
}

/** Says that something was done, and is still worth a look; it stays until it is closed. */
export function notifyWarning(title: string, message: string): void {
	notifications.show({ title, message, color: 'yellow', autoClose: false, closeButtonProps });
}

/** Says that something failed where there is no better place for it, such as a form. */
export function notifyProblem(error: unknown): void {
	const title = error instanceof ApiProblem ? error.problem.title : undefined;
	const message = error instanceof Error ? error.message : String(error);
	notifications.show({
		...(title === undefined || title === message ? {} : { title }),
		message,
		color: 'red',
		autoClose: 10_000,
		closeButtonProps,
	});
}
