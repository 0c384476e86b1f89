#!/usr/bin/env node
// A first inspection from the key to the decision: scan, bring the report in, look, decide, remember; and every report
// that must not pass as evidence.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessible, docx, equal, finish, folder, KIN, launch, makeSite, ok, ROLES, run, send, serve, signIn, test, type, verified }
  from './harness.mjs';

const AUTHORITY = 'Quyết định 61/QĐ-BCĐ ngày 10/11/2026 của Ban Chỉ đạo mẫu', PHRASE = 'bốn từ để thử';
const dir = folder();
const site = makeSite(dir, [`2026-11-02T09:00 ${ROLES.clerk} machine register VP-02 --unit vp --purpose ordinary --network connected --basis "Sổ tài sản"`]);
const server = await serve(site), { url } = server;
const browser = await launch(), page = await signIn(browser, url, 'security_officer');
let address;  // of the scan last looked at
const rules = join(dir, 'rules.ini'), phrase = join(dir, 'phrase'), key = join(dir, 'team.key'), files = join(dir, 'Tai lieu'), more = join(dir, 'Thang sau');
const main = () => page.innerText('main');
writeFileSync(phrase, PHRASE + '\n');
mkdirSync(files);
mkdirSync(more);
const head = ['ỦY BAN NHÂN DÂN', 'Số: 07/BC-UBND'];
docx(join(files, 'bao-cao-rieng.docx'), [...head, 'TỐI MẬT', 'BÁO CÁO', 'Nội dung không ai được thấy ở đây, hư cấu.']);
docx(join(files, 'mau-dau-tap-huan.docx'), [...head, 'MẬT', 'BÁO CÁO', 'Bài tập huấn có in mẫu dấu, hư cấu.']);
writeFileSync(join(files, 'phuong-an.txt'), 'ỦY BAN NHÂN DÂN\nTUYỆT MẬT\nPHƯƠNG ÁN\nHư cấu.\n');
writeFileSync(join(files, 'noi-quy.txt'), 'Nội quy cơ quan. Giờ làm việc từ 7 giờ 30.\n');
writeFileSync(join(files, 'hong.docx'), readFileSync(join(files, 'bao-cao-rieng.docx')).subarray(0, 300));
copyFileSync(join(files, 'mau-dau-tap-huan.docx'), join(more, 'ban-sao.docx'));
copyFileSync(join(files, 'bao-cao-rieng.docx'), join(more, 'ban-sao-2.docx'));

let reports = 0;
/** Scans a folder into a fresh report and gives its path. */
function scan(what, options = ['--authority', AUTHORITY, '--key', key, '--passphrase-file', phrase]) {
  const path = join(dir, `report-${++reports}.kin`);
  run(KIN, ['scan', '--quiet', '--jobs', '1', '--machine', 'VP-02', ...options, '--report', path, what], [0, 1]);
  return path;
}
/** Sends a report in the browser; ends on the page that shows what would be recorded, or why not. */
async function bring(path) {
  await page.goto(`${url}/ra-quet`);
  await page.setInputFiles('#file', path);
  return send(page, 'main form[enctype] button.p');
}

await test('a key is issued in the browser as a file; without a name or with two passphrases it is not', async () => {
  await page.goto(`${url}/ra-quet`);
  await page.click('a[href="/ra-quet/khoa"]');
  await type(page, { team: '', password: PHRASE, again_password: 'khác hẳn cụm kia' });
  ok(await send(page, 'section form button.p') >= 400, 'accepted');
  ok(await page.locator('.err').count() >= 2, 'fields without their reasons');
  await type(page, { team: 'Đoàn kiểm tra mẫu', until: '31/12/2026', password: PHRASE, again_password: PHRASE });
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('section form button.p')]);
  await download.saveAs(key);
  ok(/^[\w-]+\.key$/.test(download.suggestedFilename()), download.suggestedFilename());
  await page.goto(`${url}/ra-quet/khoa`);
  const row = await page.innerText('tbody tr');
  ok(row.includes('Đoàn kiểm tra mẫu') && row.includes('31/12/2026'), row);
  await accessible(page, 'keys');
});

await test('a signed report is looked at before anything is recorded, then taken in', async () => {
  equal(await bring(scan(files)), 303, 'the upload');
  ok(new URL(page.url()).pathname.startsWith('/ra-quet/nhan/'), page.url());
  const shown = await main();
  ok(shown.includes(AUTHORITY) && shown.includes('Đoàn kiểm tra mẫu'), 'authority or team is not shown');
  ok(shown.includes('Chưa ghi gì'), 'it is not said that nothing is recorded');
  ok(shown.includes('chưa xem'), 'traces the report does not speak of are shown as none');
  equal(await page.inputValue('#machine'), 'VP-02', 'the machine of the register');
  await accessible(page, 'the report before it is taken in');
  const address = page.url();
  await page.goto(`${url}/ra-quet`);
  ok((await main()).includes('Chưa nhận báo cáo rà quét nào'), 'looking has recorded a scan');
  await page.goto(address);
  equal(await send(page, 'main form button.p'), 303, 'taking in');
  equal(new URL(page.url()).pathname, '/ra-quet/Q-2026-0001', 'the page of the scan');
});

await test('findings show name, reason and mark and nothing of the content; what was not read stands in plain sight', async () => {
  const text = await main(), source = await page.content();
  for (const name of ['bao-cao-rieng.docx', 'mau-dau-tap-huan.docx', 'phuong-an.txt']) ok(text.includes(name), `${name} is missing`);
  ok(!text.includes('noi-quy.txt'), 'an ordinary file is listed');
  ok(!source.includes('không ai được thấy'), 'content of a file stands in the page');
  ok(/TUYỆT MẬT|TỐI MẬT|MẬT/.test(await page.innerText('.snip em')), 'the words of the mark');
  equal(await page.locator('.snip .mask').first().innerText(), '██████', 'the mask is no text');
  ok(/hong\.docx/.test(await page.innerText('section[aria-labelledby="kd-h"]')), 'a file not read is not named');
  const strip = await page.innerText('.strip');
  equal((strip.match(/chưa xem/g) ?? []).length, 2, `network and USB, of which the report says nothing: ${strip}`);
  await accessible(page, 'a scan');
});

/** Opens a finding by the name of its file. */
async function choose(name) {
  await page.click(`table.scan a.lk:text-is("${name}")`);
  await page.waitForSelector(`#tep h2:text-is("${name}")`);
}
await test('one is confirmed with a measure; another is a false alarm, for which a reason must be given', async () => {
  await choose('bao-cao-rieng.docx');
  await page.check('input[value="confirmed"]');
  await type(page, { measure: 'Ngắt mạng, chuyển bản gốc về văn thư' });
  equal(await send(page, '#tep button.p'), 303, 'confirmed');
  await choose('mau-dau-tap-huan.docx');
  await page.check('input[value="false-alarm"]');
  ok(await send(page, '#tep button.p') >= 400, 'a false alarm without a reason');
  ok((await page.innerText('#tep .err')).length > 5, 'no reason asked for');
  ok(await page.isChecked('input[value="false-alarm"]'), 'what was chosen is lost');
  equal(await page.innerText('#tep h2'), 'mau-dau-tap-huan.docx', 'the file that was being decided');
  await type(page, { grounds: 'Tài liệu tập huấn có in mẫu dấu' });
  equal(await send(page, '#tep button.p'), 303, 'false alarm');
  const table = await page.innerText('table.scan');
  ok(table.includes('Đã xác nhận') && table.includes('Báo nhầm') && table.includes('Chờ quyết định'), table);
});

await test('in a second report the same files are remembered', async () => {
  equal(await bring(scan(more)), 303, 'the upload');
  ok(/1 báo nhầm, 1 đã xác nhận/.test(await main()), 'not said before taking in');
  equal(await send(page, 'main form button.p'), 303, 'taking in');
  const table = await page.innerText('table.scan');
  ok(/Báo nhầm/.test(table) && /theo quyết định Q-2026-0001\/\d/.test(table), `the false alarm: ${table}`);
  ok(/Tệp này đã được xác nhận: Q-2026-0001\/\d/.test(table) && /Chờ quyết định/.test(table), `the confirmed one: ${table}`);
});

await test('who does not decide sees “trường riêng” and no name or path anywhere in the page', async () => {
  for (const role of ['auditor', 'clerk']) {
    const other = await signIn(browser, url, role);
    for (const address of ['/ra-quet/Q-2026-0001', '/ra-quet/Q-2026-0001?het=1', '/ra-quet/Q-2026-0001?tep=1', '/ra-quet/Q-2026-0002', '/ra-quet']) {
      await other.goto(url + address);
      const source = await other.content();
      for (const word of ['bao-cao-rieng', 'mau-dau-tap-huan', 'phuong-an', 'hong.docx', 'ban-sao', 'Tai lieu', 'Thang sau', dir])
        ok(!source.includes(word), `${role}, ${address}: ${word}`);
      if (address !== '/ra-quet') ok((await other.innerText('main')).includes('trường riêng'), `${role}, ${address}`);
    }
    ok(!await other.locator('#tep form').count(), `${role} is offered a decision`);
    const token = await other.getAttribute('form[action="/dang-xuat"] input[name="token"]', 'value');
    const forced = await other.context().request.post(`${url}/ra-quet/Q-2026-0001`, { maxRedirects: 0, headers: { Origin: url }, form: { token, number: '3', decision: 'confirmed' } });
    equal(forced.status(), 403, `${role} decides`);
  }
});

await test('the same report a second time is refused and named', async () => {
  equal(await bring(join(dir, 'report-1.kin')), 303, 'the upload');
  ok(/Báo cáo này đã nhận, là lần rà quét Q-2026-0001/.test(await main()), await main());
  ok(!await page.locator('main form').count(), 'it can be taken in again');
});

await test('an unsigned report says so, before and after', async () => {
  equal(await bring(scan(files, ['--authority', AUTHORITY])), 303, 'the upload');
  ok((await main()).includes('Không có chữ ký'), 'before');
  equal(await send(page, 'main form button.p'), 303, 'taking in');
  const note = await page.innerText('.note.warn');
  ok(note.includes('không có chữ ký dùng được') && /[0-9a-f]{4} [0-9a-f]{4}/.test(note), note);
  await page.goto(`${url}/ra-quet?xem=khong-ky`);
  equal(await page.locator('table.scans tbody tr').count(), 1, 'scans without signature');
});

await test('a report signed by a stranger is taken in only as unsigned, by an explicit choice', async () => {
  const away = folder(), stranger = join(away, 'stranger.key');
  makeSite(away, [`2026-11-02T09:00 ${ROLES.security_officer} inspect key --team "Đội lạ" --out ${stranger} --passphrase-file ${phrase}`]);
  equal(await bring(scan(more, ['--authority', AUTHORITY, '--key', stranger, '--passphrase-file', phrase])), 303, 'the upload');
  ok(/Chữ ký (của khóa lạ|mang tên)/.test(await main()), 'the stranger is not named');
  ok(await send(page, 'main form button.p') >= 400, 'taken in without a choice');
  await page.check('input[name="as_unsigned"]');
  equal(await send(page, 'main form button.p'), 303, 'taken in as unsigned');
});

await test('a report that was changed, cut or is something else is refused with words a person understands', async () => {
  const good = readFileSync(join(dir, 'report-1.kin'));
  const changed = Buffer.from(good.toString().replace('"TOI_MAT"', '"MAT"')), path = join(dir, 'changed.kin');
  ok(!changed.equals(good), 'nothing was changed');
  for (const [what, bytes] of [['changed', changed], ['cut', good.subarray(0, good.length - 200)], ['another file', Buffer.from('%PDF-1.7\n')], ['empty', Buffer.alloc(0)]]) {
    writeFileSync(path, bytes);
    const status = await bring(path);
    ok(status >= 400 && status < 500, `${what}: ${status}`);
    ok((await page.innerText('.note.bad, .err')).length > 20, `${what}: no words`);
    equal(new URL(page.url()).pathname, '/ra-quet', what);
  }
});

await test('a report without an authority is no evidence', async () => {
  equal(await bring(scan(more, ['--key', key, '--passphrase-file', phrase])), 303, 'the upload');
  ok(/không ghi căn cứ rà quét/.test(await main()), 'the reason');
  ok(!await page.locator('main form').count(), 'it can be taken in');
});

await test('the list opens on what waits, is counted, filtered and paged', async () => {
  await page.goto(`${url}/ra-quet`);
  equal(await page.locator('.views [aria-current]').innerText().then((t) => t.replace(/\s*\d+$/, '')), 'Chờ quyết định', 'the first view');
  for (const link of await page.locator('.views a').all()) {
    const [, name, count] = /^(.*?)\s+(\d+)$/.exec(await link.innerText());
    await page.goto(url + await link.getAttribute('href'));
    equal(await page.locator('table.scans tbody tr').count(), Number(count), name);
  }
  await type(page, { 'don-vi': 'vp', may: 'VP-02' });
  await page.focus('#may');
  await Promise.all([page.waitForURL((u) => u.searchParams.get('may') === 'VP-02'), page.keyboard.press('Enter')]);
  ok(await page.locator('table.scans tbody tr').count() >= 2, 'scans of this machine');
  await page.goto(`${url}/ra-quet?xem=tat-ca`);
  const all = await page.locator('table.scans tbody tr').count();
  await page.goto(`${url}/ra-quet?xem=tat-ca&tu=1`);
  ok((await page.innerText('.tfoot')).includes(`Hiện 2 đến ${all} trên ${all}`), 'the count of a later page');
  await page.click('.tfoot a:text("Mới hơn")');
  await page.waitForURL((u) => !u.searchParams.has('tu'));
  await page.goto(`${url}/ra-quet?may=KHONG-CO`);
  ok((await main()).includes('Xóa bộ lọc'), 'a filter that finds nothing');
});

await test('the machine names its last scan, and leads to all of them', async () => {
  await page.goto(`${url}/may/VP-02`);
  ok(/Q-2026-\d{4}/.test(await main()), 'the last scan');
  await page.click('a[href="/ra-quet?may=VP-02"]');
  await page.waitForURL((u) => u.pathname === '/ra-quet');
  const rows = await page.locator('table.scans tbody tr').count();
  ok(rows >= 3, `${rows} scans of the machine`);
  ok((await page.innerText('.tfoot')).includes(`trên ${rows} lần rà quét`), 'the count');
});

await test('several reports are brought in at once; what is wrong with one does not stop the others', async () => {
  const none = ['--authority', AUTHORITY, '--exclude', 'hong.docx', '--since', '2020-01-01'];
  const first = scan(files, none), second = scan(more, none), bad = join(dir, 'no-report.kin');
  writeFileSync(bad, 'kin-carried/1\nnot a report\n');
  await page.goto(`${url}/ra-quet`);
  await page.setInputFiles('#file', [first, bad, second]);
  ok(await send(page, 'main form[enctype] button.p') >= 400, 'the bad one is not told');
  ok((await main()).includes('no-report.kin') && (await main()).includes('2 báo cáo khác đã được giữ'), 'which one, and that the others are kept');
  await page.click('a[href="/ra-quet/cho-nhan"]');
  await page.waitForURL((u) => u.pathname === '/ra-quet/cho-nhan');
  ok((await page.innerText('table')).includes('Nhận được'), 'what can be taken in');
  await accessible(page, 'reports waiting');
  equal(await send(page, 'main form button.p'), 303, 'taking all in');
  await page.goto(`${url}/ra-quet?xem=tat-ca&may=VP-02`);
  await page.click('table.scans tbody tr:first-child a.lk');
  await page.waitForSelector('#pv-h');
  const cover = await page.innerText('section[aria-labelledby="pv-h"]');
  ok(cover.includes('hong.docx') && cover.includes('01/01/2020') && /plain|ooxml/.test(cover), `rules and formats: ${cover}`);
  await accessible(page, 'a scan with coverage');
});

await test('a scan is compared with the one before, and its summary is kept as PDF and HTML', async () => {
  const address = new URL(page.url()).pathname;
  await page.click(`a[href="${address}/so-sanh"]`);
  await page.waitForURL((u) => u.pathname === `${address}/so-sanh`);
  ok((await main()).includes('Không còn thấy') && (await main()).includes('Mới'), 'what has changed');
  await accessible(page, 'the comparison');
  for (const [form, begins] of [['pdf', '%PDF'], ['html', '<!doc']]) {
    const got = await page.context().request.get(`${url}${address}/tom-tat/${form}`);
    const body = await got.body();
    equal(got.status(), 200, form);
    equal(body.subarray(0, begins.length).toString(), begins, form);
    ok(!body.includes('bao-cao-rieng'), `${form}: a name of a file`);
    ok(got.headers()['content-disposition'].includes(`.${form}`), 'a file to keep');
  }
  const staff = await signIn(browser, url, 'auditor');
  await staff.goto(`${url}${address}/so-sanh`);
  for (const word of ['bao-cao-rieng', 'ban-sao']) ok(!(await staff.content()).includes(word), `auditor: ${word}`);
  equal((await page.context().request.get(`${url}/ra-quet/Q-2026-0001/tom-tat/doc`)).status(), 404, 'another form');
  equal((await page.context().request.get(`${url}/ra-quet/Q-2026-0001/so-sanh`)).status(), 404, 'the first scan has none before it');
});

await test('a file that was changed in its place is told apart, but only to those who may see where it lies', async () => {
  const report = () => scan(more, ['--authority', AUTHORITY, '--key', key, '--passphrase-file', phrase, '--rules', rules]);
  writeFileSync(rules, '[agency]\nformat = 1\nname = Ủy ban nhân dân tỉnh Mẫu\n\n[mark luu-hanh-han-che]\nphrase = lưu hành hạn chế\nlevel = MAT\nstands = alone\n');
  writeFileSync(join(more, 'ke-hoach.txt'), 'ỦY BAN NHÂN DÂN\nMẬT\nKẾ HOẠCH\nHư cấu.\n');
  const old = report();
  writeFileSync(join(more, 'ke-hoach.txt'), 'ỦY BAN NHÂN DÂN\nTỐI MẬT\nKẾ HOẠCH\nHư cấu, sửa lại.\n');
  writeFileSync(join(more, 'danh-sach.txt'), 'ỦY BAN NHÂN DÂN\nLƯU HÀNH HẠN CHẾ\nDANH SÁCH\nHư cấu.\n');
  for (const path of [old, report()]) {
    equal(await bring(path), 303, 'the upload');
    equal(await send(page, 'main form button.p'), 303, 'taking in');
  }
  address = new URL(page.url()).pathname;
  await page.goto(`${url}${address}/so-sanh`);
  const changed = await page.innerText('section[aria-labelledby="doi-h"]');
  ok(changed.includes('ke-hoach.txt') && /MẬT[^]*TỐI MẬT/.test(changed), changed);
  for (const other of ['moi-h', 'mat-h']) ok(!(await page.innerText(`section[aria-labelledby="${other}"]`)).includes('ke-hoach'), other);
  ok((await page.innerText('section[aria-labelledby="moi-h"]')).includes('danh-sach.txt'), 'the new one');
  await accessible(page, 'a comparison with a changed file');
  const staff = await signIn(browser, url, 'auditor');
  await staff.goto(`${url}${address}/so-sanh`);
  ok(!await staff.locator('#doi-h').count() && !(await staff.content()).includes('ke-hoach'), 'auditor');
});

await test('a finding says why each reason counts, and names the rule of the agency on which it rests', async () => {
  await page.goto(url + address);
  await page.click('tr:has-text("danh-sach.txt") a.lk');
  await page.waitForSelector('#tep-h:has-text("danh-sach.txt")');
  const why = await page.innerText('#tep .whys');
  ok(why.includes('luu-hanh-han-che') && why.includes('Ủy ban nhân dân tỉnh Mẫu') && why.includes('Khớp một quy tắc'), why);
  ok(!(await page.content()).match(/lưu hành hạn chế/i), 'the phrase of the rule');
  ok((await page.innerText('section[aria-labelledby="lq-h"]')).includes('Ủy ban nhân dân tỉnh Mẫu'), 'the rule file');
  await page.click('tr:has-text("ke-hoach.txt") a.lk');
  await page.waitForSelector('#tep-h:has-text("ke-hoach.txt")');
  ok(/đúng như dấu/.test(await page.innerText('#tep .whys')), 'why a mark counts');
  await accessible(page, 'a finding explained');
});

await test('a revoked key: its reports no longer pass as signed', async () => {
  const path = scan(files);
  await page.goto(`${url}/ra-quet/khoa`);
  await page.fill('tbody input[name="grounds"]', 'Đội đã giải thể');
  equal(await send(page, 'tbody button'), 303, 'revoked');
  ok((await page.innerText('tbody tr')).includes('Đội đã giải thể'), 'the reason');
  equal(await bring(path), 303, 'the upload');
  ok((await main()).includes('khóa đã thu hồi'), 'not said');
});

await test('the journal knows that names were read and carries none of them; it holds, rebuilt from itself too', async () => {
  await page.goto(`${url}/nhat-ky?loai=finding.names_read`);
  ok(/Q-2026-0001/.test(await main()), 'reading names left no entry');
  for (const address of ['/nhat-ky?loai=finding.names_read', '/nhat-ky']) {
    await page.goto(url + address);
    const source = await page.content();
    for (const word of ['bao-cao-rieng', 'mau-dau-tap-huan', 'Tai lieu']) ok(!source.includes(word), `${word} stands in the journal`);
  }
  await browser.close();
  await verified(server, site);
});
finish();
