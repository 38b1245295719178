"use strict";
/* One drive: what was aimed for and reached, who led it, its documents and figures. */
document.addEventListener("DOMContentLoaded", function () {
  const place = document.getElementById("campaign");
  let shown = 0;

  function show() {
    const id = R.parameters().get("c"), province = R.parameters().get("in"), turn = ++shown;
    inProvince(id, province).then(function (found) { return found || anywhere(id); }).then(function (found) {
      if (turn !== shown) return null;
      if (!found) {
        R.replace(place, R.el("h1", {}, R.t("campaign_missing")), R.el("p", { class: "empty" }, R.t("figure_missing_more")));
        return null;
      }
      return Promise.all(found.shards.map(R.shard)).then(function (shards) { if (turn === shown) draw(found, shards); });
    }).catch(function (error) { R.replace(place, R.el("h1", {}, R.t("campaign")), R.failed(error)); });
  }
  function inProvince(id, province) {
    if (!/^\d{2}$/.test(province || "")) return Promise.resolve(null);
    return R.load("campaigns/" + province).then(function (all) {
      return all.find(function (one) { return one.id === id; });
    }, function () { return null; });
  }
  function anywhere(id) {
    return R.load("index").then(function (index) {
      return Promise.all(index.campaigns.map(function (province) { return inProvince(id, province); }));
    }).then(function (found) { return found.find(Boolean); });
  }
  function pair(name, value) { return [R.el("dt", {}, name), R.el("dd", {}, value || R.t("not_stated"))]; }
  function section(name, heading, children) {
    return R.el("section", {}, R.el("h2", { id: "h-" + name }, heading), children);
  }

  function draw(one, shards) {
    const name = one.name || R.t("unnamed");
    document.title = name + " · raquan";
    R.replace(place,
      R.el("p", { class: "over" }, [R.t("campaign"), one.year].filter(Boolean).join(" · ")),
      R.el("h1", {}, R.said(name)),
      R.el("dl", { class: "pairs" },
        pair(R.t("place"), one.place && R.said(one.place)),
        pair(R.t("launched"), R.day(one.launched)),
        pair(R.t("runs"), R.days(one.starts, one.ends)),
        pair(R.t("programmes"), one.programmes.map(R.v).join(", ")),
        pair(R.t("led_by"), one.organisers.length ? R.said(one.organisers.join("; ")) : null),
        one.part_of ? pair(R.t("part_of"), R.el("a", { href: R.page("campaign", { c: one.part_of[0], in: one.part_of[4] }) },
          R.said((one.part_of[1] || R.t("unnamed")) + (one.part_of[2] ? ", " + one.part_of[2] : "")))) : null),
      section("goals", R.t("aimed_reached"), goals(one.goals)),
      section("figures", R.t("all_figures"), figures(one, shards)),
      section("documents", R.t("documents"), R.el("ul", { class: "rows" }, one.documents.map(function (told) {
        return R.el("li", {}, told.url ? R.webLink(told.url, R.said(told.title || R.t("no_title"))) : R.said(told.title || R.t("no_title")), " ",
          R.el("span", { class: "meta" }, R.said(told.publisher || R.t("unknown_publisher")),
            told.published ? ", " + R.day(told.published) : "", " · ", R.v(told.kind)),
          told.why ? R.el("span", { class: "meta" }, R.t("why_linked") + ": ", R.el("span", { lang: "en" }, told.why)) : null);
      }))));
  }
  function goals(list) {
    if (!list.length) return R.el("p", { class: "empty" }, R.t("no_goals"));
    const tell = function (one, unit) {
      return one ? R.figureLink(one.id, one.shard, (one.bound === "exact" ? "" : R.v(one.bound) + " ") + R.quantity(one.value, unit)) : "–";
    };
    return R.el("div", { class: "scroll", role: "region", "aria-label": R.t("aimed_reached"), tabindex: "0" }, R.el("table", {},
      R.el("thead", {}, R.el("tr", {}, [R.t("programme"), R.t("measure"), R.t("aimed"), R.t("reached"), R.t("share")].map(function (name, at) {
        return R.el("th", { scope: "col", class: at > 1 ? "n" : null }, name);
      }))),
      R.el("tbody", {}, list.map(function (goal) {
        // A share is told only of what is counted alike: exact enough, one unit, one measure.
        const share = goal.target && goal.achieved && goal.target.value > 0 && goal.unit !== "percent"
          ? 100 * goal.achieved.value / goal.target.value : null;
        return R.el("tr", {}, R.el("td", {}, R.v(goal.programme)), R.el("td", {}, R.v(goal.measure) + (goal.base ? " (" + R.v(goal.base) + ")" : "")),
          R.el("td", { class: "n" }, tell(goal.target, goal.unit)), R.el("td", { class: "n" }, tell(goal.achieved, goal.unit)),
          R.el("td", { class: "n" }, share === null ? "" : [R.el("meter", { min: 0, max: 100, value: Math.min(100, share), "aria-hidden": "true" }), " " + R.number(Math.round(share * 10) / 10) + "%"]));
      }))));
  }
  function figures(one, shards) {
    const rows = [];
    shards.forEach(function (shard, which) {
      for (let at = 0; at < shard.n; at++) {
        if (R.cell(shard.columns.campaign_id, at) !== one.id) continue;
        const figure = R.row(shard, at);
        rows.push(R.el("li", {}, R.figureLink(figure.figure_id, one.shards[which], R.stated(figure)), " ",
          R.el("span", { class: "meta" }, [R.meaning(figure), R.cell(shard.place, at) || figure.place_text, R.when(figure)].filter(Boolean).join(" · ")),
          R.el("p", { class: "in-list" }, R.quote(figure))));
      }
    });
    return rows.length ? R.el("ol", { class: "results" }, rows) : R.el("p", { class: "empty" }, R.t("no_campaign_figures"));
  }

  window.addEventListener("hashchange", function () { show(); window.scrollTo(0, 0); });
  show();
});
