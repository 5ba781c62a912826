// SPDX-License-Identifier: MIT
/*
 * check_traffic SPECIFICATION LOG - every recorded exchange against an OpenAPI
 * 3.0 description: path, query, headers and body of the request, status and body
 * of the answer, and both of each part of a batch.
 *
 * Prints "OPERATION STATUS: NAME: what is wrong" a line, and at the end, behind
 * "covered:", each operation and status that was met.  Before that it spoils one
 * exchange of each kind in several ways and complains when that goes unnoticed:
 * a schema that never says no proves nothing.
 */
'use strict';
const fs = require('fs');
const Ajv = require('ajv').default;
const formats = require('ajv-formats').default;
const yaml = require('js-yaml');

const [specificationFile, log] = process.argv.slice(2);
const specification = yaml.load(fs.readFileSync(specificationFile, 'utf8'));
const ajv = new Ajv({allErrors: true, strict: true, strictTypes: false,
	strictRequired: false, allowUnionTypes: true, coerceTypes: false});
formats(ajv);
ajv.addFormat('decimal', true);
/* Words of OpenAPI and of its vendors say nothing about what is valid. */
function foreignWords(node, found) {
	for (const [name, value] of Object.entries(node || {})) {
		if (name.startsWith('x-')) {
			found.add(name);
		}
		if (typeof value === 'object') {
			foreignWords(value, found);
		}
	}
	return found;
}
for (const word of foreignWords(specification,
	new Set(['example', 'xml', 'externalDocs', 'discriminator', 'components']))) {
	if (!ajv.getKeyword(word)) {
		ajv.addKeyword(word);
	}
}

/* Each schema is compiled where it is used, with the references it needs; one
 * that does not compile ends the program. */
function absolute(node) {
	if (Array.isArray(node)) {
		return node.map(absolute);
	}
	if (!node || typeof node !== 'object') {
		return node;
	}
	if (Array.isArray(node.enum) && node.enum[0] === '__null__') {
		return {type: 'null'}; // how the description spells it
	}
	if (typeof node.$ref === 'string') {
		return {$ref: node.$ref.replace(/^#/, 'spec#')};
	}
	return Object.fromEntries(
		Object.entries(node).map(([name, value]) => [name, absolute(value)]));
}
ajv.addSchema({$id: 'spec', components: absolute(specification.components)});
const compiled = new Map();
function validator(schema) {
	if (!compiled.has(schema)) {
		compiled.set(schema, ajv.compile(absolute(schema)));
	}
	return compiled.get(schema);
}
function violations(schema, value) {
	const validate = validator(schema);
	return validate(value) ? [] : validate.errors.slice(0, 3).map((error) =>
		`${error.instancePath || '/'} ${error.message} ` +
		JSON.stringify(error.params));
}

/* ---- operations ---- */
const operations = [];
for (const [path, item] of Object.entries(specification.paths)) {
	const pattern = new RegExp('^' + path.split(/\{[^}]*\}/)
		.map((text) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&'))
		.join('[^/]+') + '$');
	for (const method of ['get', 'post', 'patch', 'delete', 'put']) {
		if (item[method]) {
			operations.push({path, pattern, method: method.toUpperCase(),
				variables: (path.match(/\{/g) || []).length,
				item, ...item[method]});
		}
	}
}
operations.sort((a, b) => a.variables - b.variables);
function operationOf(method, path) {
	return operations.find((o) => o.method === method && o.pattern.test(path));
}
function parametersOf(operation) {
	return [...(operation.item.parameters || []),
		...(operation.parameters || [])].map((p) => p.$ref
		? p.$ref.slice(2).split('/').reduce((n, k) => n[k], specification) : p);
}

function parameterValue(schema, text) {
	if (schema.type === 'array') {
		return text.split(',').map((one) => parameterValue(schema.items || {}, one));
	}
	if (schema.type === 'integer' || schema.type === 'number') {
		return /^-?\d+$/.test(text) ? Number(text) : text;
	}
	if (schema.type === 'boolean') {
		return text === 'true' ? true : text === 'false' ? false : text;
	}
	return text;
}

function checkParameters(operation, query, headers) {
	const known = parametersOf(operation);
	const wrong = [];
	for (const [name, text] of query) {
		const parameter = known.find((p) => p.in === 'query' && p.name === name);
		if (!parameter) {
			wrong.push(`query ${name} is not known here`);
			continue;
		}
		for (const one of violations(parameter.schema,
			parameterValue(parameter.schema, text))) {
			wrong.push(`query ${name}: ${one}`);
		}
	}
	for (const parameter of known) {
		const text = parameter.in === 'header'
			? headers[parameter.name.toLowerCase()] : query.get(parameter.name);
		if (parameter.required && parameter.in !== 'path' && text == null) {
			wrong.push(`${parameter.in} ${parameter.name} is missing`);
		}
		if (parameter.in === 'header' && text != null) {
			wrong.push(...violations(parameter.schema,
				parameterValue(parameter.schema, text))
				.map((one) => `header ${parameter.name}: ${one}`));
		}
	}
	return wrong;
}

function checkBody(content, type, text, what) {
	const kind = (type || '').split(';')[0].trim().toLowerCase();
	if (!content[kind]) {
		return [`${what} is of type ${kind || 'none'}`];
	}
	let value;
	try {
		value = kind === 'application/json' ? JSON.parse(text)
			: Object.fromEntries(new URLSearchParams(text));
	} catch (error) {
		return [`${what} cannot be read: ${error.message}`];
	}
	return violations(content[kind].schema, value).map((one) => `${what}: ${one}`);
}

function checkRequest(operation, exchange, isPart) {
	const url = new URL(exchange.url, 'http://x');
	const wrong = checkParameters(operation, url.searchParams, exchange.headers);
	const security = operation.security || specification.security || [];
	const bearer = exchange.headers.authorization;
	if (!isPart && security.length > 0 && !/^Bearer [!-~]+$/.test(bearer || '')) {
		wrong.push('the token is missing');
	}
	if (!isPart && security.length === 0 && bearer) {
		wrong.push('a token where none belongs');
	}
	if (operation.requestBody) {
		wrong.push(...checkBody(operation.requestBody.content,
			exchange.headers['content-type'], exchange.body, 'the body'));
	} else if (exchange.body) {
		wrong.push('a body where none belongs');
	}
	return wrong;
}

function checkAnswer(operation, exchange) {
	const response = operation.responses[exchange.status] ||
		operation.responses[`${String(exchange.status)[0]}XX`] ||
		operation.responses.default;
	if (!response || (exchange.status < 300 && response ===
		operation.responses.default)) {
		return [`no answer of status ${exchange.status} is described`];
	}
	if (!response.content) {
		return exchange.answer ? ['an answer where none belongs'] : [];
	}
	return checkBody(response.content, exchange.answerHeaders['content-type'],
		exchange.answer, 'the answer');
}

/* The parts of a batch, as exchanges of their own. */
function partsOf(exchange) {
	if (!exchange.url.endsWith('/$batch') || exchange.status !== 200) {
		return [];
	}
	const answers = JSON.parse(exchange.answer).responses;
	return JSON.parse(exchange.body).requests.map((request) => {
		const answer = answers.find((one) => one.id === request.id) || {};
		return {
			isPart: true, method: request.method, url: `/v1.0${request.url}`,
			headers: Object.fromEntries(Object.entries(request.headers || {})
				.map(([name, value]) => [name.toLowerCase(), value])),
			body: request.body ? JSON.stringify(request.body) : '',
			status: answer.status,
			answerHeaders: {'content-type':
				(answer.headers || {})['Content-Type']},
			answer: JSON.stringify(answer.body),
		};
	});
}

/* Not described: the probe. */
const probe = {
	path: '/v1.0/users/{id}/mailboxSettings/userPurpose', method: 'GET',
	pattern: /^\/v1\.0\/users\/[^/]+\/mailboxSettings\/userPurpose$/,
	item: {}, variables: 1, security: [{bearer: []}],
	responses: {
		200: {content: {'application/json': {schema: {type: 'object',
			required: ['value'], properties: {value: {type: 'string',
				enum: ['user', 'linked', 'shared', 'room', 'equipment',
					'others']}}}}}},
		default: operations.find((o) => o.path === '/v1.0/users')
			.responses.default,
	},
};
operations.unshift(probe);

function check(exchange) {
	const path = new URL(exchange.url, 'http://x').pathname;
	const operation = operationOf(exchange.method, path);
	if (!operation) {
		return {name: path, wrong: ['is not described']};
	}
	return {
		name: `${operation.method} ${operation.path}${exchange.isPart ? ' (part)' : ''}`,
		wrong: [...checkRequest(operation, exchange, exchange.isPart),
			...checkAnswer(operation, exchange)],
	};
}

/* ---- spoiling: each must be noticed ---- */
function spoilAnswer(change) {
	return (exchange) => {
		const answer = JSON.parse(exchange.answer);
		return change(answer) === false ? null
			: {...exchange, answer: JSON.stringify(answer)};
	};
}
const spoilers = {
	'an unknown query': (e) => ({...e,
		url: e.url + (e.url.includes('?') ? '&' : '?') + '$bogus=1'}),
	'an unknown property selected': (e) => e.url.includes('$select=')
		? {...e, url: e.url.replace('$select=', '$select=assignedPlan,')} : null,
	'a page too large': (e) => /[?&]\$top=/.test(e.url)
		? {...e, url: e.url.replace(/\$top=\d+/, '$top=1001')} : null,
	'no token': (e) => e.headers.authorization
		? {...e, headers: {...e.headers, authorization: ''}} : null,
	'another consistency': (e) => e.headers.consistencylevel
		? {...e, headers: {...e.headers, consistencylevel: 'session'}} : null,
	'a body that is no JSON': (e) => (e.answer ? {...e, answer: '<html>'} : null),
	'an answer that is a text': (e) => (e.answer ? {...e, answer: '"x"'} : null),
	'a list that is none': spoilAnswer((a) => Array.isArray(a.value)
		? void (a.value = {}) : false),
	'plans that are a text': spoilAnswer((a) => {
		const user = Array.isArray(a.value) ? a.value[0] : a;
		return user && user.assignedPlans ? void (user.assignedPlans = 'x') : false;
	}),
	'a plan without a GUID': spoilAnswer((a) => {
		const user = Array.isArray(a.value) ? a.value[0] : a;
		const plan = user && (user.assignedPlans || user.servicePlans || [])[0];
		return plan ? void (plan.servicePlanId = 'x') : false;
	}),
	'seats that are a text': spoilAnswer((a) => Array.isArray(a.value) &&
		a.value[0] && a.value[0].prepaidUnits
		? void (a.value[0].prepaidUnits.enabled = '5') : false),
	'a date without a zone': spoilAnswer((a) => Array.isArray(a.value) &&
		a.value[0] && a.value[0].activityDateTime
		? void (a.value[0].activityDateTime = '2026-03-02 08:00') : false),
	'an error without a code': spoilAnswer((a) => a.error && a.error.code
		? void delete a.error.code : false),
	'a token that expires never': spoilAnswer((a) => a.access_token
		? void (a.expires_in = 'never') : false),
	'a secret left out': (e) => e.body.includes('grant_type=')
		? {...e, body: e.body.replace('client_credentials', 'password')} : null,
	'a part with the version in its address': (e) => e.url.endsWith('$batch')
		? {...e, body: e.body.replace('"/', '"/v1.0/')} : null,
};

/* ---- the exchanges ---- */
const exchanges = fs.readFileSync(log, 'utf8').trim().split('\n')
	.map((line) => JSON.parse(line)).flatMap((e) => [e, ...partsOf(e)]);
const covered = new Map();
const said = new Set();
const noticed = new Set();
for (const exchange of exchanges) {
	const {name, wrong} = check(exchange);
	const kind = `${name} ${exchange.status}`;
	for (const one of wrong) {
		if (!said.has(kind + one)) {
			said.add(kind + one);
			console.log(`${kind}: ${one}`);
		}
	}
	if (covered.has(kind) || wrong.length > 0) {
		continue;
	}
	covered.set(kind, exchange);
	for (const [what, spoil] of Object.entries(spoilers)) {
		const spoilt = spoil(exchange);
		if (spoilt && check(spoilt).wrong.length === 0) {
			console.log(`${kind}: unnoticed: ${what}`);
		} else if (spoilt) {
			noticed.add(what);
		}
	}
}
for (const what of Object.keys(spoilers)) {
	if (!noticed.has(what)) {
		console.log(`never tried: ${what}`);
	}
}
console.log('covered:');
console.log([...covered.keys()].sort().join('\n'));
