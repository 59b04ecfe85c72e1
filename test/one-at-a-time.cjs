const { default: TestRunner } = require('jest-runner');

/** Runs one file after the other, in a process of its own, when all files of other runners are through. */
module.exports = class OneAtATime extends TestRunner {
  constructor(globalConfig, context) {
    super({ ...globalConfig, maxWorkers: 1 }, context);
  }
};
