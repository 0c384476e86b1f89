#!/usr/bin/env node
// The first hour: an empty folder is served, the one-time code opens the questions, the answers make the site, and the
// first page says what comes next.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { accessible, equal, finish, folder, KIN, launch, ok, PASSWORD, run, send, serve, sent, stop, test, type } from './harness.mjs';

const dir = folder(), site = join(dir, 'site');
mkdirSync(site);
// A real site is made by the real clock.
const server = await serve(site, { KIN_CLOCK: '' }), { url } = server;
const browser = await launch(), page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
page.setDefaultTimeout(15000);
const code = () => /: ([0-9a-z]{10})\s/.exec(server.output())[1];
const PEOPLE = { head: 'Trần Văn Đầu', clerk: 'Lê Thị Sổ', administrator: 'Phạm Gia Mạng', auditor: 'Hồ Thu Giám' };
const answers = { agency: 'Sở Mẫu tỉnh Sơn Giang', agency_code: 'so-mau', superior: 'UBND tỉnh Sơn Giang', tier: 'department', premises: '1 Đường Mẫu' };
for (const [key, name] of Object.entries(PEOPLE)) Object.assign(answers, {
  [`${key}_person`]: name, [`${key}_post`]: 'Chức vụ mẫu', [`${key}_name`]: `${key}.mau`, [`${key}_password`]: PASSWORD, [`${key}_password_again`]: PASSWORD });

await test('every address leads to the questions; nothing is chosen beforehand', async () => {
  await page.goto(`${url}/nhat-ky`);
  equal(new URL(page.url()).pathname, '/lan-dau', 'where it leads');
  equal(await page.locator('input[type=radio]:checked').count(), 0, 'profiles chosen beforehand');
  await accessible(page, 'first run');
  await page.setViewportSize({ width: 820, height: 900 });
  ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'too wide at 820');
  await page.setViewportSize({ width: 1440, height: 900 });
});

await test('a wrong code makes nothing; every missing answer is named and what was typed stays', async () => {
  await type(page, { ...answers, code: 'aaaaaaaaaa' });
  await page.check('input[value="work"]');
  ok(await send(page, 'button.h44') >= 400, 'a wrong code');
  equal(await page.inputValue('#agency'), answers.agency, 'what was typed');
  equal(await page.inputValue('#head_password'), '', 'a password is sent back');
  ok(!existsSync(join(site, 'store')), 'a site was made');
});

await test('with the code and all answers the site is made', async () => {
  await type(page, { ...answers, code: code() });
  await page.check('input[value="work"]');
  await page.focus('#code');
  equal(await sent(page, () => page.keyboard.press('Enter')), 303, 'making the site');
  equal(new URL(page.url()).pathname, '/dang-nhap', 'then one signs in');
  ok((await page.innerText('main')).includes(answers.agency), 'the name of the agency');
});

await test('the code is used up', async () => {
  const again = await page.goto(`${url}/lan-dau`);
  ok(again.status() === 404 || new URL(page.url()).pathname !== '/lan-dau', `the questions again: ${again.status()}`);
});

await test('the head signs in and is shown the next steps, each leading somewhere or saying who does it', async () => {
  await page.goto(`${url}/dang-nhap`);
  await type(page, { user: 'head.mau', password: PASSWORD });
  equal(await sent(page, () => page.click('button.p')), 303, 'signing in');
  const steps = page.locator('ol.wz li');
  ok(await steps.count() >= 4, 'steps');
  equal(await page.locator('ol.wz li[aria-current=step]').count(), 1, 'the step that is next');
  for (const link of await page.locator('ol.wz a').evaluateAll((all) => all.map((a) => a.getAttribute('href'))))
    equal((await page.context().request.get(url + link)).status(), 200, link);
  await accessible(page, 'the first overview');
});

await test('the new journal holds, rebuilt from itself too', async () => {
  await browser.close();
  await stop(server);
  ok(!server.output().includes(PASSWORD), 'a password stands in the output');
  const lines = run(KIN, ['--site', site, 'verify', '--rebuild', '--json'], [0], { KIN_CLOCK: '' }).trim().split('\n').map((l) => JSON.parse(l));
  ok(lines.every((v) => v.ok), JSON.stringify(lines));
});
finish();
