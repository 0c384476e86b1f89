// Makes the pictures of README and guide from the demo province. usage: node tests/web/pictures.mjs (after `make run` made site-demo)
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { folder, launch, serve, stop } from './harness.mjs';

const site = join(folder(), 'site');
cpSync('site-demo', site, { recursive: true });
const server = await serve(site, { KIN_CLOCK: '2026-11-20T16:40' });
const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
await page.goto(`${server.url}/dang-nhap`);
await page.fill('#user', 'thang.vd');
await page.fill('#password', 'Kin-dung-thu-2026');
await Promise.all([page.waitForURL((u) => u.pathname === '/'), page.click('button.p')]);
for (const [path, name] of [['/', 'tong-quan'], ['/ra-quet/Q-2026-0049', 'ra-quet'], ['/con-nguoi?don-vi=p-tan-an', 'don-vi'], ['/nhat-ky', 'nhat-ky']]) {
  await page.goto(server.url + path);
  await page.screenshot({ path: `docs/guide/${name}.png` });
}
await browser.close();
await stop(server);
process.exit(0);
