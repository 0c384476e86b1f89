#!/usr/bin/env node
// Tổng quan and Nhật ký: the three problems with figures that are as many as the rows behind them, the journal by
// filters, a proof that the independent verifier accepts, the rules.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { accessible, docx, equal, finish, folder, KIN, launch, makeSite, ok, ROLES, run, serve, signIn, test, type, verified }
  from './harness.mjs';

const dir = folder(), clerk = ROLES.clerk, officer = ROLES.security_officer;
const day = (d, line) => `2026-11-${d} ${line}`, lines = [];
for (const code of ['so-mot', 'so-hai', 'so-ba', 'so-bon']) lines.push(day('02T09:00', `${officer} unit create ${code} --name "Sở ${code.slice(3)} mẫu" --kind department --parent vp`));
for (const [code, unit] of [['M1-01', 'so-mot'], ['M1-02', 'so-mot'], ['M2-01', 'so-hai'], ['M3-01', 'so-ba'], ['M4-01', 'so-bon']])
  lines.push(day('02T09:30', `${clerk} machine register ${code} --unit ${unit} --purpose ordinary --network connected --basis "Sổ tài sản"`));
lines.push(day('02T10:00', `${officer} person add CB11 --name "Đỗ Văn Mẫu" --unit so-mot --post "Chuyên viên"`),
  day('02T10:05', `${officer} person assign CB11 --unit so-mot --duty security_officer --mode part --decision "Quyết định 5/QĐ"`));
for (const [machine, marked, hour] of [['M1-01', 3, '03T09:00'], ['M2-01', 2, '03T10:00'], ['M3-01', 0, '03T11:00']]) {
  const files = join(dir, machine), report = join(dir, `${machine}.kin`);
  mkdirSync(files);
  docx(join(files, 'thuong.docx'), ['Công văn thường', machine]);
  for (let i = 0; i < marked; i++) docx(join(files, `co-dau-${i}.docx`), ['ỦY BAN NHÂN DÂN', `Số: ${i}/BC-UBND`, 'MẬT', 'BÁO CÁO', `${machine} ${i}, hư cấu.`]);
  lines.push(day(hour, `- scan --quiet --machine ${machine} --authority "Quyết định 61/QĐ-BCĐ" --report ${report} ${files}`),
    day(hour.replace(':00', ':30'), `${ROLES.inspector} inspect import ${report}`));
}
lines.push(day('04T09:00', `${officer} inspect decide Q-2026-0001/1 confirmed --measure "Chuyển về văn thư"`));
const site = makeSite(dir, lines), server = await serve(site), { url } = server;
const browser = await launch(), page = await signIn(browser, url, 'security_officer');
const number = (text) => Number(/[\d.]+/.exec(text)[0].replaceAll('.', ''));

/** The rows of a group opened by itself, which must be as many as its own heading says. */
async function group(id) {
  await page.goto(`${url}/?nhom=${id}`);
  const rows = await page.locator('#viec tr.row').count();
  equal(rows, number(/\((.*?)\)/.exec(await page.innerText(`tr.grp[id="${id}"] th`))[1]), `${id}: rows and heading`);
  return rows;
}
await test('the first problem: documents, machines and units are those behind it', async () => {
  await page.goto(url);
  const figures = (await page.locator('.note a[href="/?nhom=tai-lieu"]').innerText()).match(/\d+/g).map(Number);
  equal(figures.join(), '5,2,2', 'documents, machines, units');
  equal(await group('tai-lieu'), 2, 'machines');
  const text = await page.innerText('#viec');
  ok(text.includes('M1-01') && text.includes('M2-01') && !text.includes('M3-01'), text);
});

await test('the second problem: units without an officer, of all', async () => {
  await page.goto(url);
  const [missing, all] = (await page.locator('.note a[href="/?nhom=bao-mat"]').innerText()).match(/\d+/g).map(Number);
  equal(all, 5, 'units');
  equal(missing, 4, 'units without an officer');
  equal(await group('bao-mat'), missing, 'rows');
  ok(!(await page.innerText('#viec')).includes('Sở mot mẫu'), 'a unit that has one');
});

await test('the third problem: units and machines that were not scanned', async () => {
  await page.goto(url);
  const [units] = (await page.locator('.note a[href="/?nhom=chua-quet"]').innerText()).match(/\d+/g).map(Number);
  equal(units, 1, 'units not scanned');
  equal(await group('chua-quet'), units, 'rows');
  await page.goto(url);
  equal(number(await page.locator('.note a[href="/?nhom=may"]').innerText()), 2, 'machines not scanned');
  equal(await group('may'), 2, 'rows');
});

await test('each figure of the strip and each row leads to a page that opens', async () => {
  await page.goto(url);
  const links = await page.locator('main a').evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href')))].filter((h) => !h.startsWith('#')));
  ok(links.length > 8, `${links.length} links`);
  for (const link of links) equal((await page.context().request.get(url + link)).status(), 200, link);
});

await test('the journal: by kind, person, thing and day; what cannot be read as a day is said', async () => {
  await page.goto(`${url}/nhat-ky`);
  await type(page, { tim: 'so-mot', loai: 'unit.' });
  await page.focus('#tim');
  await Promise.all([page.waitForURL((u) => u.searchParams.get('tim') === 'so-mot'), page.keyboard.press('Enter')]);
  equal(await page.locator('.jr tr.row').count(), 1, 'events on one unit');
  await page.goto(`${url}/nhat-ky?ai=${clerk}&loai=machine.`);
  equal(await page.locator('.jr tr.row').count(), 5, 'machines the clerk entered');
  await page.goto(`${url}/nhat-ky?tu=04/11/2026&den=04/11/2026`);
  equal(await page.locator('.jr tr.row').count(), 1, 'one day');
  ok((await page.innerText('.jr')).includes('Q-2026-0001/1'), 'what happened on it');
  await page.goto(`${url}/nhat-ky?tu=31/02/2026`);
  equal(await page.inputValue('#tu'), '31/02/2026', 'what was typed');
  ok(await page.locator('.err, .note.bad').count(), 'a day that is none');
});

await test('a proof is downloaded and accepted by the independent verifier; a changed one is not', async () => {
  await page.goto(`${url}/nhat-ky?ai=${clerk}&loai=machine.`);
  await page.click('.jr tr.row a');
  await page.waitForSelector('dl.kv');
  await accessible(page, 'one entry');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[href$="/bang-chung"]')]);
  const proof = join(dir, 'proof'), verify = join(dirname(KIN), 'kin-verify');
  await download.saveAs(proof);
  ok(/^entry \d+ is in/m.test(run(verify, ['proof', proof, join(site, 'site.pub')])), 'not accepted');
  const other = join(dir, 'other');
  makeSite((mkdirSync(other), other));
  run(verify, ['proof', proof, join(other, 'site', 'site.pub')], [1]);
});

await test('the rules: each opens, says its article and how sure it is', async () => {
  await page.goto(`${url}/quy-tac`);
  const links = await page.locator('main a[href^="/quy-tac/"]').evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href').replace(/#.*/, '')))]);
  ok(links.length >= 10, `${links.length} rules`);
  for (const link of links) {
    equal((await page.goto(url + link)).status(), 200, link);
    ok((await page.innerText('h1')).length > 5, link);
  }
  await accessible(page, 'a rule');
});

await test('the journal holds, rebuilt from itself too', async () => {
  await browser.close();
  await verified(server, site);
});
finish();
