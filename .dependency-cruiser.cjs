/** The arrows of ARCHITECTURE.md. Everything points to core; only server/store writes; only app answers to a URL. */
const rule = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to })
const NODE = '^(node:|fs$|path$|os$|crypto$|http$|https$|net$|child_process$|zlib$)'

module.exports = {
  forbidden: [
    rule(
      'core-stays-pure',
      { path: '^core/' },
      { path: '^(fabrics|server|app|components|cli|intake|bench|lab|launch|tests)/' },
      'core knows no other room',
    ),
    rule('core-has-no-node', { path: '^core/' }, { dependencyTypes: ['core'] }, 'core touches no Node module'),
    rule(
      'core-has-few-packages',
      { path: '^core/' },
      { dependencyTypes: ['npm', 'npm-dev'], pathNot: 'node_modules/(jsonc-parser|yaml|@rgrove/parse-xml|papaparse)/' },
      'core reads texts with parsers of JSON, YAML, XML and CSV, nothing else',
    ),
    rule(
      'core-ground-floor',
      { path: '^core/(ip|text)/' },
      { path: '^core/(guest|openflow|topology|registry|audit|intake)/' },
      'ip and text lie at the bottom',
    ),
    rule(
      'core-audit-is-the-roof',
      { path: '^core/(guest|openflow|topology|registry)/' },
      { path: '^core/audit/' },
      'audit lies on top',
    ),
    rule(
      'core-intake-takes-apart',
      { path: '^core/(guest|openflow|topology|registry)/' },
      { path: '^core/intake/' },
      'intake asks every subject what a text is; none asks it',
    ),
    rule(
      'intake-knows-core-only',
      { path: '^intake/' },
      { path: '^(fabrics|server|app|components|cli|bench|lab|launch|tests)/' },
      'what opens files serves the server and the command line alike',
    ),
    rule('no-circles', {}, { circular: true }, 'no module reaches itself'),
    rule(
      'fabrics-know-core-only',
      { path: '^fabrics/' },
      { path: '^(server|app|components|cli|bench|lab|launch|tests)/' },
      'a fabric answers in the words of core',
    ),
    rule(
      'fabrics-apart',
      { path: '^fabrics/([^/]+)/' },
      { path: '^fabrics/([^/]+)/', pathNot: '^fabrics/($1|protocols)/' },
      'no fabric knows another',
    ),
    rule('fabrics-no-prisma', { path: '^fabrics/' }, { path: 'prisma|node_modules/pg/' }, 'a fabric has no database'),
    rule(
      'only-the-catalogue-names-fabrics',
      { path: '^(server|app|components)/' },
      { path: '^fabrics/(?!catalogue|fabric|collector)[^/]+/' },
      'named fabrics are opened through the catalogue',
    ),
    rule(
      'cli-is-thin',
      { path: '^cli/' },
      { path: '^(server|app|components)/|^fabrics/catalogue' },
      'the command line works without server and screens',
    ),
    rule(
      'store-knows-core-only',
      { path: '^server/store/' },
      { path: '^server/(operations|queries|jobs)/|^(fabrics|app|components|cli)/' },
      'the store is below operations',
    ),
    rule(
      'queries-know-core-and-store',
      { path: '^server/queries/' },
      { path: '^server/(operations|jobs)/|^(fabrics|app|components|cli)/' },
      'a query only reads',
    ),
    rule(
      'operations-no-screens',
      { path: '^server/' },
      { path: '^(app|components|cli)/' },
      'the working half is never drawn',
    ),
    rule(
      'operations-no-prisma',
      { path: '^server/(operations|jobs)/' },
      { path: '^server/store/generated/|node_modules/(pg|@prisma)/' },
      'operations go through the store',
    ),
    rule(
      'ui-knows-nothing',
      { path: '^components/ui/' },
      { path: '^(core|fabrics|server|app|cli)/|^components/(?!ui/)' },
      'components/ui knows nothing of networks',
    ),
    rule(
      'components-take-types-only',
      { path: '^components/' },
      { path: '^server/', dependencyTypesNot: ['type-only'] },
      'a picture never runs server code',
    ),
    rule(
      'components-know-queries-only',
      { path: '^components/' },
      { path: '^server/(?!queries/)' },
      'a picture knows the rows of its screen, nothing behind them',
    ),
    rule(
      'components-no-fabrics',
      { path: '^components/' },
      { path: '^(fabrics|cli|prisma)/|node_modules/(pg|@prisma)/' },
      'props in, callbacks out',
    ),
    rule(
      'nobody-imports-app',
      { path: '^(core|fabrics|server|components|cli|bench|lab)/' },
      { path: '^app/' },
      'app is the roof of the screens',
    ),
    rule(
      'app-not-the-store',
      { path: '^app/' },
      { path: '^server/store/|^fabrics/|node_modules/(pg|@prisma)/' },
      'app asks queries and operations',
    ),
    rule(
      'product-not-the-workshop',
      { path: '^(core|fabrics|server|app|components|cli)/' },
      { path: '^(bench|lab|tests)/' },
      'what measures is not imported by what it measures',
    ),
    rule(
      'e2e-from-outside',
      { path: '^tests/e2e/' },
      { path: '^(core|fabrics|server|app|components|cli)/' },
      'end-to-end tests see what a browser sees',
    ),
    rule(
      'nothing-unresolved',
      {},
      { couldNotResolve: true, path: `^(?!server-only$|${NODE.slice(1)})` },
      'every import leads somewhere',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.next|server/store/generated|^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.d.ts', '.json'],
    },
  },
}
