import { useEffect, useState } from "react";

/** The device's voices for this language, its own default first; none where it has none. */
export function useVoices(language: string): SpeechSynthesisVoice[] {
  const [voices, setVoices] = useState<SpeechSynthesisVoice[]>([]);
  useEffect(() => {
    const device = window.speechSynthesis as SpeechSynthesis | undefined;
    if (!device || !("SpeechSynthesisUtterance" in window)) return;
    const look = () =>
      setVoices(
        device
          .getVoices()
          .filter((voice) => base(voice.lang) === base(language))
          .sort((one, other) => Number(other.default) - Number(one.default)),
      );
    look();
    device.addEventListener?.("voiceschanged", look); // many browsers find them later
    return () => device.removeEventListener?.("voiceschanged", look);
  }, [language]);
  return voices;
}

/** The language of a tag, without its country: some devices write `en_GB`. */
export function base(tag: string): string {
  return tag.toLowerCase().split(/[-_]/, 1)[0] ?? "";
}
