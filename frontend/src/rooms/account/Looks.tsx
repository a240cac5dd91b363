import { Choice } from "../../ui/Field";
import { type Theme, THEMES, useTheme } from "../../ui/theme";
import { type Language, languages, useLanguage } from "../../words";
import { Part } from "./Part";

const NAMES: Record<Language, string> = { en: "English", de: "Deutsch" }; // each in its own words

export function Looks() {
  const { words, language, speak } = useLanguage();
  const [theme, choose] = useTheme();
  const told = words.account.looks;
  return (
    <Part title={told.title}>
      <div className="looks">
        <Choice
          label={told.language}
          value={language}
          onChange={(event) => speak(event.target.value as Language)}
        >
          {languages.map((one) => (
            <option key={one} value={one} lang={one}>
              {NAMES[one]}
            </option>
          ))}
        </Choice>
        <Choice label={told.theme} value={theme} onChange={(event) => choose(event.target.value as Theme)}>
          {THEMES.map((one) => (
            <option key={one} value={one}>
              {told.themes[one]}
            </option>
          ))}
        </Choice>
      </div>
    </Part>
  );
}
