import { afterAll } from 'vitest';
import { dropSchemas } from './openTestReadModel.ts';

afterAll(dropSchemas, 60_000);
