// Tests that start processes run the build: it is made when they are among the tests and a source is newer. Where the
// real engines are, stories are also told over processes.
const { spawnSync } = require('node:child_process');

module.exports = ({ nonFlagArgs }) => {
  const folders = process.env.KAFKA_BROKERS ? ['chaos', 'e2e'] : ['chaos'];
  if (nonFlagArgs.length && !nonFlagArgs.some((path) => folders.some((folder) => path.includes(folder)))) return;
  const { status } = spawnSync(process.execPath, ['tools/build.mjs', '--if-stale'], { stdio: 'inherit' });
  if (status) throw new Error('The build failed.');
};
