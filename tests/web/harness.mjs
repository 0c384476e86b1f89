// What every browser test uses: a demo site of its own, the server on a free loopback port, Chromium, TAP.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const KIN = join(process.env.KIN_BUILD ?? 'build', 'kin');
export const PASSWORD = 'mat khau lam mau 2026';
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
  process.exitCode = failures ? 1 : 0;
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
  return execFileSync(KIN, ['--site', site, ...args], { encoding: 'utf8', env: { ...process.env, KIN_LANG: 'en' } });
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
  const child = spawn(KIN, ['serve', '--site', site, '--port', '0', '--lang', 'en'], { env: { ...process.env, ...env } });
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
  const ended = new Promise((resolve) => server.child.on('exit', resolve));
  server.child.removeAllListeners('exit');
  server.child.kill('SIGTERM');
  await new Promise((resolve) => (server.child.exitCode === null ? server.child.on('exit', resolve) : resolve()));
}
export function launch() {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
    '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
}
/** A new browser context signed in with a role; `options` as of playwright's newContext. */
export async function signIn(browser, url, role, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
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
