export const systemTexts = {
	description: 'What holds for the whole system. A change takes effect at once, on every node.',
	devices: 'How devices are asked and found',
	realm: 'Realm',
	realmText: 'The name that devices are shown when they are asked for a password. Devices that have kept it may have to be told a new one.',
	headers: 'Headers with MAC addresses',
	headersText: 'Besides User-Agent. Press Enter after each name.',
	saved: 'Settings saved',
	proxies: 'Proxies and certificates of devices',
	proxiesText: 'Which proxies may hand the certificate of a device on, and whether certificates count at all, stands under access control.',
	proxiesLink: 'Open access control',
	restart: 'Restart the workers',
	restartText:
		'The workers of all nodes are replaced, one after the other. Nobody is turned away meanwhile; it takes some seconds for each.',
	restartLast: 'Told to restart last: ',
	restartTitle: 'Restart the workers of all nodes?',
	restartConfirm:
		'Each finishes what it is doing before it is replaced. Open connections of devices are closed and made again; settings and data stay.',
	restartWord: 'restart',
	restarted: 'The workers are being replaced',
	readOnly: 'You may look at these settings, not change them.',
};
