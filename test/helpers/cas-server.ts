import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A django-cas-server of its own on loopback, with one user, who may log in to services below `https://dms.example/`. */
export interface CasServer {
	/** Base of CAS over TLS, with the certificate that was given. */
	readonly secureUrl: string;
	/** The same server without encryption. */
	readonly plainUrl: string;
	/** Plain too, and of protocol 2 alone: all of protocol 3 is missing. */
	readonly olderUrl: string;
	/** Logs the user in, as a browser would. @returns the service ticket. */
	getTicket(service: string): Promise<string>;
	stop(): Promise<void>;
}

const python = '/usr/bin/python3';
export const casUser = { name: 'alice', password: 'correct horse' };

export function hasCasServer(): boolean {
	try {
		execFileSync(python, ['-c', 'import cas_server'], { stdio: 'ignore' });
		return true;
	} catch {
		console.log('skipped: django-cas-server is not installed; on Debian: apt-get install python3-django-cas-server');
		return false;
	}
}

/** @param tls PEM. */
export async function startCasServer(tls: { readonly certificate: string; readonly key: string }): Promise<CasServer> {
	const folder = await mkdtemp(join(tmpdir(), 'dms-cas-'));
	await writeFile(join(folder, 'tls.pem'), `${tls.key}\n${tls.certificate}`, { mode: 0o600 });
	await writeFile(join(folder, 'serve.py'), program);
	const server = spawn(python, [join(folder, 'serve.py'), folder, casUser.name, casUser.password], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const [line] = (await Promise.race([once(createInterface(server.stdout), 'line'), once(server, 'exit')])) as unknown[];
	const [plainPort, securePort] = typeof line === 'string' ? line.split(' ') : [];
	if (securePort === undefined) throw new Error('the CAS server did not start');
	const plainUrl = `http://localhost:${plainPort}/cas`;
	return {
		secureUrl: `https://localhost:${securePort}/cas`,
		plainUrl,
		olderUrl: `http://localhost:${plainPort}/older`,
		getTicket: (service) => logIn(`${plainUrl}/login?${new URLSearchParams({ service }).toString()}`),
		async stop() {
			server.kill();
			if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** Fills in the form that the server shows, with all its hidden fields. */
async function logIn(url: string): Promise<string> {
	const form = await fetch(url);
	const cookie = form.headers.getSetCookie().map((line) => line.split(';')[0]);
	const hidden = [...(await form.text()).matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
	const fields = new URLSearchParams();
	for (const [, name = '', value = ''] of hidden) fields.set(name, value.replaceAll('&amp;', '&'));
	fields.set('username', casUser.name);
	fields.set('password', casUser.password);
	const answer = await fetch(url, {
		method: 'POST',
		redirect: 'manual',
		headers: { Cookie: cookie.join('; '), Referer: url },
		body: fields,
	});
	const ticket = new URL(answer.headers.get('location') ?? 'nowhere:').searchParams.get('ticket');
	if (ticket === null) throw new Error(`the CAS server gave no ticket, but status ${answer.status}`);
	return ticket;
}

const program = `
import logging, ssl, sys, threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
folder, user, password = sys.argv[1:]
logging.disable(logging.CRITICAL)

import django
from django.conf import settings
settings.configure(
    SECRET_KEY='of a test', ALLOWED_HOSTS=['localhost'], ROOT_URLCONF='__main__', USE_TZ=True, STATIC_URL='/static/',
    INSTALLED_APPS=['django.contrib.auth', 'django.contrib.contenttypes', 'django.contrib.sessions', 'django.contrib.messages',
                    'django.contrib.staticfiles', 'cas_server'],
    MIDDLEWARE=['django.contrib.sessions.middleware.SessionMiddleware', 'django.middleware.csrf.CsrfViewMiddleware',
                'django.contrib.auth.middleware.AuthenticationMiddleware', 'django.contrib.messages.middleware.MessageMiddleware'],
    TEMPLATES=[{'BACKEND': 'django.template.backends.django.DjangoTemplates', 'APP_DIRS': True, 'OPTIONS': {'context_processors': [
        'django.template.context_processors.request', 'django.contrib.messages.context_processors.messages']}}],
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': folder + '/cas.sqlite', 'OPTIONS': {'timeout': 20}}},
    DEFAULT_AUTO_FIELD='django.db.models.AutoField',
    PASSWORD_HASHERS=['django.contrib.auth.hashers.MD5PasswordHasher'],
    CAS_AUTH_CLASS='cas_server.auth.TestAuthUser', CAS_TEST_USER=user, CAS_TEST_PASSWORD=password,
    CAS_NEW_VERSION_HTML_WARNING=False, CAS_NEW_VERSION_EMAIL_WARNING=False)
django.setup()

from django.core.management import call_command
call_command('migrate', verbosity=0)
from cas_server import views
from cas_server.models import ServicePattern
ServicePattern.objects.create(pos=1, name='dms', pattern='^https://dms\\\\.example/', proxy=False)

from django.urls import include, path
urlpatterns = [path('cas/', include('cas_server.urls', namespace='cas_server')),
               path('older/serviceValidate', views.ValidateService.as_view(allow_proxy_ticket=False))]

from django.core.wsgi import get_wsgi_application
class Quiet(WSGIRequestHandler):
    def log_message(self, *_): pass
class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    def handle_error(self, *_): pass
application = get_wsgi_application()
def listen(context=None):
    server = Server(('127.0.0.1', 0), Quiet)
    server.set_app(application)
    if context: server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder + '/tls.pem')
print(listen(), listen(context), flush=True)
threading.Event().wait()
`;
