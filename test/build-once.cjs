// Tests that start processes run the build: it is made when they are among the tests and a source is newer.
const { spawnSync } = require('node:child_process');

module.exports = ({ nonFlagArgs }) => {
  if (nonFlagArgs.length && !nonFlagArgs.some((path) => path.includes('chaos'))) return;
  const { status } = spawnSync(process.execPath, ['tools/build.mjs', '--if-stale'], { stdio: 'inherit' });
  if (status) throw new Error('The build failed.');
};
