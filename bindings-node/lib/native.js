// Generated from ts/ by `npm run emit`.
"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);
var native_exports = {};
__export(native_exports, {
  default: () => native_default
});
module.exports = __toCommonJS(native_exports);
const builds = {
  "linux-x64": { name: "ringout-linux-x64-gnu", load: () => require("ringout-linux-x64-gnu") }
};
function load() {
  const platform = `${process.platform}-${process.arch}`;
  const build = builds[platform];
  if (build === void 0) {
    throw new Error(`ringout has no build for ${platform}; it supports ${Object.keys(builds).join(", ")}`);
  }
  try {
    return build.load();
  } catch (error) {
    if (!isMissing(error, build.name)) throw error;
    throw missing(build.name);
  }
}
function isMissing(error, name) {
  const { code, message } = error;
  return code === "MODULE_NOT_FOUND" && message.includes(name);
}
function missing(name) {
  const { version } = require("../package.json");
  return new Error(
    `the package ${name}, the native half of ringout ${version}, is missing: run "npm install ${name}@${version}" or install both tarballs, and do not omit optional dependencies (--omit=optional)`
  );
}
const native = load();
var native_default = native;
