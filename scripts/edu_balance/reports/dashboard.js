"use strict";
(function () {
const words = JSON.parse(document.getElementById("words").textContent);
const data = JSON.parse(document.getElementById("data").textContent);
const SYMBOL = { met: "✓", near: "≈", unmet: "✗", unknown: "?", not_applicable: "–" };
const PAGE = 200;
let zh = true;

// ---- words and elements: every text reaches the page as text, never as markup
const [T_ID, T_STANDARD, T_INDICATOR, T_STAGE, T_FOR_ZH, T_FOR_EN, T_STATISTIC, T_ENTITY, T_COMPARATOR, T_LIMIT, T_FLOOR,
  T_CLAUSE, T_OFFICE, T_NOTE] = Array(14).keys();
const floor = (data.limits.find((limit) => limit[T_FLOOR] !== null) || [])[T_FLOOR];
const say = (key) => (words[key] ? words[key][zh ? 0 : 1] : key).replace("{floor}", Number((floor * 100).toFixed(6))).replace("{least}", data.least);
const label = (thing) => (thing ? (zh ? thing.label_zh : thing.label_en || thing.label_zh) : "");
const unitOf = (thing) => (!thing ? "" : thing.unit_en === "percent" ? "%" : (zh ? thing.unit_zh : thing.unit_en) || "");
function el(tag, given, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(3)) if (child !== null && child !== undefined) made.append(child);
  return made;
}
function table(caption, heads, rows, given) {
  return el("table", { "aria-label": caption, ...given },
    el("thead", {}, el("tr", {}, heads.map((head) => typeof head === "string" ? el("th", { scope: "col" }, head) : head))),
    el("tbody", {}, rows));
}
const wide = (child, caption, more) =>
  el("div", { class: "scroll " + (more || ""), tabindex: "0", role: "region", "aria-label": caption }, child);
const th = (text, numeric) => el("th", { scope: "col", class: numeric ? "n" : null }, text);
const td = (...children) => el("td", {}, ...children);
// ids and file names may break after their joints, and only there
const breakable = (text) => text.split(/(?<=[:.-])/).flatMap((part, place) => (place ? [el("wbr"), part] : [part]));
const idCell = (text, title) => el("td", { class: "id", title: title || null }, text ? breakable(text) : "—");

// ---- numbers: half up on the decimal digits, with more of them where the rounded figure would read otherwise
function fixed(value, decimals) {
  const size = Math.abs(value);
  const text = String(size);
  const rounded = text.includes("e") ? size.toFixed(decimals)
    : Number(Math.round(Number(text + "e" + decimals)) + "e-" + decimals).toFixed(decimals);
  return value < 0 && Number(rounded) !== 0 ? "-" + rounded : rounded;
}
const fits = (value, comparator, limit) => ({ ">=": value >= limit, "<=": value <= limit, "<": value < limit,
  ">": value > limit, "=": value === limit })[comparator];
function shown(value, decimals, comparator, limit, status) {
  if (value === null || value === undefined) return "—";
  if (typeof value !== "number") return value.startsWith("<") ? value + " " + say("hidden") : value;
  let digits = decimals;
  while (limit !== null && limit !== undefined && comparator && (status === "met" || status === "unmet" || status === "near")
    && digits < 12 && fits(Number(fixed(value, digits)), comparator, limit) !== (status === "met")) digits += 1;
  return fixed(value, digits);
}
const count = (value) => (typeof value === "number" && Number.isInteger(value) ? String(value) : shown(value, 2));
// what lacks, with more digits than two only where it would round to nothing
const gapText = (gap, unit) => (gap === null || gap === undefined ? "—"
  : (Number.isInteger(gap) ? String(gap) : shown(gap, 2, ">", 0, "met")) + " " + naturalUnit(unit));
const SIGN = { ">=": "≥", "<=": "≤", "=": "＝", "<": "＜", ">": "＞" };
const sign = (comparator) => SIGN[comparator] || comparator;
const exact = (value) => (typeof value === "number" ? String(value) : "");
function reasonOf(reason, missing) {
    const lacks = missing === null || missing === undefined ? "" : data.missing[missing][zh ? 0 : 1];
  return [reason ? label(data.labels.reasons[reason]) || reason : "", lacks ? say("missing") + (zh ? "：" : ": ") + lacks : ""]
    .filter(Boolean).join(zh ? "；" : "; ");
}
const clauseText = (clause) => (clause && data.labels.clauses[clause] ? clause + " " + data.labels.clauses[clause].label_zh : clause || "");
const sourceText = (source) => (source && data.labels.sources[source] ? source + " (" + data.labels.sources[source].files + ")" : source || "");
function told(value, unit, clause, source, more) {
  return [exact(value) + (exact(value) && unit ? " " + unit : ""), more, clause ? say("clause") + (zh ? "：" : ": ") + clauseText(clause) : "",
    source ? say("source") + (zh ? "：" : ": ") + sourceText(source) : ""].filter(Boolean).join("\n");
}
function number(text, title, given) {
  return el("td", { class: "n", title: title, ...given }, text);
}
const badge = (status, brief, count) => el("span", { class: "badge " + status },
  SYMBOL[status] + " " + say(brief && words[status + "Short"] ? status + "Short" : status) + (count ? " " + count : ""));

// ---- what the data hold, by name
const STANDARD = Object.fromEntries(data.standards.map((each) => [each.standard_id, each]));
const DECIDES = data.standards.find((each) => each.decides_recognition) || { standard_id: "" };
const [F_ID, F_REPORTED, F_NUMERATOR, F_DENOMINATOR, F_VALUE, F_SOURCE, F_PUPILS_SOURCE, F_STATUS, F_REASON, F_MISSING,
  F_LIMIT, F_FLOOR, F_COMPARATOR, F_CLAUSE, F_GAP, F_GAP_UNIT, F_TO_FLOOR] = Array(17).keys();
const unitEnglish = {};
for (const measure of Object.values(data.labels.measures)) unitEnglish[measure.unit_zh] = measure.unit_en;
const naturalUnit = (unit) => (zh ? unit : unitEnglish[unit] || unit) || "";
const RULE = (data.limits.find((limit) => limit[T_STATISTIC] === "rule") || [])[T_INDICATOR];
const sections = data.sections.rows.map((row, place) => {
  const section = { place };
  data.sections.columns.forEach((name, column) => { section[name] = row[column]; });
  section.key = section.school_id + "|" + section.stage;
  section.figures = Object.fromEntries((data.figures[section.key] || []).map((figure) => [figure[F_ID], figure]));
  section.history = data.history[section.key] || {};
  const now = section.history[data.term];
  section.rule = now && RULE && now[1][RULE] ? now[1][RULE] : [null, section.in_scope ? "unknown" : "not_applicable"];
  return section;
});
const sectionOf = Object.fromEntries(sections.map((section) => [section.key, section]));
const termOf = Object.fromEntries(data.terms.map((term) => [term.term_id, term]));
const hashOf = (section) => "#/section/" + section.school_id + "/" + section.stage;
function limitName(limit, subgroup) {
  const parts = [label(data.labels.indicators[limit[T_INDICATOR]])];
  const part = subgroup && data.labels.subgroups[limit[T_INDICATOR] + "|" + subgroup];
  if (part) parts.push(label(part));
  if (limit[T_STAGE]) parts.push(say(limit[T_STAGE]));
  const whom = zh ? limit[T_FOR_ZH] : limit[T_FOR_EN];
  if (whom) parts.push(whom);
  if (limit[T_STATISTIC] === "cv" || limit[T_STATISTIC] === "mean") parts.push(say(limit[T_STATISTIC] + "_s"));
  return limit[T_INDICATOR] + " " + parts.join(" · ");
}
function measureOf(limit, subgroup) {
  if (limit[T_STATISTIC] === "cv") return { unit: "", decimals: 3 };
  const held = (subgroup && data.labels.subgroups[limit[T_INDICATOR] + "|" + subgroup]) || data.labels.indicators[limit[T_INDICATOR]] || {};
  const unit = unitOf(held);
  return { unit: unit === "—" || unit === "none" ? "" : unit, decimals: held.decimals || 0 };
}
const bound = (value, unit) => (value === null || value === undefined ? "—" : String(value) + (unit ? " " + unit : ""));

// ---- overview
function overview() {
  const cards = data.standards.map((standard) => {
    const rows = data.scorecards.areas.filter((row) => row[0] === standard.standard_id && row[1] === data.term);
    const status = rows.length ? rows[0][11] : "unknown";
    const before = Object.fromEntries(data.scorecards.areas.filter((row) => row[0] === standard.standard_id && row[1] === data.previous)
      .map((row) => [row[2], row[9]]));
    const order = Object.keys(data.labels.areas).filter((area) => rows.some((row) => row[2] === area));
    return el("section", { class: "card", "data-standard": standard.standard_id },
      el("h2", { title: standard.document }, label(standard)),
      el("p", { class: "verdict " + status }, SYMBOL[status] + " " + say({ met: "passes", unmet: "passesNot" }[status] || "passesUnknown"),
        el("small", {}, say(standard.decides_recognition ? "decides" : "beside"))),
      table(label(standard), [th(say("area")), th(say("status")), th(say("required"), 1), th(say("met"), 1), th(say("unmet"), 1),
        th(say("unknownShort"), 1), th(say("before"))],
        order.map((area) => {
          const row = rows.find((each) => each[2] === area);
          return el("tr", { "data-area": area }, el("th", { scope: "row" }, label(data.labels.areas[area])),
            el("td", { title: reasonOf(row[10]) || null }, badge(row[9], 1)),
            number(row[3]), number(row[4]), number(row[5] + row[6]), number(row[7]), td(before[area] ? badge(before[area], 1) : "—"));
        })));
  });
  const unsettled = data.scorecards.items.filter((row) => row[0] === DECIDES.standard_id && row[1] === data.term &&
    (row[9] === "unmet" || row[9] === "unknown")).sort((a, b) => inOrder.compare(a[3], b[3]));
  const way = Object.keys(data.labels.areas).map((area) => [area, unsettled.filter((row) => row[2] === area)]).filter(([, rows]) => rows.length)
    .map(([area, rows]) => el("div", { class: "way" }, el("h3", {}, label(data.labels.areas[area])), el("ul", {}, rows.map((row) => {
      const name = row[3] + " " + label(data.labels.indicators[row[3]]) + (data.seven.includes(row[3]) ? (zh ? "：" : ": ") + say("cv") : "");
      return el("li", {}, el("a", { href: data.seven.includes(row[3]) ? "#/trend" : area === "resource" ? "#/sections" : "#/items", title: name }, name),
        row[5] + row[6] ? el("span", { class: "badge unmet" }, "✗ " + (row[5] + row[6])) : null,
        row[7] ? el("span", { class: "badge unknown" }, "? " + row[7]) : null);
    }))));
  const moved = data.standards.map((standard) => {
    const count = (ledger, transition) => (data.scorecards.moved.find((row) => row[0] === standard.standard_id && row[1] === ledger &&
      row[2] === transition) || [0, 0, 0, 0])[3];
    return [standard, count];
  });
  const [registered, answered] = data.scorecards.answers[0] || [0, 0];
  return [el("div", { class: "headline" }, el("h1", {}, label(data.county) + " · " + label(termOf[data.term])),
    el("div", { id: "answers", role: "group", "aria-label": say("answeredTitle") }, el("span", {}, say("answered") + " "), el("b", {}, answered + " / " + registered),
      el("div", { class: "bar", "aria-hidden": "true" }, bar(registered ? answered / registered : 0)),
      data.scorecards.silent.length ? el("details", {}, el("summary", {}, say("silent") + " " + data.scorecards.silent.length),
        el("ul", { tabindex: "0" }, data.scorecards.silent.map((row) => el("li", {}, row[1] + " " + row[0])))) : null)),
    el("div", { class: "row two" }, cards),
    el("div", { class: "row wide" },
      el("section", { class: "card" }, el("h2", {}, say("wayTitle")),
        way.length ? el("div", { class: "clip", tabindex: "0", role: "region", "aria-label": say("wayTitle") }, way) : el("p", {}, say("wayNone"))),
      el("section", { class: "card moved" }, el("h2", {}, say("movedTitle")), data.previous
        ? table(say("movedTitle"), [th(say("transition")), ...moved.map(([standard]) => th(label(standard), 1))],
          [["met", "newly_met", "newly_met"], ["met", "returned", "met_returned"], ["unmet", "newly_unmet", "newly_unmet"],
            ["unmet", "returned", "unmet_returned"], ["unmet", "persisting", "unmet_persisting"]].map(([ledger, transition, key]) =>
            el("tr", {}, el("th", { scope: "row" }, say(key)), moved.map(([, count]) => number(count(ledger, transition), say("movedUnit"))))))
        : el("p", {}, say("noBefore"))))];
}
function bar(share) {
  const filled = document.createElement("i");
  filled.style.width = Math.round(share * 100) + "%";
  return filled;
}

// ---- the seven indicators
let stage = data.stages[0];
function stageHead(title) {
  return el("div", { class: "headline" }, el("h1", {}, title + " · " + say(stage)),
    el("div", { class: "tools", role: "group", "aria-label": say("stage") }, data.stages.map((each) =>
      el("button", { type: "button", "aria-pressed": String(each === stage), "data-stage": each,
        onclick: () => { stage = each; draw("[data-stage=" + each + "]"); } }, say(each)))));
}
function picture(name, describe, link) {
  const kept = document.getElementById("chart-" + name);
  if (!kept) return el("p", { class: "soft" }, say("noValues"));
  const drawn = el("div", { role: "img", "aria-label": describe }, document.importNode(kept.content, true));
  if (link) {
    for (const dot of drawn.querySelectorAll("[data-n]")) {
      const section = sections[Number(dot.getAttribute("data-n"))];
      const figure = section.figures[link];
      const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
      title.textContent = section.section_name + " " + exact(figure[F_VALUE]) + " " + unitOf(data.labels.indicators[link]);
      dot.append(title);
      dot.addEventListener("click", () => { location.hash = hashOf(section); });
    }
  }
  return drawn;
}
const MARK = { met: "●", near: "◆", unmet: "▼" };   // the shapes of the dots
function legend() {
  return el("ul", { class: "legend" }, ["met", "near", "unmet", "unknown"].map((status) =>
    el("li", {}, MARK[status] ? el("span", { class: "dot " + status, "aria-hidden": "true" }, MARK[status]) : null, badge(status))));
}
function indicators() {
  if (!sections.some((section) => section.stage === stage)) return [stageHead(say("indicators")), el("p", { class: "card" }, say("noSections"))];
  return [stageHead(say("indicators")),
    el("div", { class: "charts" }, data.seven.map((indicator) => {
      const about = data.labels.indicators[indicator];
      const unit = unitOf(about);
      const judged = sections.filter((section) => section.stage === stage && section.in_scope && section.figures[indicator]);
      const first = judged.length ? judged[0].figures[indicator] : null;
      const count = (status) => judged.filter((section) => section.figures[indicator][F_STATUS] === status).length;
      const spread = data.dispersion.find((row) => row[0] === data.term && row[1] === stage && row[2] === indicator);
      const means = data.means.filter((row) => row[1] === indicator && row[2] === stage);
      const summary = indicator + " " + label(about) + ": " + count("met") + " " + say("met") + ", " + count("near") + " " + say("near") + ", " +
        count("unmet") + " " + say("unmet") + ", " + count("unknown") + " " + say("unknown");
      return el("figure", { class: "card", "data-indicator": indicator },
        el("figcaption", {}, el("h2", {}, indicator + " " + label(about)), el("span", { class: "soft" }, unit)),
        picture(indicator + "-" + stage, summary, indicator),
        first ? el("p", { class: "facts" },
          el("span", { title: clauseText(first[F_CLAUSE]) }, say("limit") + " ", el("b", {}, bound(first[F_LIMIT]))),
          el("span", {}, say("floor") + " ", el("b", {}, bound(first[F_FLOOR])))) : null,
        first ? el("p", { class: "facts" }, el("span", {}, say("sectionsMet") + " ", el("b", {}, count("met") + " / " + judged.length)),
          count("unknown") ? badge("unknown", 1, count("unknown")) : null) : null,
        spread ? el("p", { class: "facts" },
          el("span", { title: told(spread[8], "", spread[13], null, reasonOf(spread[9], spread[10])) }, say("cv") + " ",
            el("b", { "data-cv": indicator }, shown(spread[8], 3, "<=", spread[11], spread[12])), " ≤ " + bound(spread[11])), badge(spread[12], 1),
          spread[3] === 1 ? el("span", { class: "soft" }, say("oneSection")) : null) : null,
        means.length ? means.map((row) => el("p", { class: "facts" }, el("span", { title: label(STANDARD[row[0]]) + "\n" + told(row[3], unit, row[7]) }, say("planMean") + " ",
          el("b", {}, shown(row[3], 2, row[4], row[5], row[6])), " " + sign(row[4]) + " " + bound(row[5])), badge(row[6], 1)))
          : spread ? el("p", { class: "facts" }, el("span", { title: told(spread[6], unit) }, say("mean") + " ", el("b", {}, shown(spread[6], 2)))) : null,
        el("details", { ontoggle: (event) => fill(event.target, () => wide(table(label(about), [th(say("school")), th(say("value") + (unit ? " (" + unit + ")" : ""), 1), th(say("status"))],
          judged.slice().sort((a, b) => (a.figures[indicator][F_VALUE] ?? -1) - (b.figures[indicator][F_VALUE] ?? -1)).map((section) => {
            const figure = section.figures[indicator];
            return el("tr", {}, el("th", { scope: "row" }, el("a", { href: hashOf(section) }, section.section_name)), figureCell(figure, about), td(badge(figure[F_STATUS], 1)));
          })), label(about))) }, el("summary", {}, say("asTable"))));
    }), el("section", { class: "card key" }, el("h2", {}, say("howToRead")), legend(), el("p", { class: "soft" }, say("dots"))))];
}
function fill(details, make) {
  if (details.open && details.children.length === 1) details.append(make());
}
function figureCell(figure, about, colour) {
  const why = reasonOf(figure[F_REASON], figure[F_MISSING]);
  const text = shown(figure[F_VALUE], about.decimals, figure[F_COMPARATOR], figure[F_LIMIT], figure[F_STATUS]);
  return number(!colour ? text : figure[F_VALUE] === null ? SYMBOL[figure[F_STATUS]] : text + " " + SYMBOL[figure[F_STATUS]],
    told(figure[F_VALUE], unitOf(about), figure[F_CLAUSE], figure[F_SOURCE], say(figure[F_STATUS]) + (why ? (zh ? "；" : "; ") + why : "")),
    colour ? { class: "n " + figure[F_STATUS] } : {});
}

// ---- CV over the terms
function trend() {
  const phases = [];
  for (const [, year, phase] of data.calendar) if (phase) {
    const last = phases[phases.length - 1];
    if (last && last[0] === phase) last[2] = year; else phases.push([phase, year, year]);
  }
  if (!data.dispersion.some((row) => row[1] === stage && row[3])) return [stageHead(say("trend")), el("p", { class: "card" }, say("noSections"))];
  return [stageHead(say("trend")),
    el("div", { class: "charts" }, data.seven.map((indicator) => {
      const about = data.labels.indicators[indicator];
      const rows = data.dispersion.filter((row) => row[1] === stage && row[2] === indicator && termOf[row[0]]);
      const last = rows[rows.length - 1];
      return el("figure", { class: "card", "data-indicator": indicator },
        el("figcaption", {}, el("h2", {}, indicator + " " + label(about))),
        picture("cv-" + indicator + "-" + stage, say("cv") + ": " + rows.map((row) => termOf[row[0]].school_year + " " + shown(row[8], 3)).join(", ")),
        last ? el("p", { class: "facts" }, el("span", { title: told(last[8], "", last[13], null, reasonOf(last[9], last[10])) }, termOf[last[0]].school_year + " ",
          el("b", {}, shown(last[8], 3, "<=", last[11], last[12])), " ≤ " + bound(last[11])), badge(last[12], 1)) : null,
        el("details", {}, el("summary", {}, say("asTable")), wide(table(label(about), [th(say("term")), th(say("cv"), 1), th(say("limit"), 1), th(say("mean"), 1), th(say("n"), 1), th(say("status"))],
          rows.map((row) => el("tr", {}, el("th", { scope: "row" }, label(termOf[row[0]])),
            number(shown(row[8], 3, "<=", row[11], row[12]), told(row[8], "", row[13], null, reasonOf(row[9], row[10]))), number(bound(row[11])),
            number(shown(row[6], 2), told(row[6], unitOf(about))), number(row[3]), td(badge(row[12], 1))))), label(about))));
    }), el("section", { class: "card key" }, el("h2", {}, say("howToRead")), legend(),
      el("ul", { class: "legend phases" }, phases.map(([phase, from, to]) => el("li", {}, el("i", { class: "phase-" + phase }), say(phase) + " " +
        from + (to === from ? "" : " – " + to)))), el("p", { class: "soft" }, say("course"))))];
}

// ---- heat table
const filter = { township_zh: "", school_kind_zh: "", area_type: "", stage: "", status: "", search: "" };
let order = { by: "place", down: false };
const RANK = { unmet: 0, near: 1, unknown: 2, met: 3, not_applicable: 4 };
function keyOf(section, by) {
  if (by === "rule") return RANK[section.rule[1]] * 10 + (section.rule[0] || 0);
  if (data.seven.includes(by)) return section.figures[by] ? section.figures[by][F_VALUE] : null;
  return section[by];
}
function compare(a, b) {
  const [x, y] = [keyOf(a, order.by), keyOf(b, order.by)];
  if (x === y) return a.place - b.place;
  if (x === null || x === undefined) return 1;   // what is missing stands last, whichever way the rest is sorted
  if (y === null || y === undefined) return -1;
  const way = typeof x === "number" ? x - y : String(x).localeCompare(String(y), "zh");
  return order.down ? -way : way;
}
function choice(name, title, values, show) {
  const made = el("select", { "data-filter": name, onchange: (event) => { filter[name] = event.target.value; drawHeat(); } },
    el("option", { value: "" }, say("all")), values.map((value) => el("option", { value: value }, show ? show(value) : value)));
  made.value = filter[name];
  return el("label", {}, title, made);
}
const distinct = (name) => [...new Set(sections.map((section) => section[name]).filter((value) => value !== null))];
function heat() {
  const find = el("input", { type: "search", "data-filter": "search", oninput: (event) => { filter.search = event.target.value.trim(); drawHeat(); } });
  find.value = filter.search;
  return [el("h1", {}, say("sections")), el("div", { class: "tools" },
    choice("stage", say("stage"), data.stages, say), choice("township_zh", say("township"), distinct("township_zh")),
    choice("school_kind_zh", say("kind"), distinct("school_kind_zh")), choice("area_type", say("areaType"), distinct("area_type"), say),
    choice("status", say("rule"), ["met", "unmet", "unknown", "not_applicable"], say),
    el("label", {}, say("search"), find), el("p", { class: "count", id: "count", role: "status" })), el("div", { id: "heat" })];
}
// a row is made once per language and moved about after that: hundreds of rows sort at once
function heatRow(section) {
  if (section.row && section.rowZh === zh) return section.row;
  section.rowZh = zh;
  section.row = el("tr", { "data-section": section.key },
    el("th", { scope: "row" }, el("a", { href: hashOf(section) }, section.section_name)), td(section.township_zh), td(section.school_kind_zh), td(say(section.area_type || "")),
    number(shown(section.pupils, 0), told(section.pupils, say("pupils"), null, section.source_id)),
    data.seven.map((indicator) => section.figures[indicator] ? figureCell(section.figures[indicator], data.labels.indicators[indicator], true) : td("—")),
    td(badge(section.rule[1], 1), section.in_scope ? " " + (section.rule[0] ?? "") : null));
  return section.row;
}
function drawHeat(focus) {
  const place = document.getElementById("heat");
  if (!place) return;
  const found = sections.filter((section) => ["township_zh", "school_kind_zh", "area_type", "stage"].every((name) => !filter[name] || section[name] === filter[name]) &&
    (!filter.status || section.rule[1] === filter.status) &&
    (!filter.search || (section.section_name + section.school_id).toLowerCase().includes(filter.search.toLowerCase()))).sort(compare);
  const heads = [["section_name", say("school")], ["township_zh", say("township")], ["school_kind_zh", say("kind")], ["area_type", say("areaType")],
    ["pupils", say("pupils"), 1], ...data.seven.map((indicator) => [indicator, indicator, 1]), ["rule", say("rule")]];
  const sortable = heads.map(([by, text, numeric]) => {
    const about = data.seven.includes(by) ? data.labels.indicators[by] : null;
    return el("th", { scope: "col", class: about ? "figure" : numeric ? "n" : null, "aria-sort": order.by === by ? (order.down ? "descending" : "ascending") : "none" },
      el("button", { type: "button", "data-sort": by, title: say("sortBy"), onclick: () => {
        order = { by, down: order.by === by && !order.down };
        drawHeat(by);
      } }, text + (order.by === by ? (order.down ? " ▼" : " ▲") : ""), about ? el("small", {}, label(about) + " (" + unitOf(about) + ")") : null));
  });
  const rows = found.map(heatRow);
  place.replaceChildren(rows.length ? wide(table(say("sections"), sortable, rows, { class: "heat" }), say("sections"), "tall") : el("p", {}, say("noneFound")));
  document.getElementById("count").textContent = say("shown") + " " + found.length + " / " + sections.length;
  if (focus) { const button = place.querySelector("[data-sort=" + focus + "]"); if (button) button.focus(); }
}

// ---- one section
function sectionPage(schoolId, which) {
  const section = sectionOf[schoolId + "|" + which];
  if (!section) return [el("h1", {}, say("noneFound")), el("p", {}, el("a", { href: "#/sections" }, say("back")))];
  const terms = data.terms.filter((term) => section.history[term.term_id]);
  const other = data.unmet.filter((row) => row[2] === section.school_id && !data.seven.includes(data.limits[row[0]][T_INDICATOR]));
  const asked = (data.answers[section.school_id] || []).filter((row) => !row[0] || row[0] === section.stage);
  return [el("p", { class: "printer" }, el("a", { href: "#/sections" }, "← " + say("back"))),
    el("h1", {}, section.section_name + " · " + say(section.stage) + " ", badge(section.rule[1])),
    el("p", { class: "soft" }, [say("schoolId") + " " + section.school_id, section.township_zh, section.school_kind_zh, say(section.area_type || ""),
      say(section.is_private ? "private" : "public"), say("pupils") + " " + shown(section.pupils, 0), say("classes") + " " + shown(section.classes, 0),
      say("source") + " " + (section.source_id || "—"),
      section.in_scope ? "" : say("outOfScope") + label(data.labels.reasons[section.scope_reason])].filter(Boolean).join(" · ")),
    el("div", { class: "stack" },
      el("section", { class: "card" }, el("h2", {}, say("figures")), wide(table(say("figures"), [th(say("indicator")), th(say("value"), 1), th(say("limit"), 1), th(say("floor"), 1), th(say("status")),
        th(say("gap"), 1), th(say("toFloor"), 1), th(say("reported"), 1), th(say("numerator"), 1), th(say("denominator"), 1), th(say("clause")), th(say("source"))],
        data.seven.filter((indicator) => section.figures[indicator]).map((indicator) => {
          const figure = section.figures[indicator];
          const about = data.labels.indicators[indicator];
          const why = reasonOf(figure[F_REASON], figure[F_MISSING]);
          const lacks = (gap) => number(gapText(gap, figure[F_GAP_UNIT]), told(gap, naturalUnit(figure[F_GAP_UNIT]), figure[F_CLAUSE]), { class: "n gap" });
          return el("tr", { "data-indicator": indicator }, el("th", { scope: "row" }, indicator + " " + label(about) + " (" + unitOf(about) + ")"), figureCell(figure, about),
            number(bound(figure[F_LIMIT])), number(bound(figure[F_FLOOR])), td(badge(figure[F_STATUS], 1), why ? el("div", { class: "soft why" }, why) : null),
            lacks(figure[F_GAP]), lacks(figure[F_TO_FLOOR]),
            number(count(figure[F_REPORTED]), told(figure[F_REPORTED], "", null, figure[F_SOURCE])), number(count(figure[F_NUMERATOR]), told(figure[F_NUMERATOR], "", null, figure[F_SOURCE])),
            number(shown(figure[F_DENOMINATOR], 0), told(figure[F_DENOMINATOR], say("pupils"), null, figure[F_PUPILS_SOURCE])),
            idCell(figure[F_CLAUSE], clauseText(figure[F_CLAUSE])), idCell(figure[F_SOURCE], sourceText(figure[F_SOURCE])));
        }), { class: "seven" }), say("figures"))),
      el("section", { class: "card" }, el("h2", {}, say("history")), wide(table(say("history"), [th(say("term")), th(say("pupils"), 1),
        ...data.seven.map((indicator) => el("th", { scope: "col", class: "n", title: label(data.labels.indicators[indicator]) }, indicator)), th(say("rule"))], terms.map((term) => {
        const [pupils, values] = section.history[term.term_id];
        const rule = RULE && values[RULE];
        return el("tr", {}, el("th", { scope: "row" }, label(term)), number(shown(pupils, 0), exact(pupils)), data.seven.map((indicator) => {
          const held = values[indicator];
          if (!held) return td("—");
          const limit = section.figures[indicator] || [];
          return number(shown(held[0], data.labels.indicators[indicator].decimals, limit[F_COMPARATOR], limit[F_LIMIT], held[1]) + " " + SYMBOL[held[1]],
            told(held[0], unitOf(data.labels.indicators[indicator]), null, null, say(held[1])), { class: "n " + held[1] });
        }), td(rule ? badge(rule[1], 1) : "—"));
      })), say("history"))),
      el("details", { class: "card", id: "places", ontoggle: (event) => fill(event.target, () => placesTable(section)) }, el("summary", {}, say("placesTitle"))),
      other.length ? el("section", { class: "card" }, el("h2", {}, say("schoolVerdicts")), ledgerTable("unmet", other)) : null,
      el("details", { class: "card", id: "asked", ontoggle: (event) => fill(event.target, () => wide(table(say("answersTitle"), [th(say("measure")), th(say("value"), 1), th(say("unit")), th(say("source"))],
        asked.map(([, measure, value, source]) => el("tr", { "data-measure": measure }, el("th", { scope: "row" }, label(data.labels.measures[measure]) || measure), number(typeof value === "number" ? String(value) : shown(value), exact(value)),
          td(unitOf(data.labels.measures[measure])), el("td", { title: sourceText(source) }, source || "—")))), say("answersTitle"))) }, el("summary", {}, say("answersTitle"))))];
}

// file, sheet and cell of every part of the seven
const [P_FORM, P_STAGE, P_COLUMNS, P_VALUE, P_FILE, P_SHEET, P_AT] = Array(7).keys();
function placesTable(section) {
  const rows = Object.entries(data.places.of).flatMap(([measure, [form, columns, of, isBelow]]) =>
    (data.places.at[section.school_id] || []).filter((place) => place[P_FORM] === form && (!place[P_STAGE] || place[P_STAGE] === section.stage) &&
      place[P_COLUMNS].some((column) => columns.includes(column))).map((place) =>
      el("tr", { "data-measure": measure }, el("th", { scope: "row" }, label(data.labels.measures[measure])), td(of.join(" ") + (isBelow ? " " + say("below") : "")),
        idCell(form + "." + columns.filter((column) => place[P_COLUMNS].includes(column)).join(", ")), number(place[P_VALUE] === null ? "—" : place[P_VALUE]),
        idCell(data.places.files[place[P_FILE]]), td(place[P_SHEET] || "—"), td(typeof place[P_AT] === "number" ? say("line") + " " + place[P_AT] : place[P_AT] || "—"))));
  return rows.length ? wide(table(say("placesTitle"), [th(say("measure")), th(say("indicator")), th(say("column")), th(say("asRead"), 1), th(say("files")),
    th(say("sheet")), th(say("cell"))], rows), say("placesTitle")) : el("p", { class: "soft" }, say("noPlaces"));
}

// ---- government, quality, recognition, vetoes
const sought = { area: "", standard: "", status: "" };
function items() {
  const pick = (key, title, options) => {
    const made = el("select", { "data-filter": key, onchange: (event) => { sought[key] = event.target.value; drawItems(); } },
      el("option", { value: "" }, say("all")), options.map(([value, text]) => el("option", { value: value }, text)));
    made.value = sought[key];
    return el("label", {}, title, made);
  };
  return [el("h1", {}, say("items")), el("div", { class: "tools" },
    pick("area", say("area"), Object.entries(data.labels.areas).filter(([area]) => itemRows().some((row) => areaOf(row) === area)).map(([area, words]) => [area, label(words)])),
    pick("standard", say("standard"), data.standards.map((standard) => [standard.standard_id, label(standard)])),
    pick("status", say("status"), ["met", "unmet", "unknown", "not_applicable"].map((status) => [status, say(status)])),
    el("p", { class: "count", id: "count", role: "status" })), el("div", { id: "items", class: "stack" })];
}
const itemRows = () => data.items.filter((row) => areaOf(row) && !data.seven.includes(data.limits[row[0]][T_INDICATOR]));
function drawItems() {
  const all = itemRows();
  const found = all.filter((row) => (!sought.area || areaOf(row) === sought.area) && (!sought.standard || data.limits[row[0]][T_STANDARD] === sought.standard) &&
    (!sought.status || row[5] === sought.status));
  document.getElementById("count").textContent = say("shown") + " " + found.length + " / " + all.length;
  const parts = Object.keys(data.labels.areas).map((area) => [area, found.filter((row) => areaOf(row) === area)]).filter(([, rows]) => rows.length);
  document.getElementById("items").replaceChildren(...(parts.length ? parts.map(([area, rows]) => itemTable(label(data.labels.areas[area]), area, rows)) : [el("p", {}, say("noneFound"))]));
}
function itemTable(title, area, rows) {
  return el("section", { class: "card", "data-area": area }, el("h2", {}, title), wide(table(title,
    [th(say("item")), th(say("standard")), th(say("value"), 1), th(say("limit"), 1), th(say("status")), th(say("clause")), th(say("evidence"))],
    rows.sort(byItem).map((row) => {
      const limit = data.limits[row[0]];
      const { unit, decimals } = measureOf(limit, row[1]);
      const counts = row[11];
      const why = reasonOf(row[6], row[7]);
      const value = counts ? [["met", "✓"], ["unmet", "✗"], ["unknown", "?"]].map(([, symbol], at) => counts[at] + symbol).join("  ")
        : valueText(limit, row[2], decimals, row[3], row[5], unit);
      const parts = row[9] !== null && row[10] !== null && row[9] !== undefined ? row[9] + " ÷ " + row[10] : "";
      return el("tr", { "data-limit": limit[T_ID], "data-subgroup": row[1] }, el("th", { scope: "row" }, limitName(limit, row[1])), td(label(STANDARD[limit[T_STANDARD]])),
        number(value, counts ? say(limit[T_ENTITY] === "class" ? "classes" : "schools") : told(row[2], unit, limit[T_CLAUSE], row[8], parts)),
        number(limitText(limit, row[3], counts ? "" : unit)),
        td(badge(row[5], 1), why ? el("div", { class: "soft why" }, why) : null),
        idCell(limit[T_CLAUSE], clauseText(limit[T_CLAUSE])), idCell(row[8], sourceText(row[8])));
    }), { class: "ledger" }), title));
}
// a document has a conclusion and no limit in numbers
function valueText(limit, value, decimals, at, status, unit) {
  if (limit[T_STATISTIC] === "document") return typeof value === "number" ? say(value ? "complies" : "compliesNot") : "—";
  return limit[T_STATISTIC] === "trend" ? "—" : shown(value, decimals, limit[T_COMPARATOR], at, status) + (typeof value === "number" && unit ? " " + unit : "");
}
function limitText(limit, value, unit) {
  if (limit[T_STATISTIC] === "document") return say("complies");
  return limit[T_STATISTIC] === "trend" ? "—" : sign(limit[T_COMPARATOR]) + " " + bound(value, unit);
}
const areaOf = (row) => (data.labels.indicators[data.limits[row[0]][T_INDICATOR]] || {}).area_id;
const inOrder = new Intl.Collator("en", { numeric: true });
const byItem = (a, b) => inOrder.compare(data.limits[a[0]][T_INDICATOR], data.limits[b[0]][T_INDICATOR]) || inOrder.compare(a[1], b[1]) ||
  inOrder.compare(data.limits[b[0]][T_STANDARD], data.limits[a[0]][T_STANDARD]);

// ---- ledgers
const [L_LIMIT, L_SUBGROUP, L_ENTITY, L_NAME, L_STAGE, L_STATUS, L_SINCE, L_RUN, L_CHANGE, L_VALUE, L_BOUND, L_MARGIN, L_EVIDENCE,
  L_WAIVER, L_GAP, L_GAP_UNIT, L_REASON, L_MISSING] = Array(18).keys();
const asked = { search: "", standard: "", change: "", show: PAGE };
function ledgerTable(name, rows) {
  const isMet = name === "met";
  return wide(table(say(name + "Ledger"), [th(say("entity")), th(say("item")), th(say("standard")), th(say("value"), 1), th(say("limit"), 1), th(say("status")),
    isMet ? null : th(say("gap"), 1), th(say("since")), th(say("transition")), th(say("clause")), th(say("evidence"))].filter(Boolean), rows.map((row) => {
    const limit = data.limits[row[L_LIMIT]];
    const { unit, decimals } = measureOf(limit, row[L_SUBGROUP]);
    const why = reasonOf(row[L_REASON], row[L_MISSING]);
    const section = sectionOf[row[L_ENTITY] + "|" + row[L_STAGE]];
    return el("tr", { "data-limit": limit[T_ID], "data-entity": row[L_ENTITY] },
      el("th", { scope: "row" }, section ? el("a", { href: hashOf(section) }, row[L_NAME]) : limit[T_ENTITY] === "county" ? label(data.county) : row[L_NAME] || row[L_ENTITY]), td(limitName(limit, row[L_SUBGROUP])),
      td(label(STANDARD[limit[T_STANDARD]])),
      number(valueText(limit, row[L_VALUE], decimals, row[L_BOUND], row[L_STATUS], unit), told(row[L_VALUE], unit, limit[T_CLAUSE], row[L_EVIDENCE])),
      number(limitText(limit, row[L_BOUND], "")),
      td(badge(row[L_STATUS], 1), why ? el("div", { class: "soft why" }, why) : null, row[L_WAIVER] ? el("div", { class: "soft" }, say("waiver") + " " + row[L_WAIVER]) : null),
      isMet ? null : number(gapText(row[L_GAP], row[L_GAP_UNIT]), exact(row[L_GAP]), { class: "n gap" }),
      el("td", { class: "n", title: row[L_RUN] + " " + say("run") }, row[L_SINCE]), el("td", { class: "line" }, say(row[L_CHANGE])), idCell(limit[T_CLAUSE], clauseText(limit[T_CLAUSE])),
      idCell(row[L_EVIDENCE], sourceText(row[L_EVIDENCE])));
  }), { class: "ledger" }), say(name + "Ledger"), "tall");
}
function ledger(name) {
  const find = el("input", { type: "search", "data-filter": "ledger", oninput: (event) => { asked.search = event.target.value.trim(); asked.show = PAGE; drawLedger(name); } });
  find.value = asked.search;
  const pick = (key, title, options) => {
    const made = el("select", { "data-filter": key, onchange: (event) => { asked[key] = event.target.value; asked.show = PAGE; drawLedger(name); } },
      el("option", { value: "" }, say("all")), options.map(([value, text]) => el("option", { value: value }, text)));
    made.value = asked[key];
    return el("label", {}, title, made);
  };
  return [el("h1", {}, say(name + "Ledger") + " · " + label(termOf[data.term])), el("div", { class: "tools" }, el("label", {}, say("search"), find),
    pick("standard", say("standard"), data.standards.map((standard) => [standard.standard_id, label(standard)])),
    pick("change", say("transition"), ["newly_" + name, "returned", "persisting"].map((change) => [change, say(change)])),
    el("p", { class: "count", id: "count", role: "status" })), el("div", { id: "ledger" })];
}
function drawLedger(name) {
  const place = document.getElementById("ledger");
  if (!place) return;
  const wanted = asked.search.toLowerCase();
  const found = data[name].filter((row) => (!asked.standard || data.limits[row[L_LIMIT]][T_STANDARD] === asked.standard) && (!asked.change || row[L_CHANGE] === asked.change) &&
    (!wanted || (row[L_NAME] + " " + row[L_ENTITY] + " " + limitName(data.limits[row[L_LIMIT]], row[L_SUBGROUP]) + " " + (row[L_EVIDENCE] || "")).toLowerCase().includes(wanted)));
  place.replaceChildren(found.length ? ledgerTable(name, found.slice(0, asked.show)) : el("p", {}, say("noneFound")));
  if (found.length > asked.show) place.append(el("p", {}, el("button", { type: "button", onclick: () => { asked.show += PAGE; drawLedger(name); } }, say("more"))));
  document.getElementById("count").textContent = say("shown") + " " + Math.min(asked.show, found.length) + " / " + found.length;
}

// ---- about
function about() {
  return [el("h1", {}, say("about")), el("div", { class: "stack" }, el("section", { class: "card" }, el("p", {}, say("aboutText")),
    el("p", { class: "soft" }, [["built", "built_at"], ["policy", "policy_version"], ["seeds", "seeds_version"], ["code", "code_version"], ["contract", "contract_version"]]
      .map(([key, name]) => say(key) + " " + data.build[name]).join(" · "))),
    el("section", { class: "card" }, el("h2", {}, say("standardsTitle")), el("ul", {}, data.standards.map((standard) => el("li", {}, label(standard) + " · " + standard.document + " · " +
      say(standard.decides_recognition ? "decides" : "beside"))))),
    el("section", { class: "card" }, el("h2", {}, say("sourcesTitle")), wide(table(say("sourcesTitle"), [th(say("source")), th(say("received")), th(say("files"))],
      Object.entries(data.labels.sources).map(([id, source]) => el("tr", {}, el("th", { scope: "row", class: "n" }, id), el("td", { class: "n" }, source.first_received || ""), idCell(source.files)))), say("sourcesTitle"))))];
}

// ---- pages
const PAGES = { overview, indicators, trend, sections: heat, items, unmet: () => ledger("unmet"), met: () => ledger("met"), about };
const TITLES = { unmet: "unmetLedger", met: "metLedger" };
function route() {
  const parts = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  return parts[0] === "section" || PAGES[parts[0]] ? parts : ["overview"];
}
function frame(page) {
  document.documentElement.lang = zh ? "zh-CN" : "en";
  document.title = label(data.county) + " · " + say(TITLES[page] || (page === "section" ? "sections" : page));
  document.getElementById("skip").textContent = say("skip");
  document.getElementById("mark").textContent = say("synthetic");
  document.getElementById("county").replaceChildren(label(data.county), el("span", {}, label(termOf[data.term])));
  const button = document.getElementById("language");
  button.textContent = say("language");
  button.lang = zh ? "en" : "zh-CN";
  button.setAttribute("aria-label", say("languageOf"));
  document.getElementById("print").textContent = say("print");
  const nav = document.getElementById("nav");
  nav.setAttribute("aria-label", say("navigation"));
  nav.replaceChildren(el("ul", {}, Object.keys(PAGES).map((name) => el("li", {}, el("a", { href: "#/" + name,
    "aria-current": name === page || (page === "section" && name === "sections") ? "page" : null }, say(TITLES[name] || name))))));
  document.getElementById("footer").replaceChildren(el("p", {}, [say("built") + " " + data.build.built_at, say("policy") + " " + data.build.policy_version,
    say("seeds") + " " + data.build.seeds_version].join(" · ")));
}
function draw(focus) {
  const [page, ...rest] = route();
  frame(page);
  document.getElementById("main").replaceChildren(...(page === "section" ? sectionPage(...rest) : PAGES[page]()).filter(Boolean));
  if (page === "sections") drawHeat();
  if (page === "items") drawItems();
  if (page === "unmet" || page === "met") drawLedger(page);
  if (focus) { const found = document.querySelector(focus); if (found) found.focus(); }
}
document.getElementById("print").addEventListener("click", () => window.print());
document.getElementById("language").addEventListener("click", () => { zh = !zh; draw("#language"); });
document.getElementById("skip").addEventListener("click", (event) => { event.preventDefault(); document.getElementById("main").focus(); });
window.addEventListener("hashchange", () => { draw("#main"); window.scrollTo(0, 0); });
draw();
})();
