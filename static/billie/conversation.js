/* The chat: it opens at its end and stays there as messages arrive, unless one reads further up;
   then a button says that there is more. */
(function () {
  "use strict";
  const NEAR = 48;
  const chat = document.getElementById("chat");
  const messages = document.getElementById("messages");
  const newer = document.querySelector("[data-newer]");
  if (!chat || !messages) return;

  let isAtEnd = true;
  const toEnd = () => { chat.scrollTop = chat.scrollHeight; };

  function look() {
    isAtEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < NEAR;
    if (isAtEnd) newer.hidden = true;
  }

  chat.addEventListener("scroll", look, { passive: true });
  newer.addEventListener("click", () => {
    toEnd();
    chat.focus({ preventScroll: true });
  });
  messages.addEventListener("billie:updated", () => {
    if (messages.children.length) document.getElementById("no-messages")?.remove();
    if (isAtEnd) toEnd();
    else newer.hidden = false;
  });
  /* messages far away get their real height only once they are near: stay at the end meanwhile */
  new ResizeObserver(() => { if (isAtEnd) toEnd(); }).observe(messages);
  toEnd();
})();
