"use strict";
// the token is in the fragment: no server sees it before a button is pressed
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
const element = (id) => document.getElementById(id);
const tell = (text) => { element("outcome").textContent = text; };
if (/^[0-9a-f]{64}$|^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/.test(token)) {
  element("code") && (element("code").textContent = token);
} else {
  document.querySelectorAll("button").forEach((button) => { button.disabled = true; });
  tell("This link is incomplete. Open it from the mail again.");
}
element("copy")?.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(token);
    tell("Copied.");
  } catch {
    tell("Your browser does not allow this. Select the code and copy it.");
  }
});
element("confirm")?.addEventListener("click", async () => {
  element("confirm").disabled = true;
  try {
    const answer = await fetch(element("confirm").dataset.action ?? "activate", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
    });
    const told = await answer.json();
    tell(told.success ? "Done. You can close this page." : told.error);
  } catch {
    element("confirm").disabled = false;
    tell("The service cannot be reached. Try again.");
  }
});
