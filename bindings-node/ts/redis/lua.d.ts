// Lua scripts are imported as text.
declare module '*.lua' {
  const script: string
  export default script
}
