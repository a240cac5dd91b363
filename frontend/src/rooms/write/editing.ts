/** How a draft's document is edited and shown. */
import type { Content, Editor, UseEditorOptions } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";

import type { Draft } from "./drafts";

/** For `useEditor`. The page's policy takes no styles but its own: see write.css. */
export function options(document: Draft["document"]) {
  return {
    immediatelyRender: false, // on slow machines the first editor of a render is thrown away and used again
    extensions: [
      StarterKit.configure({ heading: { levels: [2, 3] }, link: { openOnClick: false } }),
    ],
    content: document as Content,
    enableContentCheck: true, // what the editor does not know is shown, and never saved without it
    injectCSS: false,
    editorProps: { transformPastedHTML: bare },
  } satisfies UseEditorOptions;
}

/** Pasted pages bring styles and scripts along; the page's policy refuses each, and complains. */
export function bare(html: string): string {
  return html.replace(/<[^>]*>/g, (tag) => tag.replace(/\s(style|on\w+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, ""));
}

export function documentOf(editor: Editor): Draft["document"] {
  return editor.getJSON() as Draft["document"];
}

/** Hands a file to the person. */
export function download(name: string, type: string, content: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A name that every file system takes. */
export function fileName(title: string, ending: string): string {
  const name = title.replace(/[\p{C}<>:"/\\|?*]/gu, " ").replace(/\s+/g, " ").trim().slice(0, 80);
  return `${name.replace(/^\.+|\.+$/g, "") || "draft"}.${ending}`;
}

export function asText(title: string, editor: Editor): string {
  return `${title}\n\n${editor.getText({ blockSeparator: "\n\n" })}\n`;
}

/** A page of its own. */
export function asHtml(title: string, language: string, editor: Editor): string {
  const name = document.createElement("p");
  name.textContent = title;
  return (
    `<!doctype html>\n<html lang="${language}">\n<head><meta charset="utf-8">` +
    `<title>${name.innerHTML}</title></head>\n<body>\n<h1>${name.innerHTML}</h1>\n` +
    `${editor.getHTML()}\n</body>\n</html>\n`
  );
}
