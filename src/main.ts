import { loadDotEnv, readConfig } from './config.js';
import { serve } from './serve.js';

loadDotEnv();
const config = readConfig(process.env);
const site = await serve(config);
process.stdout.write(`Firstbatch serves ${site.url}\n`);
if (site.setupLink) process.stdout.write(`Make the first admin here: ${site.setupLink}\n`);
