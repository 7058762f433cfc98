// The preview in a window as narrow as a telephone: there the page is drawn as on one.
const button = document.getElementById("telefono");
button.hidden = window.opener !== null;
button.addEventListener("click", () => {
  window.open(window.location.href, "telefono", "popup,width=390,height=780");
});
