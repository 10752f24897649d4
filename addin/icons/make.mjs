// Draws icon.svg as the PNG files that the manifest names: node icons/make.mjs [chromium]
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const chromium = process.argv[2] ?? "chromium";
const svg = readFileSync(new URL("icon.svg", import.meta.url), "utf8");
const folder = mkdtempSync(join(tmpdir(), "icons-"));
for (const size of [16, 25, 32, 48, 50, 64, 75, 80, 96, 128, 144]) {
    const page = join(folder, "icon.html");
    writeFileSync(
        page,
        `<body><script>
      const image = new Image();
      image.onload = () => {
        const canvas = Object.assign(document.createElement("canvas"), { width: ${size}, height: ${size} });
        canvas.getContext("2d").drawImage(image, 0, 0, ${size}, ${size});
        document.body.textContent = canvas.toDataURL("image/png");
      };
      image.src = "data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}";
    </script>`,
    );
    const dom = execFileSync(
        chromium,
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=2000",
            "--dump-dom",
            `file://${page}`,
        ],
        { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    );
    const [, base64] =
        /data:image\/png;base64,([^<]+)/.exec(dom.slice(dom.lastIndexOf("data:image/png"))) ?? [];
    if (!base64) throw new Error(`Chromium drew no icon of ${size} pixels.`);
    writeFileSync(
        new URL(`../public/icons/icon-${size}.png`, import.meta.url),
        Buffer.from(base64, "base64"),
    );
}
rmSync(folder, { recursive: true, maxRetries: 5 });
