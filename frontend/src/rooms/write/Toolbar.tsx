import { type Editor, useEditorState } from "@tiptap/react";
import { type KeyboardEvent, useRef, useState } from "react";

import { Icon, type IconName } from "../../ui/Icon";
import { useWords, type Words } from "../../words";

interface Tool {
  icon: IconName;
  name: (words: Words["write"]) => string;
  keys: string;
  run: (editor: Editor) => boolean;
  /** Whether the text at the cursor has it; tools without are no switches. */
  on?: (editor: Editor) => boolean;
  can?: (editor: Editor) => boolean;
}

const TOOLS: Tool[] = [
  {
    icon: "bold",
    name: (words) => words.bold,
    keys: "Control+B",
    run: (editor) => editor.commands.toggleBold(),
    on: (editor) => editor.isActive("bold"),
  },
  {
    icon: "italic",
    name: (words) => words.italic,
    keys: "Control+I",
    run: (editor) => editor.commands.toggleItalic(),
    on: (editor) => editor.isActive("italic"),
  },
  {
    icon: "heading",
    name: (words) => words.heading2,
    keys: "Control+Alt+2",
    run: (editor) => editor.commands.toggleHeading({ level: 2 }),
    on: (editor) => editor.isActive("heading", { level: 2 }),
  },
  {
    icon: "subheading",
    name: (words) => words.heading3,
    keys: "Control+Alt+3",
    run: (editor) => editor.commands.toggleHeading({ level: 3 }),
    on: (editor) => editor.isActive("heading", { level: 3 }),
  },
  {
    icon: "bullets",
    name: (words) => words.bullets,
    keys: "Control+Shift+8",
    run: (editor) => editor.commands.toggleBulletList(),
    on: (editor) => editor.isActive("bulletList"),
  },
  {
    icon: "numbers",
    name: (words) => words.numbers,
    keys: "Control+Shift+7",
    run: (editor) => editor.commands.toggleOrderedList(),
    on: (editor) => editor.isActive("orderedList"),
  },
  {
    icon: "quote",
    name: (words) => words.quote,
    keys: "Control+Shift+B",
    run: (editor) => editor.commands.toggleBlockquote(),
    on: (editor) => editor.isActive("blockquote"),
  },
  {
    icon: "undo",
    name: (words) => words.undo,
    keys: "Control+Z",
    run: (editor) => editor.commands.undo(),
    can: (editor) => editor.can().undo(),
  },
  {
    icon: "redo",
    name: (words) => words.redo,
    keys: "Control+Shift+Z",
    run: (editor) => editor.commands.redo(),
    can: (editor) => editor.can().redo(),
  },
];

/** One stop of the Tab key; arrows go from tool to tool. */
export function Toolbar({ editor }: { editor: Editor }) {
  const words = useWords();
  const bar = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const states = useEditorState({
    editor,
    selector: ({ editor: now }) =>
      TOOLS.map((tool) => ({ on: tool.on?.(now), can: now.isEditable && (tool.can?.(now) ?? true) })),
  });
  const move = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowRight: (current + 1) % TOOLS.length,
      ArrowLeft: (current + TOOLS.length - 1) % TOOLS.length,
      Home: 0,
      End: TOOLS.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next);
    bar.current?.querySelectorAll("button")[next]?.focus();
  };
  return (
    <div ref={bar} className="tools" role="toolbar" aria-label={words.write.toolbar} onKeyDown={move}>
      {TOOLS.map((tool, number) => (
        <button
          key={tool.icon}
          type="button"
          tabIndex={number === current ? 0 : -1}
          aria-label={tool.name(words.write)}
          aria-pressed={states[number]?.on}
          aria-disabled={!states[number]?.can || undefined}
          aria-keyshortcuts={tool.keys}
          title={tool.name(words.write)}
          onFocus={() => setCurrent(number)}
          onMouseDown={(event) => event.preventDefault()} // the text keeps its selection
          onClick={(event) => {
            if (states[number]?.can) tool.run(editor);
            if (event.detail > 0) editor.commands.focus(); // who uses the keyboard stays in the bar
          }}
        >
          <Icon name={tool.icon} />
        </button>
      ))}
    </div>
  );
}
