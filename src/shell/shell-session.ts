import type { Role } from '../domain/role.ts';
import { type LinePlan, type PlannedStep, planLine, type ShellTree } from './plan-line.ts';
import type { ShellCall } from './shell-command.ts';
import { type ShellPlace, toPathText } from './shell-context.ts';
import type { ShellOutput } from './shell-output.ts';
import type { ShellFiles, ShellUseCases } from './shell-ports.ts';

/** Whom a session talks to. */
export interface ShellConsole {
	print(output: ShellOutput): Promise<void>;
	/** Asks a person; without one the answer is yes. */
	confirm(question: string): Promise<boolean>;
	/** Asks a person without showing the answer; undefined without one. */
	askSecret(question: string): Promise<string | undefined>;
}

export interface ShellSessionOptions {
	readonly tree: ShellTree;
	readonly useCases: ShellUseCases;
	readonly files: ShellFiles;
	readonly role: Role;
}

/** Somebody at a place in the tree. */
export class ShellSession {
	readonly #options: ShellSessionOptions;
	#place: ShellPlace;
	#hasEnded = false;

	constructor(options: ShellSessionOptions) {
		this.#options = options;
		this.#place = [options.tree.root];
	}

	get place(): ShellPlace {
		return this.#place;
	}

	/** `DMS_CLI/Interface/CTI> ` */
	get prompt(): string {
		return `${toPathText(this.#place)}> `;
	}

	/** Whether `exit` was said and meant. */
	get hasEnded(): boolean {
		return this.#hasEnded;
	}

	/** Reads a line without doing any of it. @throws DmsError as `planLine`. */
	plan(line: string): LinePlan {
		const { tree, role } = this.#options;
		return planLine(tree, this.#place, line, role);
	}

	/** Does what was planned, one step after the other. @throws DmsError of the step that failed; those before it are done. */
	async run({ steps, place }: LinePlan, to: ShellConsole): Promise<void> {
		for (const step of steps) {
			this.#place = step.place;
			await this.#take(step, to);
			if (this.#hasEnded) return;
		}
		this.#place = place;
	}

	async #take(step: PlannedStep, to: ShellConsole): Promise<void> {
		switch (step.kind) {
			case 'print':
				return to.print({ kind: 'text', text: step.text });
			case 'exit':
				this.#hasEnded = await to.confirm('This will end your session. Do you want to continue?');
				return;
			case 'run':
				return to.print(await step.command.run(this.#toCall(step.place, step.command.text, to)));
		}
	}

	#toCall(place: ShellPlace, command: string, to: ShellConsole): ShellCall {
		const { useCases, files } = this.#options;
		return {
			useCases,
			files,
			origin: { context: toPathText(place), command },
			confirm: (question) => to.confirm(question),
			askSecret: (question) => to.askSecret(question),
		};
	}
}
