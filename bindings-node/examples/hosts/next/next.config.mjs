// Next.js leaves the native half where npm installed it, and does not bundle it.
export default { serverExternalPackages: ['ringout'] }
