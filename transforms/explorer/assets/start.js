"use strict";
/* The map of the start page: colours, legend and table for the chosen programme, measure, year and era. */
document.addEventListener("DOMContentLoaded", function () {
  const data = R.get("map");
  const form = document.getElementById("map-controls");
  const release = R.get("release");
  if (release) {
    document.getElementById("cite-text").textContent = R.citation(release);
    R.replace(document.getElementById("files"), release.files.map(function (file) {
      return R.el("li", {}, R.el("a", { href: "../" + file.path }, file.path), " ",
        R.el("span", { class: "count" }, R.number(file.rows) + " " + R.t("rows").toLowerCase()));
    }));
  }
  if (!data) return;
  const programme = form.elements.programme, layer = form.elements.layer, year = form.elements.year;
  const svgs = { 34: document.getElementById("map-34"), 63: document.getElementById("map-63") };

  function option(value, label) { return R.el("option", { value: value }, label); }
  function layerName(one) {
    return [R.v(one.measure) + (one.base ? " (" + R.v(one.base) + ")" : ""), R.v(one.role),
      one.unit === "person" || one.unit === "percent" ? "" : R.v(one.unit)].filter(Boolean).join(", ");
  }

  const programmes = Array.from(new Set(data.layers.filter(Boolean).map(function (one) { return one.programme; })));
  R.replace(programme, option("", R.t("any")), programmes.map(function (one) { return option(one, R.v(one)); }));

  function fillLayers(chosen) {
    R.replace(layer, option("0", R.t("layer_figures")), data.layers.map(function (one, at) {
      if (!one || (programme.value && one.programme !== programme.value)) return null;
      return option(String(at), (programme.value ? "" : R.v(one.programme) + ": ") + layerName(one));
    }));
    if (chosen && Array.from(layer.options).some(function (one) { return one.value === chosen; })) layer.value = chosen;
    else if (programme.value && layer.options.length > 1) layer.selectedIndex = 1;
  }
  function fillYears(chosen) {
    const known = new Set();
    for (const era of ["34", "63"]) {
      for (const one in data.values[era][layer.value] || {}) if (one !== "undated") known.add(one);
    }
    const years = Array.from(known).sort().reverse();
    R.replace(year, layer.value === "0" ? option("", R.t("all_years")) : null,
      years.map(function (one) { return option(one, one); }));
    year.value = years.includes(chosen) ? chosen : (layer.value === "0" ? "" : years[0] || "");
  }

  /** code → [value, figure, shard, contested] */
  function values(era) {
    const of = data.values[era][layer.value] || {};
    const found = new Map();
    if (layer.value === "0" && !year.value) {
      for (const one in of) for (const told of of[one]) found.set(told[0], [(found.get(told[0]) || [0])[0] + told[1]]);
    } else {
      for (const told of of[year.value] || []) found.set(told[0], told.slice(1));
    }
    return found;
  }

  /** Limits of at most five classes with about as many provinces each. */
  function classes(numbers) {
    const sorted = Array.from(new Set(numbers)).sort(function (a, b) { return a - b; });
    const n = Math.min(5, sorted.length);
    const limits = [];
    for (let at = 0; at < n; at++) limits.push(sorted[Math.floor(at * sorted.length / n)]);
    return { limits, top: sorted[sorted.length - 1] };
  }

  function draw() {
    const era = form.elements.era.value;
    for (const one in svgs) svgs[one].hidden = one !== era;
    const of = values(era);
    const unit = layer.value === "0" ? null : data.layers[layer.value].unit;
    const show = function (value) { return unit ? R.quantity(value, unit) : R.number(value); };
    const numbers = Array.from(of.values()).map(function (told) { return told[0]; });
    const scale = classes(numbers);
    const shade = function (value) {
      let at = 0;
      while (at + 1 < scale.limits.length && value >= scale.limits[at + 1]) at++;
      return scale.limits.length === 1 ? 3 : 1 + Math.round(at * 4 / Math.max(1, scale.limits.length - 1));
    };
    for (const link of svgs[era].querySelectorAll("a[data-code]")) {
      const code = link.dataset.code, told = of.get(code), name = data.names[era][code] || code;
      const label = name + ": " + (told ? show(told[0]) + (told[3] ? " (" + R.t("contested") + ")" : "") : R.t("map_none"));
      link.setAttribute("aria-label", label);
      link.querySelector("title").textContent = label;
      link.setAttribute("class", told ? "q" + shade(told[0]) : "none");
    }
    R.replace(document.getElementById("map-legend"),
      scale.limits.map(function (from, at) {
        const next = scale.limits[at + 1];
        const to = next === undefined ? scale.top : Math.max.apply(null, numbers.filter(function (n) { return n < next; }));
        return R.el("li", {}, R.el("span", { class: "key q" + shade(from) }), to === from ? show(from) : R.number(from) + "–" + show(to));
      }),
      R.el("li", {}, R.el("span", { class: "key none" }), R.t("map_none")));
    const rows = Object.keys(data.names[era]).map(function (code) { return [code, data.names[era][code], of.get(code)]; });
    rows.sort(function (a, b) { return (b[2] ? b[2][0] : -1e300) - (a[2] ? a[2][0] : -1e300) || a[1].localeCompare(b[1], "vi"); });
    R.replace(document.querySelector("#map-table tbody"), rows.map(function (one) {
      const page = R.page("province-" + (era === "34" ? one[0] : data.to34[one[0]]));
      const text = one[2] ? show(one[2][0]) : R.t("map_none");
      return R.el("tr", {}, R.el("td", {}, R.el("a", { href: page }, one[1])),
        R.el("td", { class: "n" }, one[2] && one[2][1] ? R.figureLink(one[2][1], one[2][2], text) : text));
    }));
    document.getElementById("map-said").textContent = (layer.selectedOptions[0] || {}).textContent
      + (year.value ? ", " + year.value : "") + ": " + R.number(of.size) + "/" + era;
    document.getElementById("map-sum-note").hidden = era !== "34";
  }

  function remember() {
    const state = new URLSearchParams();
    for (const one of ["era", "programme", "layer", "year"]) state.set(one, form.elements[one].value);
    history.replaceState(null, "", "#" + state);
  }
  function restore() {
    const state = R.parameters();
    if (["34", "63"].includes(state.get("era"))) form.elements.era.value = state.get("era");
    programme.value = programmes.includes(state.get("programme")) ? state.get("programme") : "";
    fillLayers(state.get("layer") || "0");
    if (!state.get("layer")) layer.value = "0";
    fillYears(state.get("year"));
    draw();
  }
  form.addEventListener("change", function (event) {
    if (event.target === programme) { fillLayers(layer.value); fillYears(year.value); }
    if (event.target === layer) fillYears(year.value);
    draw();
    remember();
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  window.addEventListener("hashchange", restore);
  restore();
});
