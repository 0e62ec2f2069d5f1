// What is being written is kept in this tab, through reloads and a login that ended.
const name = (conversation) => "draft:" + conversation;

export function keepDraft(conversation, text) {
  if (text) sessionStorage.setItem(name(conversation), text);
  else sessionStorage.removeItem(name(conversation));
}

export function draftOf(conversation) {
  return sessionStorage.getItem(name(conversation)) || "";
}

// forgetDrafts leaves nothing behind for whoever logs in next.
export function forgetDrafts() {
  sessionStorage.clear();
}
