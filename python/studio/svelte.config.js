// Svelte 5 with runes everywhere; styles go to files of their own, because the content policy allows no inline style.
export default { compilerOptions: { runes: true, css: "external" } };
