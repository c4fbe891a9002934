// Builds what the browser gets into build/static/dist, and the letters of official paper into build/fonts.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import * as esbuild from "esbuild";
import * as sass from "sass";

const dist = "build/static/dist";
rmSync("build/static", { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
mkdirSync("build/tmp", { recursive: true });

const theme = sass.compile("frontend/app.scss", { loadPaths: [".", "node_modules"], style: "compressed", quietDeps: true });
writeFileSync("build/tmp/theme.css", theme.css);
await esbuild.build({
  entryPoints: { app: "frontend/app.css" },
  outdir: dist, bundle: true, minify: true, loader: { ".woff2": "file", ".woff": "empty" },
  assetNames: "fonts/[name]", external: ["/static/*"],
});
await esbuild.build({
  entryPoints: { app: "frontend/app.js" }, outdir: dist, bundle: true, minify: true, format: "iife", target: "es2020",
});
rmSync("build/tmp", { recursive: true });

// Tinos (OFL) as TrueType: the metric twin of Times New Roman, embedded in official PDFs.
const tinos = "node_modules/@expo-google-fonts/tinos";
mkdirSync("build/fonts", { recursive: true });
for (const face of ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"])
  cpSync(`${tinos}/${face}/Tinos_${face}.ttf`, `build/fonts/Tinos_${face}.ttf`);
cpSync(`${tinos}/LICENSE_FONT`, "build/fonts/LICENSE_FONT");
