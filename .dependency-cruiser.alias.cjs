// Where `$lib` leads. The import checker reads aliases in webpack's form; the paths of a tsconfig that extends
// another folder's it takes for its own folder's.
const { join } = require('node:path');

module.exports = { resolve: { alias: { $lib: join(__dirname, 'src/lib') } } };
