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
  "linux-x64": () => {
    try {
      return require("ringout-linux-x64-gnu");
    } catch (error) {
      throw reasonOf(error, "ringout-linux-x64-gnu");
    }
  },
  "linux-arm64": () => {
    try {
      return require("ringout-linux-arm64-gnu");
    } catch (error) {
      throw reasonOf(error, "ringout-linux-arm64-gnu");
    }
  },
  "win32-x64": () => {
    try {
      return require("ringout-win32-x64");
    } catch (error) {
      throw reasonOf(error, "ringout-win32-x64");
    }
  },
  "darwin-arm64": () => {
    try {
      return require("ringout-darwin-arm64");
    } catch (error) {
      throw reasonOf(error, "ringout-darwin-arm64");
    }
  },
  "darwin-x64": () => {
    try {
      return require("ringout-darwin-x64");
    } catch (error) {
      throw reasonOf(error, "ringout-darwin-x64");
    }
  }
};
const muslBuilds = {
  "linux-x64": () => {
    try {
      return require("ringout-linux-x64-musl");
    } catch (error) {
      throw reasonOf(error, "ringout-linux-x64-musl");
    }
  }
};
function load() {
  const platform = `${process.platform}-${process.arch}`;
  const build = builds[platform];
  if (build === void 0) throw unsupported(platform);
  try {
    return build();
  } catch (error) {
    if (isMusl()) return loadForMusl(platform);
    throw error;
  }
}
function loadForMusl(platform) {
  const build = muslBuilds[platform];
  if (build === void 0) throw unsupported(`${platform} with musl`);
  return build();
}
function isMusl() {
  if (process.platform !== "linux") return false;
  const report = Object.assign(process.report, { excludeNetwork: true });
  const { header } = report.getReport();
  return header.glibcVersionRuntime === void 0;
}
function reasonOf(error, name) {
  const { code, message } = Object(error);
  return code === "MODULE_NOT_FOUND" && String(message).includes(name) ? missing(name) : error;
}
function unsupported(platform) {
  const supported = [...Object.keys(builds), ...Object.keys(muslBuilds).map((name) => `${name} with musl`)].join(", ");
  return new Error(`ringout has no build for ${platform}; it supports ${supported}`);
}
function missing(name) {
  const { version } = require("../package.json");
  return new Error(
    `the package ${name}, the native half of ringout ${version}, is missing. npm leaves it out with --omit=optional, or if node_modules or the lock file comes from another system: install on this system, with optional dependencies, or run "npm install ${name}@${version}". A bundler must leave ringout out of the bundle, or copy the file *.node beside it`
  );
}
const native = load();
var native_default = native;
