"use strict";
/* Search and filter over figures and drives. What is shown stands in the address after `#`, so that the
   address is a link to it. */
document.addEventListener("DOMContentLoaded", function () {
  const form = document.getElementById("filters");
  const list = document.getElementById("results");
  const more = document.getElementById("more");
  const found_line = document.getElementById("found");
  const tools_said = document.getElementById("tools-said");
  const FILTERS = ["province", "year", "programme", "measure", "role", "confidence"];
  const PAGE = 50;
  let results = null; // { kind, rows: [row of the index] or [campaign], index }
  let drawn = 0, turn = 0, typing = 0;

  // ── the state: form ⇄ address ──────────────────────────────────────────────────────────────────

  function restore() {
    const state = R.parameters();
    form.elements.q.value = state.get("q") || "";
    form.elements.kind.value = state.get("kind") === "campaigns" ? "campaigns" : "figures";
    for (const name of FILTERS) {
      form.elements[name].value = state.get(name) || "";
      if (form.elements[name].selectedIndex < 0) form.elements[name].value = "";
    }
  }
  function remember() {
    const state = new URLSearchParams();
    const q = form.elements.q.value.trim();
    if (q) state.set("q", q);
    if (form.elements.kind.value === "campaigns") state.set("kind", "campaigns");
    for (const name of FILTERS) if (form.elements[name].value) state.set(name, form.elements[name].value);
    history.replaceState(null, "", "#" + state);
  }

  // ── finding ────────────────────────────────────────────────────────────────────────────────────

  function wordFile(word) {
    return Array.from(word).concat("_", "_").slice(0, 2).map(function (c) { return /[a-z0-9]/.test(c) ? c : "_"; }).join("");
  }
  /** Rows of the index that hold a word (or, if `prefix`, one that begins so), as a bitmap. */
  function rowsOf(index, word, prefix) {
    const bits = new Uint8Array(index.columns.id.length);
    if (!index.words.includes(wordFile(word))) return Promise.resolve(bits); // no such word
    return R.load("words/" + wordFile(word)).then(function (words) {
      for (const [known, runs] of words) {
        if (known !== word && !(prefix && known.startsWith(word))) continue;
        let at = 0;
        for (const run of runs.split(",")) {
          const [skip, length] = run.split(".");
          at += parseInt(skip, 36);
          const end = at + (length ? parseInt(length, 36) : 1);
          bits.fill(1, at, end);
          at = end;
        }
      }
      return bits;
    });
  }

  function findFigures(index) {
    const words = R.words(form.elements.q.value);
    return Promise.all(words.map(function (word, at) {
      return rowsOf(index, word, at === words.length - 1 && word.length > 1);
    })).then(function (bitmaps) {
      const wanted = ["programme", "measure", "role"].map(function (name) {
        const value = form.elements[name].value;
        return value ? [index.columns[name], index.columns[name].d.indexOf(value)] : null;
      }).filter(Boolean);
      const least = Number(form.elements.confidence.value) || 0;
      const spans = [];
      let start = 0;
      for (const [key, province, year, n] of index.shards) {
        const p = form.elements.province.value, y = form.elements.year.value;
        if ((!p || p === province) && (!y || y === year)) spans.push({ start, n, year, key });
        start += n;
      }
      const by_year = function (one) { return one.year === "undated" ? -1 : Number(one.year); };
      spans.sort(function (a, b) { return by_year(b) - by_year(a) || a.start - b.start; });
      const rows = [];
      for (const span of spans) {
        for (let at = span.start; at < span.start + span.n; at++) {
          if (index.columns.confidence[at] < least) continue;
          if (bitmaps.every(function (bits) { return bits[at]; }) && wanted.every(function ([column, which]) { return (column.i === 0 ? 0 : column.i[at]) === which; })) rows.push(at);
        }
      }
      return rows;
    });
  }

  function findCampaigns(index) {
    const province = form.elements.province.value, year = form.elements.year.value, programme = form.elements.programme.value;
    const words = R.words(form.elements.q.value);
    const files = index.campaigns.filter(function (code) { return !province || code === province; });
    return Promise.all(files.map(function (code) {
      return R.load("campaigns/" + code).then(function (all) { return all.map(function (one) { return [code, one]; }); });
    })).then(function (all) {
      const found = all.flat().filter(function ([, one]) {
        if (year && (year === "undated" ? one.year !== null : String(one.year) !== year)) return false;
        if (programme && !one.programmes.includes(programme)) return false;
        const text = R.words([one.name, one.place, one.organisers.join(" "), one.year].filter(Boolean).join(" "));
        return words.every(function (word, at) {
          return text.some(function (own) { return own === word || (at === words.length - 1 && own.startsWith(word)); });
        });
      });
      const when = function (one) { return one.launched || String(one.year || ""); };
      return found.sort(function (a, b) { return when(b[1]) < when(a[1]) ? -1 : when(b[1]) > when(a[1]) ? 1 : 0; });
    });
  }

  function find() {
    const mine = ++turn, kind = form.elements.kind.value;
    for (const name of ["measure", "role", "confidence"]) form.elements[name].disabled = kind === "campaigns";
    R.load("index").then(function (index) {
      return (kind === "campaigns" ? findCampaigns(index) : findFigures(index)).then(function (rows) {
        if (mine !== turn) return;
        results = { kind, rows, index };
        drawn = 0;
        list.replaceChildren();
        found_line.textContent = rows.length ? R.t("found_" + kind, { n: R.number(rows.length) }) : R.t("nothing_found");
        for (const id of ["save-csv", "save-parquet"]) document.getElementById(id).disabled = !rows.length;
        draw();
      });
    }).catch(function (error) { R.replace(list, R.el("li", {}, R.failed(error))); });
  }

  // ── showing ────────────────────────────────────────────────────────────────────────────────────

  function shardOf(index, row) {
    for (const [key, , , n] of index.shards) {
      if (row < n) return [key, row];
      row -= n;
    }
    return null;
  }

  function draw() {
    const { kind, rows, index } = results;
    // A province's year is shown whole: every figure is then a click away.
    const whole = form.elements.province.value && form.elements.year.value;
    const size = whole ? rows.length : PAGE;
    for (const one of rows.slice(drawn, drawn + size)) list.append(kind === "campaigns" ? campaign(one[0], one[1]) : figure(index, one));
    drawn = Math.min(rows.length, drawn + size);
    more.hidden = drawn >= rows.length;
    more.textContent = R.t("more") + " (" + R.t("shown", { n: R.number(drawn), total: R.number(rows.length) }) + ")";
  }
  function figure(index, row) {
    const value = function (name) { return R.cell(index.columns[name], row); };
    const [key, at] = shardOf(index, row);
    // As written in the reader's language: `25.000` is twenty-five to an English eye.
    const link = R.figureLink(value("id"), key, R.quantity(value("value"), value("unit")));
    const item = R.el("li", {}, link, " ",
      R.el("span", { class: "meta" }, [R.meaning({ measure: value("measure"), group: value("group"), programme: value("programme"),
        role: value("role"), statistic: value("statistic") }), value("place"), key.split("-")[1] === "undated" ? R.t("undated") : key.split("-")[1]].filter(Boolean).join(" · ")));
    R.shard(key).then(function (shard) {
      const full = R.row(shard, at);
      link.textContent = R.stated(full);
      item.append(R.el("p", { class: "in-list" }, R.quote(full)));
    }, function (error) { item.append(R.failed(error)); });
    return item;
  }
  function campaign(province, one) {
    return R.el("li", {}, R.el("a", { href: R.page("campaign", { c: one.id, in: province }) }, R.said(one.name || R.t("unnamed"))), " ",
      R.el("span", { class: "meta" }, [one.place, one.launched ? R.day(one.launched) : one.year, one.programmes.map(R.v).join(", "),
        R.number(one.figures) + " " + R.t("n_figures")].filter(Boolean).join(" · ")));
  }

  // ── taking it away ─────────────────────────────────────────────────────────────────────────────

  const CAMPAIGN_COLUMNS = [["campaign_id", "string", "id"], ["name", "string"], ["year", "int64"], ["starts_on", "date", "starts"],
    ["ends_on", "date", "ends"], ["launched_on", "date", "launched"], ["place", "string"], ["organisers", "list"],
    ["programmes", "list"], ["n_figures", "int64", "figures"]];

  /** [columns, rows]: all columns of what is found, in the order shown. */
  function everything() {
    const { kind, rows, index } = results;
    if (kind === "campaigns") {
      return Promise.resolve([CAMPAIGN_COLUMNS, rows.map(function ([, one]) {
        return CAMPAIGN_COLUMNS.map(function (column) { return one[column[2] || column[0]]; });
      })]);
    }
    const places = rows.map(function (row) { return shardOf(index, row); });
    const keys = Array.from(new Set(places.map(function (place) { return place[0]; })));
    return Promise.all(keys.map(R.shard)).then(function () {
      return [index.schema, places.map(function ([key, at]) {
        const columns = R.get("figures/" + key).columns;
        return index.schema.map(function ([name]) { return R.cell(columns[name], at); });
      })];
    });
  }
  function csvCell(value, type) {
    if (value === null || value === undefined) return "";
    let text = type === "list" ? value.join("; ") : String(value);
    // A spreadsheet runs text that begins so as a formula; numbers may begin with a sign.
    if ((type === "string" || type === "list") && /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,\s]+%?$/.test(text)) text = "'" + text;
    return /[",\r\n;]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }
  function csv(columns, rows) {
    const lines = [columns.map(function (column) { return column[0]; }).join(",")];
    for (const row of rows) lines.push(row.map(function (value, at) { return csvCell(value, columns[at][1]); }).join(","));
    return "\ufeff" + lines.join("\r\n") + "\r\n";
  }
  function save(type, make) {
    tools_said.textContent = R.t("preparing", { n: R.number(results.rows.length) });
    return everything().then(function ([columns, rows]) {
      const blob = new Blob([make(columns, rows)], { type: type });
      const version = (R.get("release") || {}).version || "";
      const link = R.el("a", { href: URL.createObjectURL(blob),
        download: "raquan-" + results.kind + "-" + version + (type === "text/csv" ? ".csv" : ".parquet") });
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
      tools_said.textContent = R.t("ready", { n: R.number(rows.length) });
    }).catch(function (error) { tools_said.textContent = R.t("load_failed") + " " + error.message; });
  }

  document.getElementById("save-csv").addEventListener("click", function () { save("text/csv", csv); });
  document.getElementById("save-parquet").addEventListener("click", function () {
    save("application/vnd.apache.parquet", R.parquet);
  });
  document.getElementById("copy-link").addEventListener("click", function (event) { R.copy(location.href, event.target); });
  more.addEventListener("click", draw);
  if ("IntersectionObserver" in window) { // scrolling shows more; the button is for the keyboard
    new IntersectionObserver(function (entries) {
      if (entries[0].isIntersecting && results && !more.hidden) draw();
    }, { rootMargin: "600px" }).observe(more);
  }
  form.addEventListener("submit", function (event) { event.preventDefault(); remember(); find(); });
  form.addEventListener("input", function (event) {
    clearTimeout(typing);
    typing = setTimeout(function () { remember(); find(); }, event.target.name === "q" ? 250 : 0);
  });
  form.addEventListener("reset", function () { setTimeout(function () { remember(); find(); }, 0); });
  window.addEventListener("hashchange", function () { restore(); find(); });
  R.list = { everything, csv }; // for the tests
  restore();
  find();
});
