#!/usr/bin/env node
// The account of whoever is signed in: a new password, a second factor whose codes are computed here from the shown
// secret, language and theme that stay in this browser.
import { createHmac } from 'node:crypto';
import { accessible, equal, finish, folder, launch, makeSite, ok, PASSWORD, ROLES, SECONDS, send, sent, serve, signIn, test, type, verified }
  from './harness.mjs';

const dir = folder(), site = makeSite(dir), server = await serve(site), { url } = server;
const browser = await launch(), page = await signIn(browser, url, 'clerk');
const NEW = 'mat khau moi, du dai 2027';

/** The code of RFC 6238 (SHA-1, 6 digits, 30 seconds) `steps` away from the moment these tests run at. */
function code(secret, steps = 0) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2))), counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(SECONDS / 30) + steps));
  const mac = createHmac('sha1', key).update(counter).digest(), at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}
async function signOut() {
  await page.click('details.um > summary');
  await page.click('form[action="/dang-xuat"] button');
  await page.waitForURL((u) => u.pathname === '/dang-nhap');
}
async function enter(password, given = '') {
  await type(page, { user: ROLES.clerk, password, code: given });
  await page.focus('#code');
  return sent(page, () => page.keyboard.press('Enter'));
}

await test('the password is changed only with the old one, twice the same, and long enough', async () => {
  await page.goto(`${url}/tai-khoan`);
  for (const [old, fresh, again] of [['', NEW, NEW], ['không phải mật khẩu cũ', NEW, NEW], [PASSWORD, NEW, `${NEW}!`], [PASSWORD, 'ngan', 'ngan']]) {
    await type(page, { old_password: old, new_password: fresh, again_password: again });
    ok(await send(page, 'form:has(#old_password) button') >= 400, `${old} / ${fresh} / ${again}: accepted`);
    ok(await page.locator('.note.bad, .err').count(), 'no reason');
    equal(await page.inputValue('#new_password'), '', 'a password is sent back');
  }
  await type(page, { old_password: PASSWORD, new_password: NEW, again_password: NEW });
  equal(await send(page, 'form:has(#old_password) button'), 303, 'the change');
  await page.waitForSelector('.note.ok[role=status]');
});

await test('language and theme are kept', async () => {
  await page.click('.choice a[lang=en]');
  await page.waitForSelector('html[lang=en]');
  await page.click('.choice a[href*="theme=dark"]');
  await page.waitForSelector('html[data-theme=dark]');
  await accessible(page, 'the account in English, dark');
});

await test('the old password is dead, the new one opens', async () => {
  await signOut();
  ok(await enter(PASSWORD) >= 400, 'the old password');
  equal(await enter(NEW), 303, 'the new password');
});

let secret;
await test('a second factor is set up with the code of the shown secret; a wrong code is refused and the secret stays', async () => {
  await page.goto(`${url}/tai-khoan`);
  await page.click('a[href="/tai-khoan?totp=1#totp"]');
  secret = (await page.innerText('code.secret')).replace(/\s/g, '');
  ok(/^[A-Z2-7]{32}$/.test(secret), secret);
  ok((await page.innerText('#totp .hash')).includes(`secret=${secret}`), 'the address for the telephone');
  const wrong = String((Number(code(secret)) + 1) % 1000000).padStart(6, '0');
  await type(page, { code: [-1, 0, 1].some((k) => code(secret, k) === wrong) ? '000001' : wrong, password: NEW });
  ok(await send(page, '#totp form button') >= 400, 'a wrong code');
  equal((await page.innerText('code.secret')).replace(/\s/g, ''), secret, 'the secret after a wrong code');
  await type(page, { code: code(secret, -1), password: NEW });
  equal(await send(page, '#totp form button'), 303, 'the code of the secret');
  ok(await page.locator('dl .st.ok').count(), 'the second factor is not shown as set up');
  ok(!(await page.content()).includes(secret), 'the secret is shown again');
});

await test('from now on: not without a code, not with a wrong one, not with one already used', async () => {
  await signOut();
  ok(await enter(NEW) >= 400, 'without a code');
  ok(await enter(NEW, '000000') >= 400 || code(secret) === '000000', 'a wrong code');
  equal(await enter(NEW, code(secret)), 303, 'the code');
  await signOut();
  ok(await enter(NEW, code(secret)) >= 400, 'the same code again');
  equal(await enter(NEW, code(secret, 1)), 303, 'the next code');
});

await test('language and theme are still those chosen here; another browser begins afresh', async () => {
  const other = await (await browser.newContext()).newPage();
  equal(await page.getAttribute('html', 'lang'), 'en', 'the language');
  equal(await page.getAttribute('html', 'data-theme'), 'dark', 'the theme');
  await other.goto(url);
  equal(await other.getAttribute('html', 'lang'), 'vi', 'the anonymous begin in Vietnamese');
});

await test('the second factor is taken away only with the password', async () => {
  await page.goto(`${url}/tai-khoan?lang=vi`);
  await type(page, { password: 'không phải mật khẩu' });
  ok(await send(page, '#totp form button') >= 400, 'without the password');
  await type(page, { password: NEW });
  equal(await send(page, '#totp form button'), 303, 'with it');
  await signOut();
  equal(await enter(NEW), 303, 'signing in without a code');
});

await test('the journal holds, rebuilt from itself too, and no secret stands in what the server said', async () => {
  await browser.close();
  await verified(server, site);
  for (const word of [NEW, PASSWORD, secret]) ok(!server.output().includes(word), 'a secret stands in the output');
});
finish();
