// "Who may import whom" (ARCHITECTURE.md). test/architecture.spec.ts runs these rules and has, for each, an example that breaks it.

/** npm packages by name, installed or not; '@scope/' stands for all of a scope. */
const packages = (...names) =>
  names.map((name) => `(?:^|/node_modules/|^node_modules/)${name}${name.endsWith('/') ? '' : '(?:/|$)'}`);
// Nest's own ground: what its decorators, requests and handlers are made of.
const nest = packages('@nestjs/', 'rxjs', 'reflect-metadata', 'fastify');
const contracts = '^libs/contracts/src/index\\.ts$';
const decider = '^libs/decider/src/index\\.ts$';
const tracing = '^libs/tracing/src/index\\.ts$';
const serviceKit = '^libs/service-kit/src/index\\.ts$';
// A check needs its tools and, for PostgreSQL, infra/testing; the rules below are about what runs.
const checks = ['\\.spec\\.ts$', '^(?:libs|services)/[^/]+/test/', '^libs/[^/]+/src/testing(?:\\.ts$|/)'];

const only = (name, place, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: place, pathNot: checks },
  to: { pathNot: allowed },
});
const onlyAndNode = (...rule) => {
  const { to, ...rest } = only(...rule);
  return { ...rest, to: { ...to, dependencyTypesNot: ['core'] } };
};
const never = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

const serviceKitTools = onlyAndNode(
  'service-kit-keeps-to-its-tools',
  '^libs/service-kit/',
  [
    '^libs/service-kit/',
    contracts,
    decider,
    tracing,
    ...packages('pino', 'prom-client', 'jose', '@opentelemetry/'),
    ...packages('class-validator', 'class-transformer', 'class-validator-jsonschema'),
    ...nest,
  ],
  'What every main.ts needs; the gateway uses it too, so it runs without messaging. service.ts, the shell of a service, has both, and so have service-core.ts and service-at-rest.ts.',
);
const serviceKitKeepsToItsTools = {
  ...serviceKitTools,
  from: { ...serviceKitTools.from, pathNot: [...checks, '^libs/service-kit/src/service(?:-core|-at-rest)?\\.ts$'] },
  to: { ...serviceKitTools.to, dependencyTypesNot: ['core', 'type-only'] },
};

export default {
  forbidden: [
    only(
      'contracts-are-plain',
      '^libs/contracts/',
      [
        '^libs/contracts/',
        ...packages(
          'class-validator',
          'class-transformer',
          'class-validator-jsonschema',
          'reflect-metadata',
          'uuid',
          '@nestjs/swagger',
        ),
      ],
      'The published language needs validation, its schema and ids, nothing else; of Nest only the OpenAPI decorators.',
    ),
    only(
      'decider-depends-on-nothing',
      '^libs/decider/',
      ['^libs/decider/'],
      'decide, evolve and fold are plain functions.',
    ),
    only(
      'tracing-depends-on-its-interface',
      '^libs/tracing/',
      ['^libs/tracing/', ...packages('@opentelemetry/api')],
      'The interface of OpenTelemetry draws nothing by itself; who wants spans brings what draws them.',
    ),
    never(
      'traces-are-drawn-on-demand',
      { pathNot: checks },
      { path: '(?:^|/)@opentelemetry/(?!api(?:/|$))', dynamic: false, dependencyTypesNot: ['type-only'] },
      'What draws and sends spans is loaded where tracing is switched on, and nowhere else.',
    ),
    onlyAndNode(
      'messaging-keeps-to-its-tools',
      '^libs/messaging/',
      ['^libs/messaging/', contracts, decider, tracing, ...packages('typeorm', 'pg', 'kafkajs'), ...nest],
      'Messaging knows the contracts, the database and the broker, never a service.',
    ),
    never(
      'kafkajs-in-one-file',
      { pathNot: '^libs/messaging/src/.*kafka-client\\.ts$' },
      { path: packages('kafkajs') },
      'Its guards stand in one file, so the client can be replaced there.',
    ),
    serviceKitKeepsToItsTools,
    only(
      'domain-is-pure',
      '^services/([^/]+)/src/domain/',
      ['^services/$1/src/domain/', contracts, decider],
      'Decisions know no framework, database, clock or randomness; they can be read and tested alone.',
    ),
    never(
      'no-service-imports-another',
      { path: '^services/([^/]+)/' },
      { path: '^services/', pathNot: '^services/$1/' },
      'Services know each other by facts alone.',
    ),
    onlyAndNode(
      'gateway-has-no-rules',
      '^services/gateway/',
      ['^services/', contracts, serviceKit, ...packages('undici', 'jose', '@fastify/'), ...nest],
      'The public door signs in, routes and serves files. It has no facts, no database and no rules.',
    ),
    never(
      'portal-has-no-server-code',
      { path: '^services/portal/' },
      { path: '^(?:libs|infra|test)/' },
      'The browser gets types generated from the OpenAPI documents, never a lib’s runtime code.',
    ),
    never(
      'services-stand-alone',
      { path: '^services/', pathNot: checks },
      { path: '^(?:infra|test)/' },
      'A service runs without this repository’s tooling; its checks may use infra/testing.',
    ),
    never(
      'libs-know-no-service',
      { path: '^libs/' },
      { path: '^(?:services|test)/' },
      'Also a lib’s checks do without services.',
    ),
    never(
      'libs-by-their-entry',
      { path: '^(libs/[^/]+|services|infra|test)/' },
      { path: '^libs/', pathNot: ['^$1/', '^libs/[^/]+/src/(?:index|service|testing)\\.ts$'] },
      'Each lib has one entry, one for tests and service-kit one for the shell of a service; the rest of it may change unseen.',
    ),
    never(
      'journeys-speak-http',
      { path: '^test/journeys/' },
      { path: ['^(?:libs|services|infra)/', ...packages('pg', 'typeorm', 'kafkajs', '@nestjs/')], pathNot: contracts },
      'A journey knows what any client knows: the contracts.',
    ),
    never(
      'embedded-starts-services-by-their-entry',
      { path: '^infra/embedded/' },
      { path: '^services/', pathNot: '^services/[^/]+/src/index\\.ts$' },
      'The one process starts the same modules as five processes do.',
    ),
    never(
      'tooling-stays-outside-services',
      { path: '^(?:infra|test)/', pathNot: ['^infra/embedded/', '^test/journeys/'] },
      { path: '^services/' },
      'Benchmarks, demos and checks use the platform from outside.',
    ),
    never(
      'no-circular',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
      'Files that need each other cannot be read one by one. Types alone may.',
    ),
  ],
  options: {
    doNotFollow: { path: '(?:^|/)node_modules/' },
    exclude: { path: ['^dist/', '^test/architecture-examples/', '^services/portal/(?:dist|node_modules)/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
    },
  },
};
