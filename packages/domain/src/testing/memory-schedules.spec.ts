import { memorySchedules } from './memory-schedules.ts';
import { schedulesContract } from './schedules.contract.ts';

schedulesContract('memory', memorySchedules);
