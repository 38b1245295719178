"use strict";
document.addEventListener("DOMContentLoaded", function () {
  const release = R.get("release"), place = document.getElementById("changes");
  if (!release || !release.changes.length) {
    R.replace(place, R.el("p", { class: "empty" }, R.t("changes_none")));
    return;
  }
  R.replace(place,
    R.el("p", {}, release.previous ? R.t("previous") + ": " + release.previous : R.t("first_release")),
    R.el("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": R.t("changes") }, R.el("table", { class: "narrow" },
      R.el("thead", {}, R.el("tr", {}, [R.t("table"), R.t("change"), R.t("reason"), R.t("rows")].map(function (name, at) {
        return R.el("th", { scope: "col", class: at > 2 ? "n" : null }, name);
      }))),
      R.el("tbody", {}, release.changes.map(function (one) {
        return R.el("tr", {}, R.el("td", {}, one.table), R.el("td", {}, R.v(one.change)), R.el("td", {}, R.v(one.reason)),
          R.el("td", { class: "n" }, R.number(one.n)));
      })))));
});
