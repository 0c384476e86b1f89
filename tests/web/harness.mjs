// What every browser test uses: a demo site of its own, the server on a free loopback port, Chromium, TAP.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const KIN = join(process.env.KIN_BUILD ?? 'build', 'kin');
export const PASSWORD = 'mat khau lam mau 2026';
/** The moment at which every server and command of these tests runs, and the same in seconds since 1970. */
export const NOW = '2026-11-20T08:00', SECONDS = Date.parse(`${NOW}:00+07:00`) / 1000;
export const ROLES = { head: 'dau.don.vi', clerk: 'van.thu', administrator: 'quan.tri', auditor: 'giam.sat',
                       security_officer: 'thuong.truc', inspector: 'kiem.tra', drafter: 'soan.thao', staff: 'can.bo' };

let number = 0, failures = 0;
/** One named check. The body throws when it does not hold. */
export async function test(name, body) {
  number++;
  try {
    await body();
    console.log(`ok ${number} - ${name}`);
  } catch (e) {
    failures++;
    console.log(`not ok ${number} - ${name}`);
    console.log(String(e.stack ?? e).split('\n').map((l) => `# ${l}`).join('\n'));
  }
}
export function finish() {
  console.log(`1..${number}`);
  process.exit(failures ? 1 : 0);  // a browser that a failed test left open must not hold the suite
}
export function equal(actual, expected, what = '') {
  if (actual !== expected) throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`);
}
export function ok(value, what) {
  if (!value) throw new Error(what);
}

/** A folder that is removed at the end. */
export function folder() {
  const dir = mkdtempSync(join(tmpdir(), 'kin-web-'));
  process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
export function kin(site, ...args) {
  return execFileSync(KIN, ['--site', site, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, KIN_LANG: 'en', KIN_CLOCK: NOW } });
}
/** A demo site with one account of each role, and whatever script lines are given. */
export function makeSite(dir, lines = []) {
  const site = join(dir, 'site'), password = join(dir, 'password');
  writeFileSync(password, PASSWORD);
  const day = '2026-11-02T08:00';
  const person = { head: 'Trần Văn An, Chánh Văn phòng', clerk: 'Nguyễn Thị Hạnh, Văn thư' };
  const script = [
    `${day} - init --demo --agency "Văn phòng UBND tỉnh Mẫu" --code vp --tier province --premises "1 Đường Mẫu" --profile work ` +
    ['head', 'clerk', 'administrator', 'auditor'].map((r) => `--${r} ${ROLES[r]}`).join(' ') +
    Object.entries(person).map(([r, p]) => ` --person "${r}=${p}"`).join('') + ` --password-file ${password}`,
    ...['security_officer', 'inspector', 'drafter', 'staff'].map((r) =>
      `${day} ${ROLES.administrator} account create ${ROLES[r]} --role ${r} --password-file ${password}`),
    ...lines];
  writeFileSync(join(dir, 'script'), script.join('\n') + '\n');
  kin(site, 'demo', join(dir, 'script'));
  return site;
}
/** Starts the server; resolves with its address when it says that it listens. */
export function serve(site, env = {}) {
  const child = spawn(KIN, ['serve', '--site', site, '--port', '0', '--lang', 'en'], { env: { ...process.env, KIN_CLOCK: NOW, ...env } });
  process.on('exit', () => child.kill('SIGKILL'));
  let text = '';
  return new Promise((resolve, reject) => {
    const look = (chunk) => {
      text += chunk;
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
      if (url) resolve({ url: url[0], child, output: () => text });
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('exit', (code) => reject(new Error(`kin serve ended with ${code}: ${text}`)));
  });
}
export async function stop(server) {
  server.child.removeAllListeners('exit');
  const ended = new Promise((resolve) => server.child.once('exit', resolve));
  server.child.kill('SIGTERM');
  if (server.child.exitCode === null) await ended;
}
/** Stops the server and has the journal, its rules and a rebuild checked by `kin verify`. */
export async function verified(server, site) {
  await stop(server);
  const lines = kin(site, 'verify', '--rebuild', '--json').trim().split('\n').map((l) => JSON.parse(l));
  ok(lines.length && lines.every((v) => v.ok), JSON.stringify(lines));
}
export function launch() {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
    '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
}
/** A new browser context signed in with a role; `options` as of playwright's newContext. */
export async function signIn(browser, url, role, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  await page.goto(`${url}/dang-nhap`);
  await page.fill('#user', ROLES[role]);
  await page.fill('#password', PASSWORD);
  await Promise.all([page.waitForURL((u) => !u.pathname.startsWith('/dang-nhap')), page.click('button.p')]);
  return page;
}
/** Throws when axe finds a violation of WCAG 2.2 A or AA. */
export async function accessible(page, what) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  const found = result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join('; ')}`);
  if (found.length) throw new Error(`${what}: ${found.join(' | ')}`);
}
export const exists = existsSync;
/** Runs a program and gives what it printed; `codes` are the exit codes that are right. */
export function run(program, args, codes = [0], env = {}) {
  const done = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, KIN_CLOCK: NOW, ...env } });
  ok(codes.includes(done.status), `${program} ${args.join(' ')}: ${done.status} ${done.stderr}`);
  return done.stdout;
}
/** Does what sends a form, waits for the page it ends on, and gives the status of the POST itself. */
export async function sent(page, act) {
  const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), page.waitForEvent('load'), act()]);
  return answer.status();
}
/** Sends the form of a button. */
export function send(page, button) {
  return sent(page, () => page.click(button));
}
/** Fills the fields named by their ids; a select is chosen by value. */
export async function type(page, values) {
  for (const [id, value] of Object.entries(values)) {
    const field = page.locator(`[id="${id}"]`);
    if (await field.evaluate((e) => e.tagName) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
}
/** A .docx of the given paragraphs: stored, not compressed, and the same every time. */
export function docx(path, paragraphs) {
  const text = (t) => t.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const open = 'http://schemas.openxmlformats.org/';
  zip(path, {
    '[Content_Types].xml': `<Types xmlns="${open}package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${open}package/2006/relationships"><Relationship Id="r1" Type="${open}officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<w:document xmlns:w="${open}wordprocessingml/2006/main"><w:body>${paragraphs.map((t) => `<w:p><w:r><w:t xml:space="preserve">${text(t)}</w:t></w:r></w:p>`).join('')}</w:body></w:document>` });
}
function zip(path, files) {
  const bodies = [], heads = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const file = Buffer.from(name), data = Buffer.from(content), common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x5c21, 8);  // 1 January 2026
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(file.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, file, data]), rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    heads.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, file]));
    bodies.push(local);
    at += local.length;
  }
  const end = Buffer.alloc(18), head = Buffer.concat(heads);
  end.writeUInt16LE(heads.length, 4);
  end.writeUInt16LE(heads.length, 6);
  end.writeUInt32LE(head.length, 8);
  end.writeUInt32LE(at, 12);
  writeFileSync(path, Buffer.concat([...bodies, head, Buffer.from('PK\x05\x06'), end]));
}
function crc32(data) {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}
