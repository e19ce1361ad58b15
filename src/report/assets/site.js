"use strict";
// Search of the static site: every word must occur, in any language; nothing is fetched.
(function () {
  var rows = window.CONCORD_ROWS || [], box = document.getElementById("q"), out = document.getElementById("hits"), count = document.getElementById("n");
  function fold(s) { return s.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  var text = rows.map(function (r) { return fold([r.i, r.t, r.z, r.h, r.g, r.e, r.c, r.a].join(" ")); });
  function put(tag, parent, s, lang) {
    var e = document.createElement(tag);
    if (s) e.textContent = s;
    if (lang) e.lang = lang;
    parent.appendChild(e);
    return e;
  }
  function show() {
    var words = fold(box.value).split(/\s+/).filter(Boolean), found = [];
    out.textContent = "";
    if (words.length === 0) { count.textContent = ""; return; }
    for (var k = 0; k < rows.length; k++)
      if (words.every(function (w) { return text[k].indexOf(w) >= 0; })) found.push(rows[k]);
    count.textContent = found.length + (found.length > 100 ? " (100)" : "");
    found.slice(0, 100).forEach(function (r) {
      var li = put("li", out), a = put("a", li, r.h + " · ");
      put("span", a, r.g, "zh-Hans");
      a.href = "i/" + r.p + ".html#" + r.f;
      put("div", li, r.t).className = "sm mu";
      put("code", li, r.i);
      if (r.m) { li.appendChild(document.createTextNode(" ")); put("span", li, r.m).className = "conf"; }
    });
  }
  if (!box) return;
  box.addEventListener("input", function () { history.replaceState(null, "", "#q=" + encodeURIComponent(box.value)); show(); });
  var m = /^#q=(.*)$/.exec(location.hash);
  if (m) { box.value = decodeURIComponent(m[1]); show(); }
})();
