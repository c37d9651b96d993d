import type { Command } from 'commander';
import { presentFields } from '../app/administration/present-fields.ts';
import type { Endpoint, ServeOptions } from './command-ports.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { parseEndpoint } from './option-values.ts';

interface ListenOptions {
	readonly config?: string;
	readonly device?: Endpoint;
	readonly admin?: Endpoint;
	readonly events?: Endpoint;
}

export function addServerCommands(program: Command, run: Runner): void {
	withListeners(program.command('serve'))
		.description('serve devices until told to stop; prints ready when every listener is up')
		.action(run(async (session, options: ListenOptions) => session.ports.serve(await toServeOptions(session, options))))
		.addHelpText('after', toExamples('dms serve', 'dms serve --config /etc/dms.yaml --device 0.0.0.0:443'));
	withListeners(program.command('start'))
		.description('set up a demo in the data directory (test CA, samples, devices), print what to try, and serve it')
		.action(run(async (session, options: ListenOptions) => session.ports.start(await toServeOptions(session, options))))
		.addHelpText('after', toExamples('dms start', 'dms start --data /tmp/dms'));
	program
		.command('demo')
		.description('play the whole story once in a temporary directory; exits 0 only if every step did what it must')
		.action(run((session) => session.ports.demo()))
		.addHelpText('after', toExamples('dms demo'));
}

function withListeners(command: Command): Command {
	return command
		.option('--config <file>', 'configuration file (YAML)')
		.option('--device <host:port>', 'where devices connect', parseEndpoint)
		.option(
			'--admin <host:port>',
			'where administrators connect; HTTPS where the address is not one of the loopback interface',
			parseEndpoint,
		)
		.option('--events <host:port>', 'where clients of events connect with a certificate', parseEndpoint);
}

async function toServeOptions(session: CommandSession, { config, device, admin, events }: ListenOptions): Promise<ServeOptions> {
	return { dataDirectory: session.dataDirectory, ...presentFields({ configFile: config, device, events, admin }) };
}
