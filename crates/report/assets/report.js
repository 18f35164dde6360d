"use strict";
(() => {
  const box = document.getElementById("search");
  const told = document.getElementById("found");
  const cards = [...document.querySelectorAll("[data-find]")];
  const words = cards.map((card) => card.textContent.toLowerCase());
  const find = () => {
    const wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    cards.forEach((card, at) => {
      const fits = wanted.every((word) => words[at].includes(word));
      card.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    told.textContent = wanted.length ? `${shown} of ${cards.length} shown` : "";
  };
  box.addEventListener("input", find);
  box.closest("label").hidden = false;
  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") target.open = true;
  };
  addEventListener("hashchange", open);
  open();
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details.print:not([open])")];
    closed.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((part) => { part.open = false; }));
})();
