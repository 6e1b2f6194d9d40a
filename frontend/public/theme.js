// Runs before the first paint, so that a chosen theme never flashes the other one.
// It is a file of its own because the content security policy forbids inline scripts.
try {
  const theme = localStorage.getItem("mami.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to us; the system's theme is a good answer then.
}
