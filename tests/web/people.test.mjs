#!/usr/bin/env node
// Units, persons and machines over their lives, as the security officer enters them in the browser.
import { accessible, equal, finish, folder, launch, makeSite, ok, send, serve, signIn, test, type, verified }
  from './harness.mjs';

const dir = folder(), site = makeSite(dir), server = await serve(site), { url } = server;
const browser = await launch(), page = await signIn(browser, url, 'security_officer');
const main = () => page.innerText('main');
const saved = async (status) => { equal(status, 303, 'the change'); await page.waitForSelector('.note.ok[role=status]'); };
const open = (address) => page.goto(url + address);
const today = '20/11/2026';

await test('a unit is made, with the basis it stands on, from the keyboard', async () => {
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.waitForURL((u) => u.pathname === '/con-nguoi');
  for (const [code, name] of [['phong-a', 'Phòng Tổng hợp mẫu'], ['phong-b', 'Phòng Kế hoạch mẫu']]) {
    await open('/con-nguoi?don-vi=vp');
    await page.click('a[href="/con-nguoi/don-vi/lap?duoi=vp"]');
    equal(await page.inputValue('[id="cap-tren"]'), 'vp', 'the unit above');
    await type(page, { 'ma-moi': code, ten: name, loai: 'office', ngay: '05/11/2026', 'can-cu': 'Quyết định 10/QĐ-VP ngày 04/11/2026' });
    await page.focus('[id="can-cu"]');
    await Promise.all([page.waitForURL((u) => u.searchParams.get('don-vi') === code), page.keyboard.press('Enter')]);
    await page.waitForSelector('.note.ok[role=status]');
    equal(await page.innerText('h1'), name, 'the page of the new unit');
    ok((await main()).includes('Quyết định 10/QĐ-VP'), 'the basis does not stand in the history');
  }
});

await test('a code that was used before, a day that is none and a missing name come back with what was typed', async () => {
  await open('/con-nguoi/don-vi/lap?duoi=vp');
  for (const [values, id] of [[{ 'ma-moi': 'phong-a', ten: 'Phòng khác', ngay: today }, 'code'], [{ 'ma-moi': 'phong-c', ten: 'Phòng khác', ngay: '31/02/2026' }, 'day'], [{ 'ma-moi': 'phong-c', ten: '', ngay: today }, 'name']]) {
    await type(page, values);
    ok(await send(page, 'main button.p') >= 400, `${id}: accepted`);
    ok((await page.innerText('.note.bad')).length > 10, `${id}: no reason shown`);
    for (const [field, value] of Object.entries(values)) equal(await page.inputValue(`[id="${field}"]`), value, `${id}: ${field}`);
  }
  await accessible(page, 'a form that came back');
});

await test('a person is added and assigned as officer by a decision; then the unit is not missing one', async () => {
  await open('/con-nguoi?don-vi=phong-a');
  ok(/Phòng Tổng hợp mẫu/.test(await page.innerText('#thieu')), 'a unit without an officer is not said to miss one');
  await page.click('a[href="/con-nguoi/nguoi/them?don-vi=phong-a"]');
  await type(page, { 'ma-so': 'CB101', 'ho-ten': 'Đặng Thị Ậu', vao: 'phong-a', 'chuc-vu': 'Chuyên viên', ngay: '06/11/2026', 'can-cu': 'Quyết định 11/QĐ-VP' });
  await saved(await send(page, 'main button.p'));
  equal(new URL(page.url()).pathname, '/nguoi/CB101', 'the page of the person');
  await page.click('a[href^="/con-nguoi/nguoi/phan-cong?nguoi=CB101"]');
  equal(await page.inputValue('#nguoi'), 'CB101', 'the person is chosen');
  equal(await page.inputValue('[id="hinh-thuc"]'), 'part', 'most duties stand beside other work');
  await type(page, { 'nhiem-vu': 'security_officer', tai: 'phong-a', ngay: '09/11/2026', 'can-cu': 'Quyết định 12/QĐ-VP ngày 09/11/2026' });
  await saved(await send(page, 'main button.p'));
  await open('/con-nguoi?don-vi=phong-a');
  const duties = await page.innerText('#nhiem-vu');
  ok(duties.includes('Đặng Thị Ậu') && duties.includes('Quyết định 12/QĐ-VP'), duties);
  ok(!/Phòng Tổng hợp mẫu/.test(await page.innerText('#thieu')), 'still said to miss one');
});

await test('a drafting machine that is connected is refused with the article on top, and what was typed is kept', async () => {
  await open('/con-nguoi/may/ghi?don-vi=phong-a');
  const typed = { 'ma-may': 'PA-DL-01', vao: 'phong-a', 'muc-dich': 'drafting', 'noi-mang': 'connected', nhan: 'Máy bàn mẫu', ngay: '10/11/2026', 'can-cu': 'Sổ tài sản 2026' };
  await type(page, typed);
  ok(await send(page, 'main button.p') >= 400, 'accepted');
  const note = page.locator('.note.bad').first();
  ok(/Điều 5/.test(await note.innerText()), `no article: ${await note.innerText()}`);
  ok((await note.boundingBox()).y < (await page.locator('main form').boundingBox()).y, 'the refusal does not stand on top');
  for (const [field, value] of Object.entries(typed)) equal(await page.inputValue(`[id="${field}"]`), value, field);
  await accessible(page, 'a refusal');
  await open('/con-nguoi?don-vi=phong-a');
  ok(!(await main()).includes('PA-DL-01'), 'a refused machine stands in the unit');
});

await test('standing alone it is entered', async () => {
  await open('/con-nguoi/may/ghi?don-vi=phong-a');
  await type(page, { 'ma-may': 'PA-DL-01', 'muc-dich': 'drafting', 'noi-mang': 'standalone', ngay: '10/11/2026', 'can-cu': 'Sổ tài sản 2026' });
  await saved(await send(page, 'main button.p'));
  equal(new URL(page.url()).pathname, '/may/PA-DL-01', 'the page of the machine');
  ok((await page.innerText('h1')).includes('PA-DL-01'), 'its name');
});

await test('two units are merged: person, duty and machine follow, and the old one leads to the new one', async () => {
  await open('/con-nguoi?don-vi=phong-a');
  await page.click('a[href="/con-nguoi/don-vi/sap-nhap?ma=phong-a"]');
  ok((await page.innerText('aside .kv')).includes('phong-a'), 'what is merged is not repeated');
  await type(page, { vao: 'phong-b', ngay: '16/11/2026', 'can-cu': 'Quyết định 20/QĐ-VP' });
  await saved(await send(page, 'main button.p'));
  equal(new URL(page.url()).searchParams.get('don-vi'), 'phong-b', 'the successor is shown');
  ok((await page.innerText('#nguoi')).includes('Đặng Thị Ậu'), 'the person did not follow');
  ok((await page.innerText('#may')).includes('PA-DL-01'), 'the machine did not follow');
  await open('/con-nguoi?don-vi=phong-a');
  ok((await page.innerText('main .empty')).includes('16/11/2026'), 'the end of the old unit');
  await page.click('main .empty a:last-of-type');
  await page.waitForURL((u) => u.searchParams.get('don-vi') === 'phong-b');
  await open('/nguoi/CB101');
  const person = await main();
  ok(person.includes('Phòng Tổng hợp mẫu') && person.includes('Phòng Kế hoạch mẫu'), 'both posts stand on the person');
});

await test('the tree of an earlier day shows the units of that day, and says so', async () => {
  await open('/con-nguoi?don-vi=vp');
  equal((await page.innerText('.tree')).includes('Phòng Kế hoạch mẫu'), true, 'today');
  await page.fill('#ngay', '12/11/2026');
  await page.focus('#ngay');
  await Promise.all([page.waitForURL((u) => u.searchParams.has('ngay')), page.keyboard.press('Enter')]);
  const tree = await page.innerText('.tree');
  ok(tree.includes('Phòng Tổng hợp mẫu') && tree.includes('Phòng Kế hoạch mẫu'), tree);
  ok((await page.innerText('.note.warn')).includes('12/11/2026'), 'another day is not said to be one');
  await page.click('.tree a:has-text("Phòng Tổng hợp mẫu")');
  ok((await page.innerText('#may')).includes('PA-DL-01'), 'the machine of that day');
  await page.click('.note.warn a');
  await page.waitForURL((u) => !u.searchParams.has('ngay'));
  await open('/con-nguoi?don-vi=vp&ngay=03/11/2026');
  ok(!(await page.innerText('.tree')).includes('Phòng Kế hoạch mẫu'), 'a unit before it was made');
});

await test('who may not edit is told who may, and the address itself is refused', async () => {
  const auditor = await signIn(browser, url, 'auditor');
  await auditor.goto(`${url}/con-nguoi?don-vi=phong-b`);
  ok(await auditor.locator('.acl .no').count() >= 9 && !await auditor.locator('.acl a').count(), 'acts without a reason');
  equal((await auditor.goto(`${url}/con-nguoi/don-vi/sap-nhap?ma=phong-b`)).status(), 403, 'the form');
});

await test('the journal holds, rebuilt from itself too', async () => {
  await browser.close();
  await verified(server, site);
});
finish();
