#!/usr/bin/env node
// Tổng quan, the journal, rules, accounts and the first run, as their roles meet them in the browser.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { KIN, PASSWORD, accessible, equal, finish, folder, launch, makeSite, ok, send, serve, signIn, stop, test, type, verified }
  from './harness.mjs';

const dir = folder(), lines = [
  '2026-11-03T08:00 thuong.truc unit create phong-a --name "Phòng Tổng hợp mẫu" --kind office --parent vp --on 2026-11-02',
  '2026-11-03T08:10 thuong.truc machine register TH-01 --unit phong-a --purpose ordinary --network connected --on 2026-11-02'];
const site = makeSite(dir, lines), server = await serve(site), { url } = server, browser = await launch();
const main = (page) => page.innerText('main');

await test('Tổng quan tells the security officer what stands out, every figure leading to its rows', async () => {
  const page = await signIn(browser, url, 'security_officer');
  ok(/\d/.test(await page.innerText('h1')), 'no number of things to do');
  for (const id of ['tai-lieu', 'bao-mat', 'chua-quet', 'may', 'quy-tac']) {
    await page.goto(`${url}/?nhom=${id}`);
    await accessible(page, id);
  }
  await page.goto(`${url}/?nhom=bao-mat`);
  ok((await main(page)).includes('Phòng Tổng hợp mẫu'), 'a unit without an officer is missing');
  await page.goto(`${url}/?nhom=may`);
  ok((await main(page)).includes('TH-01'), 'a machine that was never scanned is missing');
  await page.goto(`${url}/`);
  ok(await page.locator('ol.wz li.now').count() === 1, 'the next step of a new site is not marked');
  await page.context().close();
});

await test('every page of these areas keeps to WCAG 2.2 AA, in both themes and languages, wide and narrow', async () => {
  const page = await signIn(browser, url, 'security_officer');
  for (const look of ['lang=vi&theme=light', 'lang=en&theme=dark'])
    for (const path of ['/', '/nhat-ky', '/nhat-ky/1', '/nhat-ky/diem-kiem-chung', '/quy-tac', '/quy-tac/can-bo-010', '/quy-tac/luat/vn-2026']) {
      await page.goto(`${url}${path}?${look}`);
      for (const width of [1440, 820]) {
        await page.setViewportSize({ width, height: 900 });
        if (width === 1440) await accessible(page, `${path} ${look}`);
        ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} ${width}: wider than the window`);
      }
    }
  await page.context().close();
});

await test('opening the journal is an entry, filters stand in the address, the auditor verifies', async () => {
  const page = await signIn(browser, url, 'auditor');
  await page.goto(`${url}/nhat-ky?loai=journal.read`);
  ok(await page.locator('table.jr tr.row').count() >= 1, 'the reading itself is not there');
  await page.goto(`${url}/nhat-ky?tim=th-01`);
  equal(await page.locator('table.jr tr.row').count(), 1, 'entries about the machine');
  await page.goto(`${url}/nhat-ky`);
  equal(await send(page, '#kiem-chung button'), 303, 'verification');
  await page.waitForSelector('.note.ok[role=status]');
  await page.goto(`${url}/nhat-ky/1`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[href="/nhat-ky/1/bang-chung"]')]);
  equal(download.suggestedFilename(), 'kin-bang-chung-1.txt', 'name of the proof');
  await page.context().close();
});

await test('who may not open a page is told so, and sees no part of it', async () => {
  for (const [role, path] of [['head', '/nhat-ky'], ['administrator', '/nhat-ky/1'], ['staff', '/nhat-ky/1/bang-chung'], ['auditor', '/tai-khoan-nguoi-dung']]) {
    const page = await signIn(browser, url, role);
    equal((await page.goto(url + path)).status(), 403, `${role} ${path}`);
    await page.context().close();
  }
  const page = await signIn(browser, url, 'staff');
  equal(await page.locator('.strip').count(), 0, 'figures shown to staff');
  await page.context().close();
});

await test('the administrator makes, changes and closes an account', async () => {
  const page = await signIn(browser, url, 'administrator');
  await page.goto(`${url}/tai-khoan-nguoi-dung`);
  await accessible(page, 'accounts');
  await type(page, { name: 'moi.nv', role: 'staff', new_password: PASSWORD, again_password: `${PASSWORD}x` });
  equal(await send(page, 'main button.p'), 422, 'two different passwords');
  equal(await page.inputValue('#name'), 'moi.nv', 'what was typed');
  await type(page, { new_password: PASSWORD, again_password: PASSWORD });
  equal(await send(page, 'main button.p'), 303, 'a new account');
  await page.goto(`${url}/tai-khoan-nguoi-dung/moi.nv`);
  await accessible(page, 'one account');
  await type(page, { basis: 'Thôi việc' });
  equal(await send(page, 'button.bad'), 303, 'closing');
  await page.context().close();
});

await test('the first run makes a site with the code of the terminal and nothing else', async () => {
  const fresh = join(dir, 'fresh'), child = spawn(KIN, ['serve', '--site', fresh, '--port', '0', '--lang', 'en']);
  process.on('exit', () => child.kill('SIGKILL'));
  const said = await new Promise((resolve) => { let s = ''; child.stdout.on('data', (c) => { s += c; if (/code: \w+/.test(s)) resolve(s); }); });
  const base = /http:\/\/127\.0\.0\.1:\d+/.exec(said)[0], code = /code: (\w+)/.exec(said)[1];
  const page = await (await browser.newContext()).newPage();
  await page.goto(base);
  ok(page.url().endsWith('/lan-dau'), `led to ${page.url()}`);
  await accessible(page, 'first run');
  equal(await page.locator('input[name=profile]:checked').count(), 0, 'a profile is chosen beforehand');
  const values = { code: 'khongphai1', agency: 'Cơ quan mẫu', agency_code: 'cq-mau', tier: 'commune' };
  for (const key of ['head', 'clerk', 'administrator', 'auditor'])
    Object.assign(values, { [`${key}_person`]: `Người ${key}`, [`${key}_post`]: 'Chức vụ mẫu', [`${key}_name`]: `${key}.m`, [`${key}_password`]: PASSWORD, [`${key}_password_again`]: PASSWORD });
  const fill = async () => { await type(page, values); await page.check('input[value=work]'); };
  await fill();
  equal(await send(page, 'main button.p'), 422, 'a wrong code');
  values.code = code;
  await fill();
  equal(await send(page, 'main button.p'), 303, 'the right code');
  await page.waitForURL((u) => u.pathname === '/dang-nhap');
  await type(page, { user: 'head.m', password: PASSWORD });
  await Promise.all([page.waitForURL((u) => u.pathname === '/'), page.click('button.p')]);
  ok(await page.locator('ol.wz li').count() === 7, 'what to do next is not shown');
  await stop({ child });
  await page.context().close();
});

await test('after all this the journal holds', () => verified(server, site));
await browser.close();
finish();
