import { Command } from 'commander';
import { addAccessCommands } from './access-commands.ts';
import { addAuditCommands } from './audit-commands.ts';
import { addCaCommands } from './ca-commands.ts';
import { addCertificateCommands } from './certificate-commands.ts';
import type { Runner } from './command-session.ts';
import { addDeviceBehindCommand } from './device-behind-command.ts';
import { addDeviceCommands } from './device-commands.ts';
import { addDeviceImportCommand } from './device-import-command.ts';
import { addDraftCommands } from './draft-commands.ts';
import { addDtafCommands } from './dtaf-commands.ts';
import { addExplainCommand } from './explain-command.ts';
import { addFileCommands } from './file-commands.ts';
import { addHistoryCommands } from './history-commands.ts';
import { addLockoutCommands } from './lockout-commands.ts';
import { addQaCommands } from './qa-commands.ts';
import { addRenderCommand } from './render-command.ts';
import { addSecretCommands } from './secret-commands.ts';
import { addServerCommands } from './server-commands.ts';
import { addServiceAccountCommands } from './service-account-commands.ts';
import { addSettingCommands } from './setting-commands.ts';
import { addShellCommand } from './shell-command.ts';
import { addSimulateCommand } from './simulate-command.ts';
import { addTagCommands } from './tag-commands.ts';
import { addTagSetCommands } from './tag-set-commands.ts';
import { addTrustCommands } from './trust-commands.ts';
import { addTypeCommands } from './type-commands.ts';
import { addUserCommands } from './user-commands.ts';

/** Every command with its options and help; `run` says what happens when one is called. */
export function createProgram(version: string, run: Runner): Command {
	const program = new Command('dms')
		.description('Device management file server that knows a device by its certificate')
		.version(version, '--version', 'print the version')
		.option('--data <dir>', 'data directory (default: var, or DMS_DATA)')
		.option('--json', 'print data as JSON')
		.helpOption('-h, --help', 'print this help')
		.helpCommand('help [command]', 'print the help of a command')
		.configureHelp({ showGlobalOptions: true, sortSubcommands: false })
		.exitOverride()
		.allowExcessArguments(false);
	addServerCommands(program, run);
	addDtafCommands(program, run);
	addTypeCommands(program, run);
	const device = addDeviceCommands(program, run);
	addDeviceImportCommand(device, run);
	addDeviceBehindCommand(device, run);
	addFileCommands(program, run);
	addTagCommands(program, run);
	addTagSetCommands(program, run);
	addHistoryCommands(program, run);
	addDraftCommands(program, run);
	addTrustCommands(program, run);
	addCertificateCommands(program, run);
	addExplainCommand(program, run);
	addRenderCommand(program, run);
	addAccessCommands(program, run);
	addLockoutCommands(program, run);
	addAuditCommands(program, run);
	addUserCommands(program, run);
	addServiceAccountCommands(program, run);
	addSettingCommands(program, run);
	addSecretCommands(program, run);
	addShellCommand(program, run);
	addCaCommands(program, run);
	addSimulateCommand(program, run);
	addQaCommands(program, run);
	return program;
}
