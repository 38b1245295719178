"use strict";
/* What all pages share: loading data files, words, numbers, building elements. No text is ever parsed as
   HTML here or in the other scripts: elements are made one by one and words are set as text. */
var R = (function () {
  const stored = new Map();
  const loading = new Map();

  function put(name, value) { stored.set(name, value); }

  /** The data file `name`: loaded once, as a script, because a page opened from disk may not fetch. */
  function load(name) {
    if (stored.has(name)) return Promise.resolve(stored.get(name));
    if (!loading.has(name)) {
      loading.set(name, new Promise(function (resolve, reject) {
        const script = document.createElement("script");
        script.src = "data/" + name + ".js";
        script.onload = function () { stored.has(name) ? resolve(stored.get(name)) : reject(new Error(name)); };
        script.onerror = function () { loading.delete(name); reject(new Error(name)); };
        document.head.appendChild(script);
      }));
    }
    return loading.get(name);
  }

  const lang = document.documentElement.lang;
  const suffix = lang === "vi" ? ".vi.html" : ".html";
  function page(name, parameters) {
    const hash = parameters ? new URLSearchParams(parameters).toString() : "";
    return name + suffix + (hash ? "#" + hash : "");
  }

  function t(key, values) {
    let text = stored.get("words")[key];
    if (text === undefined) return key;
    for (const name in values || {}) text = text.split("{" + name + "}").join(String(values[name]));
    return text;
  }

  /** A word of a vocabulary; sets of programmes part by part. */
  function v(word) {
    if (word === null || word === undefined) return "";
    const words = stored.get("words");
    return String(word).split("+").map(function (one) {
      const key = "v." + one;
      return Object.prototype.hasOwnProperty.call(words, key) ? words[key] : one;
    }).join(" + ");
  }

  const digits = new Intl.NumberFormat(lang === "vi" ? "de-DE" : "en-GB", { maximumFractionDigits: 2 });
  function number(value) { return value === null || value === undefined ? "" : digits.format(value); }
  function quantity(value, unit) { return number(value) + (unit === "percent" ? "" : " ") + v(unit); }
  function day(text) {
    if (!text) return "";
    return lang === "vi" ? text.slice(0, 10).split("-").reverse().join("/") : text.slice(0, 10);
  }
  /** `2024` for a whole year, else its days. */
  function days(start, end) {
    if (start && end && start.slice(4) === "-01-01" && end.slice(4) === "-12-31") {
      return start.slice(0, 4) === end.slice(0, 4) ? start.slice(0, 4) : start.slice(0, 4) + "–" + end.slice(0, 4);
    }
    if (start && end && start !== end) return day(start) + " – " + day(end);
    return day(start || end);
  }

  /** Lower case without accents, as `folded` in data.py. */
  function fold(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d");
  }
  function words(text) {
    return (fold(text).match(/[\p{L}\p{N}]+(?:[.,][0-9]+)*/gu) || []).map(function (word) {
      return Array.from(word.replace(/[.,]/g, "")).slice(0, 24).join("");
    });
  }

  /** An element; attributes that are null are left out, children that are strings become text. */
  function el(name, attributes) {
    const element = document.createElement(name);
    for (const key in attributes || {}) {
      if (attributes[key] !== null && attributes[key] !== undefined) element.setAttribute(key, attributes[key]);
    }
    for (let at = 2; at < arguments.length; at++) add(element, arguments[at]);
    return element;
  }
  function add(element, child) {
    if (child === null || child === undefined || child === "") return;
    if (Array.isArray(child)) child.forEach(function (one) { add(element, one); });
    else element.append(child);
  }
  /** Words of others: in Vietnamese, and their direction marks stay inside. */
  function said(text) { return el("bdi", { lang: "vi" }, text); }
  function webLink(url, label) {
    return /^https?:\/\//.test(url || "")
      ? el("a", { href: url, rel: "noopener noreferrer nofollow", target: "_blank" }, label) : label;
  }
  function replace(element) {
    element.replaceChildren();
    for (let at = 1; at < arguments.length; at++) add(element, arguments[at]);
  }

  function parameters() { return new URLSearchParams(location.hash.slice(1)); }

  // ── shards of figures ──────────────────────────────────────────────────────────────────────────

  const SHARD = /^\d{2}-(?:\d+|undated)(?:-\d+)?$/;
  function cell(column, at) {
    if (Array.isArray(column)) return column[at];
    return column.d[typeof column.i === "number" ? column.i : column.i[at]];
  }
  function shard(key) {
    return SHARD.test(key || "") ? load("figures/" + key) : Promise.reject(new Error(String(key)));
  }
  function row(of, at) {
    const found = {};
    for (const name in of.columns) found[name] = cell(of.columns[name], at);
    return found;
  }
  /** Quote before the number, number, quote after it. Offsets count code points, not UTF-16 units. */
  function parts(figure) {
    const letters = Array.from(figure.quote);
    const start = figure.number_start - figure.quote_start;
    const end = figure.number_end - figure.quote_start;
    return [letters.slice(0, start).join(""), letters.slice(start, end).join(""), letters.slice(end).join("")];
  }
  function quote(figure) {
    const cut = parts(figure);
    return el("bdi", { lang: "vi", class: "quote" }, cut[0],
      el("mark", { "data-value": figure.value }, cut[1]), cut[2]);
  }
  /** `more than 4,000 people`; a range with both ends. */
  function stated(figure) {
    let text = figure.value_max === null ? number(figure.value) : number(figure.value) + "–" + number(figure.value_max);
    if (figure.statistic !== "level" && figure.value > 0) text = "+" + text;
    text += (figure.unit === "percent" ? "" : " ") + v(figure.unit);
    return figure.bound === "exact" ? text : v(figure.bound) + " " + text;
  }
  /** `new participants · Voluntary social insurance · target` */
  function meaning(figure) {
    return [v(figure.measure) + (figure.group ? " (" + v(figure.group) + ")" : ""), v(figure.programme), v(figure.role),
      figure.statistic === "level" ? "" : v(figure.statistic)].filter(Boolean).join(" · ");
  }
  function when(figure) {
    return figure.as_of ? t("as_of") + " " + day(figure.as_of) : days(figure.period_start, figure.period_end);
  }
  function figureLink(id, key, label) { return el("a", { href: page("figure", { f: id, in: key }) }, label); }

  function failed(error) { return el("p", { class: "empty", role: "alert" }, t("load_failed") + " " + error.message); }

  // ── what stands on every page ──────────────────────────────────────────────────────────────────

  function copy(text, button) {
    const done = function () {
      const before = button.textContent;
      button.textContent = t("copied");
      setTimeout(function () { button.textContent = before; }, 1500);
    };
    const by_hand = function () { // pages from disk are no secure context everywhere
      const area = el("textarea", { class: "offscreen" });
      area.value = text;
      document.body.append(area);
      area.select();
      if (document.execCommand("copy")) done();
      area.remove();
      button.focus();
    };
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, by_hand);
    else by_hand();
  }

  function citation(release) {
    const figures = (release.files || []).find(function (file) { return file.path === "figures.parquet"; });
    return "raquan (" + release.version.slice(0, 4) + "). Figures of Vietnamese social and health insurance enrolment "
      + "drives (ra quân), version " + release.version + "."
      + (figures ? " figures.parquet " + figures.hash + "." : "") + " Licence " + release.licence + ".";
  }

  document.addEventListener("DOMContentLoaded", function () {
    const release = stored.get("release");
    for (const place of document.querySelectorAll("[data-version]")) place.textContent = release ? release.version : "";
    const other = document.getElementById("other-language");
    const address = other.getAttribute("href");
    const follow = function () { other.setAttribute("href", address + location.hash); };
    window.addEventListener("hashchange", follow);
    other.addEventListener("focus", follow);
    other.addEventListener("pointerdown", follow);
    other.addEventListener("click", follow);
    follow();
    document.querySelector(".skip").addEventListener("click", function (event) {
      event.preventDefault(); // the address holds what the page shows
      document.getElementById("main").focus();
    });
    for (const button of document.querySelectorAll("button.copy")) {
      button.addEventListener("click", function () {
        copy(document.getElementById(button.dataset.copy).textContent, button);
      });
    }
    for (const bar of document.querySelectorAll(".scroll")) {
      if (bar.scrollWidth <= bar.clientWidth) bar.removeAttribute("tabindex");
    }
  });

  return {
    put, load, lang, page, t, v, number, quantity, day, days, fold, words, el, said, webLink, replace, parameters,
    shard, row, cell, parts, quote, stated, meaning, when, figureLink, failed, copy, citation,
    get: function (name) { return stored.get(name); },
  };
})();
