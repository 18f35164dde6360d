"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const make = (name, given = {}, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };
  const drawn = (name, given, ...inside) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };
  // What is said, in the language of the page; English where it has no other words.
  const words = JSON.parse(by("words")?.textContent ?? "{}");
  const english = document.documentElement.lang === "en";
  const say = (text, given = {}) => (words[text] ?? text).replace(/\{(\w+)\}/g, (all, name) => given[name] ?? all);
  const many = (count) => (english ? count.toLocaleString("en-US").replaceAll(",", "\u202f") : count.toLocaleString("en-US"));
  const percent = (part, whole) => `${whole ? Math.round((100 * part) / whole) : 0}${english ? "\u202f" : ""}%`;
  const day = (iso) => (english ? iso : iso.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$1年$2月$3日"));

  // Find: hides the cards and lines that do not hold the words.
  const box = by("search");
  const found = by("found");
  const cards = [...document.querySelectorAll("[data-find]")];
  const texts = cards.map((card) => card.textContent.toLowerCase());
  box.addEventListener("input", () => {
    const wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    cards.forEach((card, at) => {
      const fits = wanted.every((word) => texts[at].includes(word));
      card.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    found.textContent = wanted.length ? say("{shown} of {all} shown", { shown, all: cards.length }) : "";
  });
  box.closest("label").hidden = false;

  // Read: the feedback itself, filtered.
  const holder = by("rows");
  const read = holder && reader(JSON.parse(holder.textContent));

  function reader(data) {
    const PAGE = 20;
    const rows = data.rows;
    const words = rows.map((row) => row.x.toLowerCase());
    const form = by("filters");
    const list = by("list");
    const more = by("more");
    let pinned = -1;
    let fits = [];
    let shown = 0;

    const select = (name, label, values) => {
      if (values.length < 2) return;
      const options = values.map(([value, text]) => make("option", { value }, text));
      form.append(make("label", {}, make("span", {}, say(label)), make("select", { name }, make("option", { value: "" }, say("any")), ...options)));
    };
    const numbered = (values) => values.map((text, at) => [String(at), text]);
    const days = rows.map((row) => row.d).filter(Boolean).sort();
    if (days.length) {
      for (const [name, label] of [["from", say("From")], ["to", say("To")]]) {
        const input = make("input", { type: "date", name, min: days[0], max: days[days.length - 1] });
        form.append(make("label", {}, make("span", {}, label), input));
      }
    }
    const ratings = [...new Set(rows.map((row) => row.g).filter((rating) => rating !== undefined))].sort((a, b) => a - b);
    if (ratings.length <= 50) select("rating", "Rating", ratings.map((rating) => [String(rating), String(rating)]));
    for (const [column, values] of Object.entries(data.columns)) {
      select(column, column[0].toUpperCase() + column.slice(1), numbered(values));
    }
    select("sentiment", "Sentiment", numbered(data.sentiments.map((name) => say(name))));
    select("kind", "Kind", numbered(data.kinds.map((name) => say(name))));
    select("theme", "Theme", numbered(data.themes.map((theme) => say(theme[1]))));
    form.append(make("label", {}, make("span", {}, say("Words")), make("input", { type: "search", name: "words", autocomplete: "off" })));
    const clear = make("button", { type: "button", id: "clear" }, say("Clear"));
    form.append(clear);
    const empty = () => [...form.elements].forEach((field) => { if (field.name) field.value = ""; });

    const chosen = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
    const meets = (want, wanted) => (row, at) => {
      if (want.from && !(row.d && row.d >= want.from)) return false;
      if (want.to && !(row.d && row.d <= want.to)) return false;
      if (want.rating && String(row.g) !== want.rating) return false;
      if (want.sentiment && !(row.l && String(row.l[0]) === want.sentiment)) return false;
      if (want.kind && !(row.l && String(row.l[1]) === want.kind)) return false;
      if (want.theme && !(row.t || []).includes(Number(want.theme))) return false;
      for (const column of Object.keys(data.columns)) {
        if (want[column] && String((row.c || {})[column]) !== want[column]) return false;
      }
      return wanted.every((word) => words[at].includes(word));
    };

    const card = (row) => {
      const place = [say("{source} row {row}", { source: data.sources[row.s], row: row.r })];
      if (row.i) place.push(row.i);
      if (row.d) place.push(day(row.d));
      if (row.g !== undefined) place.push(say("rated {rating}", { rating: row.g }));
      for (const [column, at] of Object.entries(row.c || {})) place.push(`${say(column)} ${data.columns[column][at]}`);
      const labels = row.l ? say("{sentiment}, {kind}", { sentiment: say(data.sentiments[row.l[0]]), kind: say(data.kinds[row.l[1]]) }) : say("no statement");
      const article = make("article", { class: "card", id: `row-${row.s}-${row.r}`, tabindex: "-1" });
      article.append(make("p", { class: "said", dir: "auto" }, row.x));
      const foot = make("p", { class: "soft" }, `${place.join(" · ")} · ${labels}`);
      for (const at of row.t || []) {
        foot.append(" · ", make("a", { href: `#${data.themes[at][0]}` }, make("bdi", {}, say(data.themes[at][1]))));
      }
      article.append(foot);
      return article;
    };

    const next = () => {
      const part = fits.slice(shown, shown + PAGE);
      shown += part.length;
      list.append(...part.map(card));
      more.hidden = shown >= fits.length;
      more.textContent = say("Show {n} more of {all}", { n: Math.min(PAGE, fits.length - shown), all: many(fits.length - shown) });
    };

    const bar = (counts, all) => {
      const svg = drawn("svg", { class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", role: "img" });
      const told = data.sentiments.map((name, at) => say("{share} {name}", { share: percent(counts[at], all), name: say(name) })).join(say(", "));
      svg.setAttribute("aria-label", told);
      let left = 0;
      ["neg", "neu", "pos"].forEach((name, at) => {
        const width = all ? (100 * counts[at]) / all : 0;
        svg.append(drawn("rect", { class: name, x: left.toFixed(2), y: "0", width: width.toFixed(2), height: "10" }));
        left += width;
      });
      return [svg, told];
    };

    const period = (day, unit) => {
      if (unit === "year") return day.slice(0, 4);
      if (unit === "month") return day.slice(0, 7);
      const monday = new Date(`${day}T00:00:00Z`);
      monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7));
      return monday.toISOString().slice(0, 10);
    };
    const overTime = (some) => {
      const dated = some.filter((row) => row.d && row.l);
      if (dated.length < 2) return [];
      const span = (Date.parse(days[days.length - 1]) - Date.parse(days[0])) / 86400000;
      const unit = span > 1500 ? "year" : span > 120 ? "month" : "week";
      const buckets = new Map();
      for (const row of dated) {
        const name = period(row.d, unit);
        if (!buckets.has(name)) buckets.set(name, [0, 0, 0]);
        buckets.get(name)[row.l[0]] += 1;
      }
      const names = [...buckets.keys()].sort();
      if (names.length < 2) return [];
      const most = Math.max(...[...buckets.values()].map((counts) => counts[0] + counts[1] + counts[2]));
      const svg = drawn("svg", { class: "time", viewBox: "0 0 1000 140", role: "img", "aria-label": say("Feedback by sentiment and {unit}, at most {most} in one", { unit: say(unit), most }) });
      const step = 1000 / names.length;
      names.forEach((name, at) => {
        let top = 116;
        const group = drawn("g", {}, drawn("title", {}, say("{period}: {counts}", { period: day(name), counts: buckets.get(name).map((n, of) => say("{n} {name}", { n, name: say(data.sentiments[of]) })).join(say(", ")) })));
        buckets.get(name).forEach((count, of) => {
          const height = (108 * count) / most;
          top -= height;
          group.append(drawn("rect", { class: ["neg", "neu", "pos"][of], x: (at * step).toFixed(1), y: top.toFixed(1), width: (0.84 * step).toFixed(1), height: height.toFixed(1) }));
        });
        svg.append(group);
        if (at % Math.ceil(names.length / 8) === 0) svg.append(drawn("text", { x: (at * step).toFixed(1), y: "134" }, name));
      });
      return [svg];
    };

    const tell = (filtered) => {
      const some = fits.filter((row) => row.l);
      const counts = [0, 0, 0];
      some.forEach((row) => { counts[row.l[0]] += 1; });
      const rated = fits.filter((row) => row.g !== undefined);
      const mean = rated.reduce((sum, row) => sum + row.g, 0) / rated.length;
      const [svg, told] = bar(counts, some.length);
      const parts = [say("{n} of {all} feedback", { n: many(fits.length), all: many(rows.length) }), told];
      if (rated.length) parts.push(say("mean rating {mean} of {n}", { mean: mean.toFixed(2), n: many(rated.length) }));
      by("told").textContent = parts.join(" · ") + say(".");
      by("felt").replaceChildren(svg, ...overTime(fits));
      const of = new Map();
      fits.forEach((row) => (row.t || []).forEach((theme) => of.set(theme, (of.get(theme) || 0) + 1)));
      const most = [...of].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 12);
      by("among").replaceChildren(...most.map(([theme, count]) => {
        const button = make("button", { type: "button" }, say("{name} {n} ({share})", { name: say(data.themes[theme][1]), n: many(count), share: percent(count, fits.length) }));
        button.addEventListener("click", () => choose("theme", String(theme)));
        return make("li", {}, button);
      }));
      by("among").hidden = !filtered && most.length < 2;
    };

    const show = () => {
      const want = chosen();
      const wanted = (want.words || "").toLowerCase().split(/\s+/).filter(Boolean);
      fits = rows.filter(meets(want, wanted));
      if (pinned >= 0) fits = [rows[pinned], ...fits.filter((row) => row !== rows[pinned])];
      shown = 0;
      list.replaceChildren();
      next();
      tell(Object.keys(want).length > 0);
    };
    const choose = (name, value) => {
      pinned = -1;
      form.elements[name].value = value;
      show();
    };
    form.addEventListener("input", () => { pinned = -1; show(); });
    clear.addEventListener("click", () => { empty(); pinned = -1; show(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    more.addEventListener("click", () => {
      const first = shown;
      next();
      list.children[first]?.focus();
    });
    document.querySelectorAll("a[data-theme]").forEach((link) => {
      link.hidden = false;
      link.addEventListener("click", () => { empty(); choose("theme", link.dataset.theme); });
    });
    by("read").parentElement.hidden = false;
    show();

    return {
      // Puts the row that a quote comes from first, whatever is filtered.
      pin(source, row) {
        const at = rows.findIndex((other) => other.s === source && other.r === row);
        if (at < 0) return;
        empty();
        pinned = at;
        show();
        const first = list.firstElementChild;
        first.classList.add("pinned");
        first.scrollIntoView({ block: "center" });
        first.focus({ preventScroll: true });
      },
    };
  }

  const open = () => {
    const hash = decodeURIComponent(location.hash.slice(1));
    const row = /^row-(\d+)-(\d+)$/.exec(hash);
    if (row && read) read.pin(Number(row[1]), Number(row[2]));
    const target = hash && by(hash);
    if (target && target.tagName === "DETAILS") target.open = true;
  };
  addEventListener("hashchange", open);
  open();

  // What scrolls sideways can be reached by keyboard.
  const reach = () => document.querySelectorAll(".scroll").forEach((part) => {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  });
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);
  reach();

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details.print:not([open])")];
    closed.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((part) => { part.open = false; }));
})();
