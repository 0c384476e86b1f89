#!/usr/bin/env node
// What comes out of a printer: the head of each sheet, the content, and neither navigation nor buttons.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docx, equal, finish, folder, launch, makeSite, ok, ROLES, run, serve, signIn, test, verified } from './harness.mjs';

const dir = folder(), files = join(dir, 'may'), report = join(dir, 'report.kin');
mkdirSync(files);
for (let i = 1; i <= 45; i++) docx(join(files, `bao-cao-${i}.docx`), ['ỦY BAN NHÂN DÂN', `Số: ${i}/BC-UBND`, 'TỐI MẬT', 'BÁO CÁO', `Nội dung ${i}, hư cấu.`]);
const site = makeSite(dir, [
  `2026-11-02T09:00 ${ROLES.clerk} machine register VP-02 --unit vp --purpose ordinary --network connected --basis "Sổ tài sản"`,
  `2026-11-02T10:00 - scan --quiet --machine VP-02 --authority "Quyết định 61/QĐ-BCĐ" --report ${report} ${files}`,
  `2026-11-02T11:00 ${ROLES.inspector} inspect import ${report}`]);
const server = await serve(site), { url } = server;
const browser = await launch(), page = await signIn(browser, url, 'security_officer');

/** Prints the page and gives the text of each sheet. */
async function sheets(address) {
  await page.goto(url + address);
  const pdf = join(dir, 'page.pdf');
  writeFileSync(pdf, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  return run('pdftotext', ['-layout', pdf, '-']).split('\f').filter((t) => t.trim());
}
/** Words only the screen shows. */
const SCREEN = ['Đăng xuất', 'Tài khoản của tôi', 'Phím tắt', 'Ghi quyết định', 'Kiểm tra báo cáo', 'Bỏ qua phần điều hướng', 'LAN độc lập', 'Lọc'];

for (const [name, address, content, level] of [
  ['a scan', '/ra-quet/Q-2026-0001', ['bao-cao-45.docx', 'Máy VP-02', 'Quyết định 61/QĐ-BCĐ'], 'TỐI MẬT'],
  ['the list of scans', '/ra-quet', ['Q-2026-0001', 'VP-02'], null],
  ['a unit', '/con-nguoi?don-vi=vp', ['Nguyễn Thị Hạnh', 'VP-02'], null],
  ['a machine', '/may/VP-02', ['VP-02', 'Sổ tài sản'], null]]) {
  await test(`${name}: every sheet says unit, time, person${level ? ' and level' : ''}; nothing of the screen is printed`, async () => {
    const all = await sheets(address);
    ok(all.length >= (level ? 2 : 1), `${all.length} sheets`);
    all.forEach((text, i) => {
      const top = text.split('\n').slice(0, 6).join('\n');
      for (const word of ['Văn phòng UBND tỉnh Mẫu', '20/11/2026 08:00', ROLES.security_officer])
        ok(top.includes(word), `sheet ${i + 1}: ${word} is missing in\n${top}`);
      if (level) ok(top.includes(level), `sheet ${i + 1}: the level is missing in\n${top}`);
    });
    const text = all.join('\n');
    for (const word of content) ok(text.includes(word), `${word} is missing`);
    for (const word of SCREEN) ok(!text.includes(word), `${word} is printed`);
  });
}

await test('figures stand side by side and nothing is wider than the sheet', async () => {
  await page.goto(`${url}/ra-quet/Q-2026-0001`);
  await page.setViewportSize({ width: 655, height: 930 });  // what A4 leaves between these margins
  await page.emulateMedia({ media: 'print' });
  const tops = await page.locator('.strip > *').evaluateAll((e) => e.map((x) => Math.round(x.getBoundingClientRect().top)));
  equal(new Set(tops).size, 1, `figures at ${tops}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  ok(wide <= 2, `${wide} px too wide`);
});

await test('the journal holds, rebuilt from itself too', async () => {
  await browser.close();
  await verified(server, site);
});
finish();
