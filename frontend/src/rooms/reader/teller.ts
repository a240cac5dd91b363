/** Who reads aloud. A position is a number that grows while they read: seconds of a recording, or the
 * number of a word for a voice that has no times. */
import type { Beat, ReadWord, Timed } from "./book";

/** From where to where a page is read. The cover, page 0, is where the title is read. */
export interface Stretch {
  from: number;
  to: number;
}

export interface Heard {
  /** Where the reading is; the words from `first` to `last` are being said, if `first` is not -1. */
  at: (position: number, first: number, last: number) => void;
  state: (playing: boolean) => void;
  /** The whole story was read. */
  ended: () => void;
  /** The sound cannot be had; `playing` says whether it was playing, or should. */
  lost: (playing: boolean) => void;
}

export interface Teller {
  readonly kind: "recording" | "device";
  readonly pages: Stretch[];
  position: () => number;
  /** Where the reading of this word begins. */
  begins: (word: number) => number;
  wordAt: (position: number) => number;
  play: () => void;
  pause: () => void;
  seek: (position: number) => void;
  setPace: (pace: number) => void;
  /** Ends it for good. */
  close: () => void;
}

const BEFORE = 0.45; // seconds before its first word that a page is shown
const NEAR = 0.004; // seconds by which a player may land before the word that was asked for

/** The page, from 0, on which this position is. */
export function pageAt(pages: readonly Stretch[], position: number): number {
  return Math.max(0, lastNotAfter(pages.map((page) => page.from), position + NEAR));
}

/** The last of the sorted `starts` that is not after `at`; -1 when all are. */
export function lastNotAfter(starts: ArrayLike<number>, at: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The numbers of the first words of the beats. */
export function firstWords(beats: readonly Beat[]): number[] {
  return beats.map((beat) => beat[0]?.[0]?.n ?? 0);
}

/** The numbers of the first words of all sentences. */
export function sentenceStarts(words: readonly ReadWord[]): number[] {
  return words.filter((_, at) => at === 0 || words[at - 1]!.ends).map((word) => word.n);
}

/** Reads by playing `audio`, whose source somebody else sets. */
export class Recording implements Teller {
  readonly kind = "recording";
  readonly pages: Stretch[];
  private readonly starts: Float64Array;
  private readonly firsts: number[];
  private frame = 0;
  private next = 0;
  private readonly ended = new AbortController();

  constructor(
    private readonly audio: HTMLAudioElement,
    words: readonly Timed[],
    beats: readonly Beat[],
    private readonly heard: Heard,
  ) {
    this.starts = Float64Array.from(words, (word) => word.start);
    this.firsts = firstWords(beats);
    const begins = this.firsts.map((n) =>
      Math.max(words[n - 1]?.end ?? 0, (words[n]?.start ?? 0) - BEFORE),
    );
    const end = words[words.length - 1]?.end ?? 0;
    this.pages = [0, ...begins].map((from, page) => ({ from, to: begins[page] ?? end }));
    this.listen();
  }

  position = () => this.audio.currentTime;
  begins = (word: number) => this.starts[word] ?? 0;
  wordAt = (position: number) => lastNotAfter(this.starts, position + NEAR);

  play(): void {
    this.audio.play().catch((error: DOMException) => {
      // The browser wants a press first, or there is no sound to be had: `error` events tell of that.
      if (error.name === "NotAllowedError") this.heard.state(false);
      else if (this.audio.error) this.heard.lost(true);
    });
  }

  pause(): void {
    this.rest(); // its event comes later, and until then nothing may be told
    this.audio.pause();
  }

  seek(position: number): void {
    this.audio.currentTime = position;
    this.tell(position);
  }

  setPace(pace: number): void {
    this.audio.preservesPitch = true;
    this.audio.defaultPlaybackRate = this.audio.playbackRate = pace; // the default one survives a new source
  }

  close(): void {
    this.ended.abort();
    this.rest();
    this.audio.pause();
  }

  private listen(): void {
    const on = (name: string, listener: () => void) =>
      this.audio.addEventListener(name, listener, { signal: this.ended.signal });
    const follow = () => {
      this.tell(this.audio.currentTime);
      this.frame = requestAnimationFrame(follow);
    };
    on("play", () => {
      this.heard.state(true);
      this.rest();
      follow();
    });
    on("pause", () => {
      this.rest();
      this.heard.state(false);
    });
    // A window in the background has no frames.
    on("timeupdate", () => !this.audio.paused && this.tell(this.audio.currentTime));
    on("ended", () => this.heard.ended());
    on("error", () => {
      const playing = !this.audio.paused;
      this.rest();
      this.audio.pause();
      this.heard.lost(playing);
    });
  }

  private rest(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.next);
  }

  private tell(position: number): void {
    const word = this.wordAt(position);
    clearTimeout(this.next);
    const following = this.starts[word + 1];
    if (!this.audio.paused && following !== undefined) {
      // On a busy device frames come late; this comes when the word does.
      const wait = (1000 * (following - position)) / this.audio.playbackRate;
      this.next = window.setTimeout(() => this.audio.paused || this.tell(this.audio.currentTime), wait);
    }
    // In the pause at a page turn the last word is on the page before: nothing is being said.
    const said = word >= (this.firsts[pageAt(this.pages, position) - 1] ?? 0) ? word : -1;
    this.heard.at(position, said, said);
  }
}

const PAGE_PAUSE = 600; // milliseconds of silence at a page turn
const SILENT_VOICE = 300; // milliseconds after which a voice is known not to tell of words

/** Reads with a voice of the device, sentence by sentence: long texts are cut off by some of them. */
export class DeviceVoice implements Teller {
  readonly kind = "device";
  readonly pages: Stretch[];
  private readonly firsts: number[];
  private readonly sentences: number[];
  private now = -1; // the word; -1 is the title
  private playing = false;
  private pace = 1;
  private spoken: SpeechSynthesisUtterance | null = null;
  private timer = 0;

  constructor(
    private readonly title: string,
    private readonly words: readonly ReadWord[],
    beats: readonly Beat[],
    private readonly voice: SpeechSynthesisVoice,
    private readonly heard: Heard,
  ) {
    this.sentences = sentenceStarts(words);
    this.firsts = firstWords(beats);
    this.pages = [-1, ...this.firsts].map((from, page) => ({
      from,
      to: this.firsts[page] ?? words.length,
    }));
  }

  position = () => this.now;
  begins = (word: number) => word;
  wordAt = (position: number) => Math.floor(position);

  play(): void {
    this.playing = true;
    this.heard.state(true);
    this.speak();
  }

  pause(): void {
    this.playing = false;
    this.hush();
    this.heard.state(false);
  }

  seek(position: number): void {
    this.now = Math.max(-1, Math.min(Math.floor(position), this.words.length - 1));
    this.tell(this.now);
    if (this.playing) this.speak();
  }

  setPace(pace: number): void {
    if (pace === this.pace) return;
    this.pace = pace;
    if (this.playing) this.speak();
  }

  close(): void {
    this.playing = false;
    this.hush();
  }

  /** Says the rest of the sentence from the present word on, and then the next one. */
  private speak(): void {
    this.hush();
    const first = this.now;
    const next = this.sentences[lastNotAfter(this.sentences, first) + 1] ?? this.words.length;
    const texts = first < 0 ? [this.title] : this.words.slice(first, next).map((word) => word.text);
    const offsets: number[] = [];
    texts.reduce((length, text) => (offsets.push(length), length + text.length + 1), 0);
    const utterance = new SpeechSynthesisUtterance(texts.join(" "));
    utterance.voice = this.voice;
    utterance.lang = this.voice.lang;
    utterance.rate = this.pace;
    const current = () => this.spoken === utterance;
    utterance.onstart = () => {
      if (!current()) return;
      this.timer = window.setTimeout(() => first >= 0 && this.tell(first, next - 1), SILENT_VOICE);
    };
    utterance.onboundary = (event) => {
      if (!current() || (event.name && event.name !== "word") || first < 0) return;
      clearTimeout(this.timer);
      this.now = first + Math.max(0, lastNotAfter(offsets, event.charIndex));
      this.tell(this.now);
    };
    utterance.onend = () => current() && this.go(first < 0 ? 0 : next);
    utterance.onerror = (event) => {
      if (!current() || event.error === "interrupted" || event.error === "canceled") return;
      this.pause();
    };
    this.spoken = utterance; // some browsers forget what nobody holds, and its events with it
    speechSynthesis.speak(utterance);
  }

  private go(next: number): void {
    this.hush();
    if (next >= this.words.length) {
      this.pause();
      this.heard.ended();
      return;
    }
    this.now = next;
    this.tell(next);
    const pause = this.firsts.includes(next) ? PAGE_PAUSE : 0;
    this.timer = window.setTimeout(() => this.playing && this.speak(), pause);
  }

  private hush(): void {
    clearTimeout(this.timer);
    this.spoken = null;
    speechSynthesis.cancel();
  }

  private tell(first: number, last = first): void {
    this.heard.at(first, first, last);
  }
}
