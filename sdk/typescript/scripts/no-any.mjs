// Fails when a source or example names the type `any`; `strict` only refuses the implicit one.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));
const found = [];

for (const folder of ["src", "examples"]) {
  for (const name of readdirSync(`${root}/${folder}`).filter((file) => file.endsWith(".ts"))) {
    const text = readFileSync(`${root}/${folder}/${name}`, "utf8");
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    visit(source, (node) => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        found.push(`${folder}/${name}:${line + 1}: names the type any`);
      }
    });
  }
}

if (found.length > 0) {
  console.error(found.join("\n"));
  process.exitCode = 1;
}

function visit(node, see) {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}
