import { memoryTasks } from './memory-home.ts';
import { tasksContract } from './tasks.contract.ts';

tasksContract('memory', memoryTasks);
