// Before the first paint: the light that was chosen in this browser (src/ui/theme.ts).
try {
  var theme = localStorage.getItem("fablewright.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch (error) {
  // storage is forbidden: the system's own
}
