import { tasksContract } from '@api-poller/domain/testing';
import { openDatabase } from './database.ts';
import { sqliteTasks } from './tasks.sqlite.ts';

tasksContract('SQLite', () => sqliteTasks(openDatabase(':memory:')));
