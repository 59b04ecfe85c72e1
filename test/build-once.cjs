// Tests that start processes or threads run the build: it is made when they are among the tests and a source is newer.
const { spawnSync } = require('node:child_process');

module.exports = ({ nonFlagArgs }) => {
  const folders = ['chaos', 'e2e'];
  if (nonFlagArgs.length && !nonFlagArgs.some((path) => folders.some((folder) => path.includes(folder)))) return;
  const { status } = spawnSync(process.execPath, ['tools/build.mjs', '--if-stale'], { stdio: 'inherit' });
  if (status) throw new Error('The build failed.');
};
