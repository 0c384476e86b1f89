// Kín: shortcuts and the print button. Every page works without this file.
(function () {
  "use strict";
  var doc = document, root = doc.documentElement, waiting = 0;
  function one(selector) { return doc.querySelector(selector); }
  function typing(e) {
    return e.target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) &&
      !/^(radio|checkbox|button|submit)$/.test(e.target.type || ""));
  }
  Array.prototype.forEach.call(doc.querySelectorAll("[data-print]"), function (b) {
    b.hidden = false;
    b.addEventListener("click", function () { window.print(); });
  });
  // An open user menu closes when something else is used.
  doc.addEventListener("click", function (e) {
    var menu = one("details.um[open]");
    if (menu && !menu.contains(e.target)) menu.open = false;
  });
  function move(step) {
    var rows = Array.prototype.slice.call(doc.querySelectorAll("tr.row"));
    if (!rows.length) return;
    var now = rows.findIndex(function (row) { return row.classList.contains("cur"); });
    if (now >= 0) rows[now].classList.remove("cur");
    var next = rows[Math.max(0, Math.min(rows.length - 1, now + step))], link = next.querySelector("a, button");
    next.classList.add("cur");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  function click(target) { if (target) target.click(); }
  doc.addEventListener("keydown", function (e) {
    var menu = one("details.um[open]");
    if (e.key === "Escape" && menu) { menu.open = false; menu.firstElementChild.focus(); return; }
    if (e.key === "Escape" && typing(e)) { e.target.blur(); return; }
    if (e.ctrlKey || e.altKey || e.metaKey || typing(e) || root.dataset.keys === "off") return;
    if (waiting && /^[a-z]$/.test(e.key)) { waiting = 0; click(one('[data-go="' + e.key + '"]')); return; }
    waiting = 0;
    if (e.key === "/") {
      var field = one("#omni") || one("[data-search]") || one('main input[type="search"]');
      if (field) { e.preventDefault(); field.focus(); }
    } else if (e.key === "?") click(one('a[href="/phim-tat"]'));
    else if (e.key === "g") { waiting = 1; setTimeout(function () { waiting = 0; }, 1200); }
    else if (e.key === "n") click(one("main .acts a.b.p"));
    else if (e.key === "j") move(1);
    else if (e.key === "k") move(-1);
    else if (/^[a-z]$/.test(e.key)) click(one('[data-key="' + e.key + '"]'));
  });
})();
