"use strict";
// Everything here is a convenience: the page works without scripts.

const box = document.getElementById("q");
// The key of a Latin keyboard, whatever layout is chosen: where "m" is, a Russian one has "ь".
function keyOf(event) {
  const letter = /^Key([A-Z])$/.exec(event.code);
  if (letter && event.key.length === 1 && event.key > "\u007f") return letter[1].toLowerCase();
  return event.code === "Slash" && event.key === "." ? "/" : event.key;
}
const isTyping = (target) => target.matches("input:not([type=checkbox]), select, textarea");

// On a phone filters would push the pictures out of sight; those that count stand above the pictures too.
const filters = document.querySelector(".filters[data-told]");
if (filters && matchMedia("(max-width: 760px)").matches) filters.open = false;

// Tiles: "/" goes to the box, arrows move, "m" asks for more like the tile.
function move(tiles, current, key) {
  const here = tiles.indexOf(current);
  if (here < 0) return tiles[0];
  if (key === "ArrowRight") return tiles[here + 1];
  if (key === "ArrowLeft") return tiles[here - 1];
  const from = current.getBoundingClientRect();
  const middle = from.left + from.width / 2;
  const sign = key === "ArrowDown" ? 1 : -1;
  let best, least = Infinity;
  for (const tile of tiles) {
    const to = tile.getBoundingClientRect();
    const rows = (to.top - from.top) * sign;
    if (rows <= from.height / 2) continue;
    const distance = rows * 10 + Math.abs(to.left + to.width / 2 - middle);
    if (distance < least) { least = distance; best = tile; }
  }
  return best;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target === box) { box.blur(); return; }
  const leavesBox = event.target === box && event.key === "ArrowDown";
  if (isTyping(event.target) && !leavesBox) return;
  const key = keyOf(event);
  if (key === "/" && box) { event.preventDefault(); box.focus(); box.select(); return; }
  const tiles = [...document.querySelectorAll(".tile")];
  if (event.key.startsWith("Arrow") && tiles.length) {
    const next = move(tiles, document.activeElement.closest(".tile"), event.key);
    if (next) {
      event.preventDefault();
      (next.querySelector("[type=checkbox]") || next).focus();
      next.scrollIntoView({ block: "nearest" });
    }
    return;
  }
  const tile = document.activeElement.closest(".tile");
  if (key === "m" && tile && tile.dataset.like) { location.href = tile.dataset.like; return; }
  if (key === "Enter" && document.activeElement.matches("a, button")) return;
  // Buttons that name a key are pressed by it.
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (button && !event.repeat) { event.preventDefault(); button.click(); }
});

// Reviewing: who has not been unveiled has not been looked at, and waits on.
const picks = document.querySelector(".picks");
if (picks) {
  const unveil = (event) => event.target.closest(".tile")?.classList.remove("veiled");
  picks.addEventListener("pointerover", unveil);
  picks.addEventListener("focusin", unveil);
  document.activeElement.closest(".tile")?.classList.remove("veiled");
  // Nor has who is still on the way, or could not be fetched; to mark it without looking hides it, which harms nobody.
  const isUnseen = (tile) => tile.matches(".veiled") ||
    !(tile.querySelector("img").naturalWidth || tile.querySelector(":checked"));
  picks.closest("form").addEventListener("submit", (event) => {
    const tiles = [...picks.querySelectorAll(".tile")];
    if (tiles.every(isUnseen)) event.preventDefault();
    for (const tile of tiles) tile.querySelector("[name=seen]").disabled = isUnseen(tile);
  });
}

// Deciding: the second half of a double click must not decide on what the first one has brought into its place, nor
// may anything be decided on a picture that is still on the way.
const deciding = document.querySelector("form:has(.picks), form.scale, form[action='/review']");
if (deciding) {
  let isReady = !/[?&](undo|left|rated_text)=/.test(location.search);
  const makeReady = () => { isReady = true; };
  setTimeout(makeReady, 400);
  deciding.addEventListener("change", makeReady);
  document.addEventListener("keydown", (event) => { if (event.key.startsWith("Arrow")) makeReady(); });
  const picture = document.querySelector("figure img");
  deciding.addEventListener("submit", (event) => {
    if (!isReady || (picture && !picture.complete)) event.preventDefault();
  });
}

// What cannot be taken back is asked about.
for (const form of document.querySelectorAll("form[data-confirm]")) {
  form.addEventListener("submit", (event) => { if (!confirm(form.dataset.confirm)) event.preventDefault(); });
}

// Sent once, however often it is clicked; who stops it may send it again.
for (const form of document.querySelectorAll("form[method=post]")) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (isSent) { event.preventDefault(); return; }
    isSent = true;
    setTimeout(() => { isSent = false; }, 3000);
  });
}

// A small copy that did not come, since the server was busy, is asked for once more.
for (const picture of document.querySelectorAll(".tile img, .members img")) {
  const again = () => setTimeout(() => { picture.src = picture.src; }, 3000);
  if (picture.complete && picture.hasAttribute("src") && !picture.naturalWidth && picture.loading !== "lazy") again();
  else picture.addEventListener("error", again, { once: true });
}

// What is left empty stays out of the address, so that it is short enough to be sent to somebody.
document.getElementById("search")?.addEventListener("formdata", ({ formData }) => {
  for (const name of new Set(formData.keys())) {
    const given = formData.getAll(name).filter((value) => typeof value !== "string" || value.trim());
    formData.delete(name);
    for (const value of given) formData.append(name, value);
  }
});

// Behind "Back" the fields say what the pictures below them were searched by, not what was asked for next.
window.addEventListener("pageshow", (event) => { if (event.persisted) document.getElementById("search")?.reset(); });

for (const select of document.querySelectorAll("select[data-submits]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
for (const select of document.querySelectorAll("select[name=gallery]")) {
  select.addEventListener("change", () => { if (box.value.trim()) select.form.requestSubmit(); });
}

// A file may be gone or changed; its small copy is still there.
for (const picture of document.querySelectorAll("img[data-small]")) {
  const fall = () => { if (!picture.src.endsWith(picture.dataset.small)) picture.src = picture.dataset.small; };
  if (picture.complete && !picture.naturalWidth) fall();
  else picture.addEventListener("error", fall, { once: true });
}

// Searching by a picture: chosen, dropped or pasted.
const form = document.getElementById("by-picture");
if (form) {
  const input = document.getElementById("picture");
  const drop = document.getElementById("drop");
  const send = (files) => { input.files = files; form.requestSubmit(); };
  // Behind "Back" the field still holds what was chosen, and the same file once more would be no change.
  input.addEventListener("click", () => { input.value = ""; });
  input.addEventListener("change", () => { if (input.files.length) form.requestSubmit(); });
  // Text that is dragged goes into the box, as everywhere.
  const hasFiles = (event) => event.dataTransfer.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    drop.hidden = false;
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.hidden = true; });
  document.addEventListener("drop", (event) => {
    drop.hidden = true;
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer.files.length) send(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    // Cells and formatted text come with a picture of themselves; a file comes with its own name.
    const text = event.clipboardData.getData("text/plain").trim();
    const isText = text && isTyping(event.target) && !files.some((file) => text.endsWith(file.name));
    if (!files.length || isText) return;
    event.preventDefault();
    send(event.clipboardData.files);
  });
}
