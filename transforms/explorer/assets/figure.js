"use strict";
/* One figure: its sentence, where it comes from, what it means, what speaks for and against it. */
document.addEventListener("DOMContentLoaded", function () {
  const place = document.getElementById("figure");
  let shown = 0;

  function show() {
    const id = R.parameters().get("f"), key = R.parameters().get("in"), turn = ++shown;
    if (!id) return missing();
    inShard(id, key).catch(function () { return anywhere(id); }).then(function (found) {
      if (turn !== shown) return;
      if (found) draw(found.shard, found.at, found.key);
      else missing();
    }).catch(function (error) { R.replace(place, R.el("h1", {}, R.t("figure")), R.failed(error)); });
  }
  function inShard(id, key) {
    return R.shard(key).then(function (shard) {
      const at = shard.columns.figure_id.indexOf(id);
      if (at < 0) throw new Error(id);
      return { shard, at, key };
    });
  }
  /** A link of another version: the figure may stand in another shard now. */
  function anywhere(id) {
    return R.load("index").then(function (index) {
      let at = index.columns.id.indexOf(id);
      if (at < 0) return null;
      for (const one of index.shards) {
        if (at < one[3]) return inShard(id, one[0]);
        at -= one[3];
      }
      return null;
    });
  }
  function missing() {
    R.replace(place, R.el("h1", {}, R.t("figure_missing")), R.el("p", { class: "empty" }, R.t("figure_missing_more")));
  }

  function pairs(list) {
    const all = R.el("dl", { class: "pairs" });
    for (const [name, value] of list) {
      if (value === null || value === undefined || value === "" || value === false) continue;
      all.append(R.el("dt", {}, name), R.el("dd", {}, value));
    }
    return all;
  }
  function section(name, heading) {
    const children = Array.prototype.slice.call(arguments, 2);
    return R.el("section", {}, R.el("h2", { id: "h-" + name }, heading), children);
  }

  function draw(shard, at, key) {
    const figure = R.row(shard, at);
    const source = shard.documents[figure.document_id + " " + figure.version] || {};
    const where = R.cell(shard.place, at) || figure.place_text;
    const claims = claimsOf(shard, figure.figure_id);
    document.title = R.stated(figure) + ", " + (where || "") + " · raquan";
    R.replace(place,
      R.el("p", { class: "over" }, R.meaning(figure)),
      R.el("h1", { class: "stated", "data-value": figure.value, "data-figure": figure.figure_id }, R.stated(figure)),
      R.el("p", { class: "under" }, [where, R.when(figure)].filter(Boolean).join(" · ")),
      section("sentence", R.t("sentence"),
        R.el("blockquote", { cite: source.url },
          R.el("bdi", { class: "context", lang: "vi" }, R.cell(shard.before, at)), " ",
          R.quote(figure), " ",
          R.el("bdi", { class: "context", lang: "vi" }, R.cell(shard.after, at))),
        R.el("p", { class: "note" }, R.t("context_note"))),
      section("source", R.t("source"), pairs([
        [R.t("title"), R.said(source.title || R.t("no_title"))],
        [R.t("publisher"), source.publisher ? R.said(source.publisher) : R.t("unknown_publisher")],
        [R.t("author"), source.author && R.said(source.author)],
        [R.t("published"), R.day(source.published) || R.t("not_stated")],
        [R.t("captured"), R.day(source.captured)],
        [R.t("kind_of_document"), R.v(source.kind)],
        [R.t("address"), source.url ? R.webLink(source.url, R.t("open_page") + " ↗") : R.t("no_address")],
        [R.t("file"), source.file && R.said(source.file)],
      ])),
      section("meaning", R.t("meaning"), pairs([
        [R.t("programme"), R.v(figure.programme)],
        [R.t("measure"), R.v(figure.measure)],
        [R.t("statistic"), R.v(figure.statistic)],
        [R.t("role"), R.v(figure.role)],
        [R.t("value"), R.stated(figure)],
        [R.t("base"), R.v(figure.base)],
        [R.t("group"), R.v(figure.group)],
        [R.t("per"), R.v(figure.per)],
        [R.t("compared_with"), R.v(figure.compared_with)],
        [R.t("actor"), R.v(figure.actor)],
        [R.t("as_of"), R.day(figure.as_of)],
        [R.t("period_from_to"), R.days(figure.period_start, figure.period_end) || (figure.as_of ? null : R.t("time_undecided"))],
        [R.t("place"), where ? [R.said(where), figure.place_id ? null : " (" + R.t("place_undecided") + ")"] : R.t("place_undecided")],
        [R.t("place_source"), R.v(figure.place_source)],
        [R.t("campaign"), drive(shard, figure)],
      ])),
      section("confidence", R.t("confidence"),
        R.el("p", {}, R.el("strong", {}, R.number(figure.confidence)), " ",
          R.el("meter", { min: 0, max: 1, value: figure.confidence, "aria-hidden": "true" }), " ",
          R.t("confidence_long", { n: Math.round(figure.confidence * 100) }))),
      section("claims", R.t("claims"), others(claims)),
      section("rules", R.t("rules_checks"),
        R.el("h3", {}, R.t("checks")), checks(figure.checks),
        R.el("h3", {}, R.t("rules")),
        R.el("ul", { class: "plain" }, figure.rules.map(function (rule) { return R.el("li", {}, R.el("code", {}, rule)); })),
        pairs([[R.t("stable_id"), R.el("code", {}, figure.figure_id)], [R.t("extractor"), R.el("code", {}, figure.extractor)]])),
      report(figure, source));
    if (document.activeElement === document.body) document.getElementById("main").focus({ preventScroll: true });
  }

  function drive(shard, figure) {
    const told = figure.campaign_id && shard.campaigns[figure.campaign_id];
    if (!told) return null;
    const label = told[0] || R.t("unnamed");
    return R.el("a", { href: R.page("campaign", { c: figure.campaign_id, in: told[3] }) }, R.said(label));
  }
  function checks(list) {
    if (!list.length) return R.el("p", { class: "empty" }, R.t("no_checks"));
    return R.el("ul", { class: "plain" }, list.map(function (check) {
      const cut = check.lastIndexOf(":"), outcome = check.slice(cut + 1), ok = outcome === "ok";
      return R.el("li", {}, R.el("code", {}, cut > 0 ? check.slice(0, cut) : check), " ",
        cut > 0 ? R.el("span", { class: ok ? "good" : "bad" }, (ok ? "✓ " + R.t("check_ok") : "✗ " + R.t("check_bad") + " (" + outcome + ")")) : null);
    }));
  }
  /** What the panel says of the quantity that a figure states, and the other figures that state it. */
  function claimsOf(shard, id) {
    const quantity = shard.quantities[shard.states[id]];
    return quantity && {
      chosen: quantity.chosen === id,
      contested: quantity.contested,
      n: quantity.n - 1,
      others: quantity.claims.filter(function (one) { return one[0] !== id; }).slice(0, 20),
    };
  }

  function others(claims) {
    if (!claims || !claims.n) {
      return [R.el("p", { class: "empty" }, R.t("no_claims")), claims && claims.chosen ? R.el("p", {}, R.t("claims_chosen")) : null];
    }
    return [
      R.el("p", { class: claims.contested ? "bad" : "good" }, R.t(claims.contested ? "claims_contested" : "claims_agree"), " ",
        claims.chosen ? R.t("claims_chosen") : null),
      R.el("ul", { class: "rows" }, claims.others.map(function (one) {
        return R.el("li", {}, R.figureLink(one[0], one[1], R.quantity(one[2], one[3])), " ",
          R.el("span", { class: "meta" }, R.said(one[4] || R.t("unknown_publisher")), one[5] ? ", " + R.day(one[5]) : "",
            one[6] ? " · " + R.t("chosen") : ""));
      })),
      claims.n > claims.others.length ? R.el("p", { class: "note" }, R.t("claims_more", { n: claims.n })) : null,
    ];
  }
  function report(figure, source) {
    const release = R.get("release") || { version: "" };
    const text = ["raquan " + release.version, "figure_id: " + figure.figure_id, "document_id: " + figure.document_id,
      "number: " + figure.number_text + " → " + figure.value + " " + figure.unit,
      "meaning: " + [figure.programme, figure.measure, figure.statistic, figure.role].join(", "),
      "place: " + (figure.place_id || "null") + ", as_of: " + (figure.as_of || "null") + ", period: "
        + (figure.period_start || "null") + "/" + (figure.period_end || "null"),
      "page: " + (source.url || source.file || ""), "", R.t("report_wrong"), ""].join("\n");
    const button = R.el("button", { type: "button" }, R.t("copy"));
    button.addEventListener("click", function () { R.copy(text, button); });
    return section("report", R.t("report"), R.el("p", { class: "note" }, R.t("report_note")),
      R.el("pre", { tabindex: "0", "aria-label": R.t("report") }, text), button);
  }

  window.addEventListener("hashchange", function () { show(); window.scrollTo(0, 0); });
  show();
});
