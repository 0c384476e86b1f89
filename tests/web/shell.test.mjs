#!/usr/bin/env node
// The shell of the web face: signing in and out, who may open what, both languages, themes, no script.
import { accessible, equal, finish, folder, kin, launch, makeSite, ok, PASSWORD, ROLES, serve, signIn, stop, test }
  from './harness.mjs';

const dir = folder();
const site = makeSite(dir);
const server = await serve(site);
const { url } = server;
const browser = await launch();
const pages = kin(site, 'pages', '--json').trim().split('\n').map((l) => JSON.parse(l));
const plain = pages.filter((p) => !p.path.includes('{') && p.path !== '/dang-xuat');

await test('there are pages, and each names who may open it', () => {
  ok(pages.length > 8, `only ${pages.length} pages`);
  for (const p of pages) ok(p.public || p.roles.length, `${p.path} is open to nobody`);
});

await test('a wrong password says how many tries are left, in Vietnamese, and keeps the name', async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${url}/`);
  ok(new URL(page.url()).pathname === '/dang-nhap', 'not led to the sign-in page');
  await page.fill('#user', ROLES.staff);
  await page.fill('#password', 'sai mật khẩu');
  await page.click('button.p');
  await page.waitForSelector('text=Còn 4 lần');
  equal(await page.inputValue('#user'), ROLES.staff, 'user name');
  await accessible(page, 'sign-in');
  await page.context().close();
});

await test('the anonymous see nothing but public pages', async () => {
  const context = await browser.newContext();
  for (const p of plain.filter((x) => !x.public)) {
    const answer = await context.request.get(url + p.path, { maxRedirects: 0 });
    equal(answer.status(), 303, p.path);
    ok(answer.headers().location.startsWith('/dang-nhap'), `${p.path} leads to ${answer.headers().location}`);
    const posted = await context.request.post(url + p.path, { maxRedirects: 0, form: { x: '1' } });
    ok([303, 403, 405, 413].includes(posted.status()), `POST ${p.path}: ${posted.status()}`);
  }
  await context.close();
});

const sessions = {};
for (const role of Object.keys(ROLES)) {
  await test(`${role}: every page opens or is refused with the reason, as its descriptor says`, async () => {
    const page = sessions[role] = await signIn(browser, url, role);
    for (const p of plain.filter((x) => !x.public)) {
      const answer = await page.context().request.get(url + p.path);
      const allowed = p.roles.includes(role);
      ok(allowed ? answer.status() < 400 : answer.status() === 403, `${p.path}: ${answer.status()}`);
      if (!allowed) ok((await answer.text()).includes('class="note'), `${p.path}: no reason shown`);
    }
  });
}

await test('a form without its token, or from elsewhere, changes nothing', async () => {
  const context = sessions.head.context();
  for (const p of plain.filter((x) => x.form && !x.public)) {
    const bare = await context.request.post(url + p.path, { maxRedirects: 0, form: { x: '1' } });
    ok([403, 405].includes(bare.status()), `POST ${p.path} without token: ${bare.status()}`);
    const foreign = await context.request.post(url + p.path, { maxRedirects: 0, form: { x: '1' }, headers: { Origin: 'http://elsewhere.example' } });
    ok([403, 405].includes(foreign.status()), `POST ${p.path} from elsewhere: ${foreign.status()}`);
  }
  const host = await context.request.get(`${url}/`, { headers: { Host: 'elsewhere.example' } });
  ok(host.status() >= 400 && host.status() < 500, `foreign Host: ${host.status()}`);
});

const reader = { overview: 'security_officer' };
for (const [lang, foreign] of [['vi', /\b(the|and|with|nobody|entries|units|computers)\b/], ['en', /[ăâđêôơưàảãáạèéẹìíòóùúỳýậấầẫẩệếềễểộốồỗổợớờỡởựứừữửẳắằẵặ]{1}/i]]) {
  await test(`no ${lang === 'vi' ? 'English' : 'Vietnamese'} sentence stands on a ${lang} page`, async () => {
    for (const role of ['security_officer', 'administrator']) {
      const page = sessions[role];
      for (const p of plain.filter((x) => x.roles.includes(role))) {
        const answer = await page.goto(`${url}${p.path}?lang=${lang}`);
        if ((answer.headers()['content-type'] ?? '').indexOf('text/html') < 0) continue;
        equal(await page.getAttribute('html', 'lang'), lang, p.path);
        // What people typed stays as it is: names, units, journal sentences are marked or come from data.
        const text = await page.evaluate(() => {
          const copy = document.body.cloneNode(true);
          copy.querySelectorAll('[lang],script,svg,input,textarea,code,.mono,.me,.brand,.prh,[data-content],td,th[scope=row],dd,.crumb').forEach((e) => e.remove());
          return copy.innerText;
        });
        const hit = text.split('\n').find((line) => foreign.test(line) && !/Sơn|Mẫu|Kín|Trần|Nguyễn/.test(line));
        ok(!hit, `${p.path}: ${hit}`);
      }
      await page.goto(`${url}/?lang=vi`);
    }
  });
}

await test('every page opened by its role is accessible, wide and narrow, light and dark', async () => {
  for (const role of ['security_officer', 'administrator', 'auditor']) {
    const page = sessions[role];
    for (const p of plain.filter((x) => x.roles.includes(role))) {
      for (const [width, scheme] of [[1440, 'light'], [820, 'dark']]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${url}${p.path}?theme=${scheme}`);
        await accessible(page, `${p.path} ${width} ${scheme}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        ok(wide <= 0, `${p.path} at ${width}: ${wide} px too wide`);
      }
    }
    await page.goto(`${url}/?theme=auto`);
  }
});

await test('everything works without JavaScript: sign in, change the language, sign out', async () => {
  const page = await signIn(browser, url, 'clerk', { javaScriptEnabled: false });
  await page.click('a[hreflang=en], .lang a[lang=en]');
  await page.waitForSelector('html[lang=en]');
  await page.click('a[hreflang=vi], .lang a[lang=vi]');
  await page.waitForSelector('html[lang=vi]');
  await page.goto(`${url}/tai-khoan`);
  await page.click('details.um > summary');  // a menu that opens without a script
  await page.click('form[action="/dang-xuat"] button');
  await page.waitForURL((u) => u.pathname === '/dang-nhap');
  await page.goto(`${url}/`);
  equal(new URL(page.url()).pathname, '/dang-nhap', 'still signed in');
  await page.context().close();
});

await test('keyboard: / finds, g n goes to the journal, ? shows the keys, Esc leaves a field, off is off', async () => {
  const page = sessions.security_officer;
  await page.goto(`${url}/con-nguoi`);
  await page.keyboard.press('/');
  await page.waitForFunction(() => document.activeElement.id === 'tim');
  await page.keyboard.type('gn?');
  equal(await page.inputValue('#tim'), 'gn?', 'keys inside a field are text');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement.id !== 'tim');
  const leads = async (keys, path) => {
    for (const key of keys) await page.keyboard.press(key);
    await page.waitForURL((u) => u.pathname === path);
  };
  await leads(['g', 'r'], '/ra-quet');
  await leads(['?'], '/phim-tat');
  await page.goto(`${url}/tai-khoan?keys=off`);
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  equal(await page.evaluate(() => document.documentElement.dataset.keys), 'off', 'single-letter keys');
  equal(new URL(page.url()).pathname, '/tai-khoan', 'a key that is switched off');
  await page.goto(`${url}/tai-khoan?keys=on`);
  const auditor = sessions.auditor;
  await auditor.goto(`${url}/`);
  await auditor.keyboard.press('g');
  await auditor.keyboard.press('n');
  await auditor.waitForURL((u) => u.pathname === '/nhat-ky');
});

await test('hostile text in every query and form field is shown as text, and large ones are refused calmly', async () => {
  const page = sessions.security_officer;
  let dialog = false;
  page.on('dialog', (d) => { dialog = true; d.dismiss(); });
  const hostile = `"'<&><script>alert(1)</script>`, marked = '<script>alert(1)';
  const plainForm = () => [...document.querySelectorAll('main form')].map((f, i) => (f.getAttribute('method') === 'post' && f.enctype !== 'multipart/form-data' ? i : -1)).filter((i) => i >= 0);
  for (const p of plain.filter((x) => x.roles.includes('security_officer'))) {
    const query = ['q', 'ai', 'ngay', 'tu', 'loai', 'xem', 'may', 'don-vi', 'tim', 'ma', 'tep', 'trang'].map((k) => `${k}=${encodeURIComponent(hostile)}`).join('&');
    const answer = await page.goto(`${url}${p.path}?${query}`);
    ok(answer.status() < 500, `${p.path}: ${answer.status()}`);
    ok(!(await answer.text()).includes(marked), `${p.path}: shown as markup`);
    await page.goto(url + p.path);
    for (const i of await page.evaluate(plainForm)) {
      // As a person would send it …
      const [sent] = await Promise.all([
        page.waitForResponse((r) => r.request().method() === 'POST'),
        Promise.race([page.waitForEvent('load'), page.waitForEvent('download')]),
        page.evaluate(([n, text]) => {
          const form = document.querySelectorAll('main form')[n];
          for (const e of form.elements) if (['text', 'search', 'textarea', 'password'].includes(e.type)) e.value = text;
          setTimeout(() => form.submit(), 0);  // after this call has answered: it leaves the page
        }, [i, hostile])]);
      ok(sent.status() < 500, `POST ${p.path}: ${sent.status()}`);
      // … and far too long. The page is opened afresh for its token.
      await page.goto(url + p.path);
      const form = await page.evaluate((n) => {
        const form = document.querySelectorAll('main form')[n];
        return { action: form.action, fields: [...form.elements].filter((e) => e.name && (e.type !== 'radio' || e.checked)).map((e) => [e.name, e.type, e.value]) };
      }, i);
      const large = Object.fromEntries(form.fields.map(([name, type, value]) => [name, ['text', 'search', 'password'].includes(type) ? 'Ậ'.repeat(34000) : value]));
      const refused = await page.context().request.post(form.action, { form: large, headers: { Origin: url } });
      ok(refused.status() < 500, `a long POST ${form.action}: ${refused.status()}`);
      await page.goto(url + p.path);
      ok(!(await page.content()).includes(marked), `${p.path}: kept as markup`);
    }
  }
  ok(!dialog, 'a script ran');
});

await test('the server says nothing of content and stops cleanly', async () => {
  await browser.close();
  await stop(server);
  ok(!server.output().includes(PASSWORD), 'the password stands in the output');
  const verified = kin(site, 'verify', '--rebuild', '--json').trim().split('\n').map((l) => JSON.parse(l));
  ok(verified.every((v) => v.ok), JSON.stringify(verified));
});
finish();
