// Starts the pages: theme and language first, so that the first paint is the right one.
import { mount } from "svelte";

import App from "./App.svelte";
import "./styles.css";
import { startRouter } from "$lib/router.svelte";
import { startTexts } from "$lib/texts/index.svelte";
import { startTheme } from "$lib/theme.svelte";

startTheme();
startTexts();
startRouter();

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no element with the id app");
mount(App, { target });
