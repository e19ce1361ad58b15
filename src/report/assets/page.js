// Everything works without this: it remembers language and theme, follows #zh or #dark, and opens all that is folded for print.
(function () {
"use strict";
var root = document.documentElement, opened = [];
function stored(k, v) {
	try { return v === undefined ? localStorage.getItem("concord-" + k) : localStorage.setItem("concord-" + k, v); } catch (e) { return null; }
}
function pick(group, value) {
	var el = document.getElementById(group + "-" + value);
	if (el) { el.checked = true; named(); }
}
function named() {
	var zh = document.getElementById("l-zh").checked, h1 = document.querySelector("h1");
	root.lang = zh ? "zh-Hans" : "en";
	document.title = h1.innerText.trim() + " · Concord";
}
var hash = location.hash, mine = /^#(en|zh)?-?(light|dark)?(-check)?$/.exec(hash);
pick("l", mine && mine[1] || stored("l") || (/^zh/.test(navigator.language) ? "zh" : "en"));
pick("t", mine && mine[2] || stored("t") || "auto");
document.addEventListener("change", function (e) {
	var id = /^([lt])-(\w+)$/.exec(e.target.id);
	if (id) { stored(id[1], id[2]); named(); }
});
addEventListener("beforeprint", function () {
	document.querySelectorAll("details:not([open])").forEach(function (d) { d.open = true; opened.push(d); });
});
addEventListener("afterprint", function () { opened.splice(0).forEach(function (d) { d.open = false; }); });
})();
