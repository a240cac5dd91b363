import { type ReactNode, useId } from "react";

import type { Story } from "./stories";

interface Paper {
  sky: string;
  glow: string;
  light: string;
  far: string;
  near: string;
  front: string;
}

/** Papers for stories that have no colours of their own: night, dusk, morning, wood, sea, snow. */
const PAPERS: Paper[] = [
  { sky: "#2a3070", glow: "#565ca6", light: "#fff2c4", far: "#46549a", near: "#2b5476", front: "#173850" },
  { sky: "#d9795a", glow: "#eda678", light: "#ffe3ae", far: "#b35a66", near: "#7b3f5e", front: "#472a4d" },
  { sky: "#9fcbd6", glow: "#c4e1e2", light: "#fff4d2", far: "#7fae93", near: "#4f8a70", front: "#2d5f52" },
  { sky: "#e9c27a", glow: "#f2d9a3", light: "#fff6e0", far: "#a8a35c", near: "#6f7f43", front: "#445a35" },
  { sky: "#6aa5c4", glow: "#93c2d6", light: "#fdf1cf", far: "#3f82a6", near: "#2a6187", front: "#1b4264" },
  { sky: "#b4a7d6", glow: "#d2c8e8", light: "#fffaf0", far: "#dfe2f2", near: "#b9c3e0", front: "#7483b0" },
];

/** A cover for a story without one: cut from paper in the story's own colours, the same at every look. */
export function DrawnCover({ story, title }: { story: Story; title: string }) {
  const clip = useId();
  const seed = [...story.id].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) >>> 0, 7);
  const paper = { ...PAPERS[seed % PAPERS.length]!, ...own(story) };
  const [x, y] = [50 + (seed % 5) * 25, 112 + (seed % 3) * 7];
  return (
    <div className="drawn" aria-hidden="true">
      <svg viewBox="0 0 200 200" width="200" height="200">
        <clipPath id={clip}>
          <rect width="200" height="200" />
        </clipPath>
        <g clipPath={`url(#${clip})`}>
          <rect width="200" height="200" fill={paper.sky} />
          <circle cx={x} cy={y} r="58" fill={paper.glow} opacity="0.45" />
          <circle cx={x} cy={y} r="43" fill={paper.glow} opacity="0.8" />
          <circle cx={x} cy={y} r="27" fill={paper.light} />
          <Layer fill={paper.far} d="M0 142 C40 118 74 128 104 140 S170 124 200 134 V200 H0Z" />
          {seed % 2 ? <Trees fill={paper.near} /> : <House paper={paper} />}
          <Layer fill={paper.near} d="M0 160 C34 146 70 148 112 162 S178 158 200 150 V200 H0Z" />
          <Layer fill={paper.front} d="M0 182 C44 168 92 176 128 182 S184 178 200 172 V200 H0Z" />
        </g>
      </svg>
      <span className="drawn-title">{title}</span>
    </div>
  );
}

/** Paper lies on paper: each layer has its shadow. */
function Layer({ d, fill }: { d: string; fill: string }): ReactNode {
  return (
    <>
      <path d={d} transform="translate(0 -2.5)" fill="#000" opacity="0.13" />
      <path d={d} fill={fill} />
    </>
  );
}

function Trees({ fill }: { fill: string }) {
  return (
    <g fill={fill}>
      <path d="M30 158l13-34 13 34ZM34 140l9-25 9 25ZM160 160l11-28 11 28ZM163 146l8-22 8 22ZM60 158l8-20 8 20Z" />
    </g>
  );
}

function House({ paper }: { paper: Paper }) {
  return (
    <g>
      <rect x="136" y="130" width="30" height="28" fill={paper.front} />
      <path d="M131 132l20-19 20 19Z" fill={paper.near} />
      <rect x="146" y="139" width="10" height="10" rx="1" fill={paper.light} />
    </g>
  );
}

/** The colours that were found in the story's pictures, where there are three. */
function own(story: Story): Partial<Paper> {
  const [far, near, front] = Object.values(story.hue_extracted_colors)[0] ?? [];
  return far && near && front ? { far, near, front } : {};
}
