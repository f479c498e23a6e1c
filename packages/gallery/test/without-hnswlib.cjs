// Loaded before anything else (node --require): from here on hnswlib-node is not installed, in worker threads neither.
const Module = require('node:module');

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  if (request === 'hnswlib-node') throw new Error("Cannot find module 'hnswlib-node'");
  return resolve.call(this, request, ...rest);
};
