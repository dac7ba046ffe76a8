// Generates TypeScript types from an OpenAPI document and names what says nothing about a body, parameter or answer.
//
//   node check.mjs OPENAPI.json TYPES.ts
//
// Exits with 1 if a type is `unknown` or `Record<string, never>`. The generator's own `webhooks` and `$defs`, and the
// index signatures of response headers, are left out.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const [document, types] = process.argv.slice(2);
const text = astToString(await openapiTS(JSON.parse(await readFile(document, "utf8"))));
await writeFile(types, text);

const nameOf = (node) => (ts.isPropertySignature(node) ? node.name.getText().replaceAll('"', "") : undefined);

const isHeaderIndex = (node, path) => ts.isIndexSignatureDeclaration(node) && path.at(-1) === "headers";

const isEmptyRecord = (node) =>
    ts.isTypeReferenceNode(node) &&
    node.typeName.getText() === "Record" &&
    node.typeArguments?.[1]?.kind === ts.SyntaxKind.NeverKeyword;

/** Yields the path of each type below `node` that says nothing. */
function* emptyTypes(node, path) {
    if (isHeaderIndex(node, path)) return;
    if (node.kind === ts.SyntaxKind.UnknownKeyword || isEmptyRecord(node)) {
        yield `${path.join(" › ")}: ${node.getText()}`;
        return;
    }
    const name = nameOf(node);
    const inner = name === undefined ? path : [...path, name];
    for (const child of node.getChildren()) yield* emptyTypes(child, inner);
}

const source = ts.createSourceFile(types, text, ts.ScriptTarget.Latest, true);
const found = source.statements
    .filter((statement) => !["webhooks", "$defs"].includes(statement.name?.text))
    .flatMap((statement) => [...emptyTypes(statement, [statement.name?.text ?? "?"])]);
if (found.length > 0) {
    console.error(`${found.length} types say nothing:\n${found.join("\n")}`);
    process.exit(1);
}
