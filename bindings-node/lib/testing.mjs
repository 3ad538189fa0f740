// Generated from ts/ by `npm run emit`.
export {
  Simulator,
  SimulatorError,
  simulatorProgram,
} from './testing.js'
