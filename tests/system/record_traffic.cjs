// SPDX-License-Identifier: MIT
/*
 * record_traffic TARGET CA KEY CERTIFICATE PORT-FILE LOG - a TLS proxy in front
 * of TARGET that writes one JSON line an exchange.  Ends with SIGTERM.
 */
'use strict';
const fs = require('fs');
const https = require('https');

const [target, ca, key, certificate, portFile, log] = process.argv.slice(2);
const agent = new https.Agent({ca: fs.readFileSync(ca), keepAlive: true});

function whole(stream) {
	return new Promise((resolve, reject) => {
		const parts = [];
		stream.on('data', (part) => parts.push(part));
		stream.on('end', () => resolve(Buffer.concat(parts)));
		stream.on('error', reject);
	});
}

function forward(request, body) {
	const url = new URL(request.url, target);
	// Answers are looked at: not compressed.  The Host stays ours, so that
	// links to next pages lead through here.
	const headers = {...request.headers, 'accept-encoding': 'identity'};
	return new Promise((resolve, reject) => {
		const onward = https.request({
			hostname: url.hostname, port: url.port, path: request.url,
			method: request.method, headers, agent,
		}, resolve);
		onward.on('error', reject);
		onward.end(body);
	});
}

const server = https.createServer({
	key: fs.readFileSync(key), cert: fs.readFileSync(certificate),
}, async (request, response) => {
	try {
		const body = await whole(request);
		const answer = await forward(request, body);
		const answered = await whole(answer);
		fs.appendFileSync(log, JSON.stringify({
			method: request.method,
			url: request.url,
			headers: request.headers,
			body: body.toString('utf8'),
			status: answer.statusCode,
			answerHeaders: answer.headers,
			answer: answered.toString('utf8'),
		}) + '\n');
		response.writeHead(answer.statusCode, answer.headers);
		response.end(answered);
	} catch (error) {
		response.destroy(error);
	}
});
process.on('SIGTERM', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
	fs.writeFileSync(portFile + '.new', String(server.address().port));
	fs.renameSync(portFile + '.new', portFile);
});
