// Asks for this page again while it is looked at, and changes in place what differs: focus, scrolling, what is typed
// and what is folded stay as they are.
(() => {
  "use strict";
  const EVERY = 2000;
  const status = document.getElementById("live");
  let known = null;
  let timer = 0;
  let isAsking = false;

  const setAttributes = (old, fresh) => {
    const isFold = (name) => old.nodeName === "DETAILS" && name === "open";
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !isFold(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes)
      if (old.getAttribute(name) !== value && !isFold(name)) old.setAttribute(name, value);
  };

  // The child of `old` that `fresh` is a newer state of: by its id, else the next one if it is of the same kind.
  const counterpart = (old, next, fresh) => {
    if (fresh.id) return [...old.children].find((one) => one.id === fresh.id && one.nodeName === fresh.nodeName);
    return next && !next.id && next.nodeName === fresh.nodeName ? next : undefined;
  };

  const change = (old, fresh) => {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
      return;
    }
    setAttributes(old, fresh);
    let next = old.firstChild;
    for (const child of [...fresh.childNodes]) {
      const found = counterpart(old, next, child);
      if (found !== next || !found) old.insertBefore(found ?? child, next);
      if (found) change(found, child);
      next = (found ?? child).nextSibling;
    }
    while (next) {
      const gone = next;
      next = gone.nextSibling;
      gone.remove();
    }
  };

  const ask = async () => {
    const answer = await fetch(location.href, { headers: known ? { "If-None-Match": known } : {}, cache: "no-store" });
    if (answer.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      change(document.getElementById("main"), fresh.getElementById("main"));
      known = answer.headers.get("ETag");
    }
    return answer.ok || answer.status === 304;
  };

  const look = async () => {
    if (isAsking || document.hidden) return;
    isAsking = true;
    clearTimeout(timer);
    const isLive = await ask().catch(() => false);
    if (status.textContent !== (isLive ? "live" : "not answering")) status.textContent = isLive ? "live" : "not answering";
    isAsking = false;
    timer = setTimeout(look, EVERY);
  };

  document.addEventListener("visibilitychange", look);
  timer = setTimeout(look, EVERY);
})();
