// Passkeys: what a form asks the browser for, and the answer sent with it. Needs allauth's mfa/js/webauthn-json.js.
// The page offers a code or the password beside it: without this file, or without a key, people come in that way.
for (const form of document.querySelectorAll("[data-passkey]")) {
  const told = form.querySelector("[data-told]");
  form.hidden = !window.PublicKeyCredential;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.textContent = "";
    try {
      form.credential.value = JSON.stringify(await ask(form));
      form.submit();
    } catch {
      told.textContent = "Trình duyệt chưa nhận được khóa truy cập. Thử lại, hoặc dùng cách khác trên trang này.";
    }
  });
}

async function ask({ dataset, action }) {
  if (dataset.passkey === "create") return window.webauthnJSON.create(options().creation_options);
  const wanted = dataset.passkey === "fetch" ? await (await fetch(action, { headers: { Accept: "application/json" } })).json() : options();
  return window.webauthnJSON.get(wanted.request_options);
}

function options() {
  return JSON.parse(document.getElementById("passkey-options").textContent);
}
