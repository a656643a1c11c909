// Measures how fast the contents of all files at HEAD are loaded, beside git alone: node bench/blobs.ts REPOSITORY
import { measureBlobs } from './load-blobs.ts'
import { atMost, peakMemoryMb, printFigure, printMachine } from './measure.ts'
import { gitFolderOfArgument } from './plain-git.ts'

const MEMORY_MB = 1500

printMachine()
await measureBlobs(gitFolderOfArgument())
printFigure({ work: 'peak memory', ours: peakMemoryMb(), unit: 'MB', budget: atMost(MEMORY_MB) })
