import { useEffect, useRef, useState } from "react";

import { ApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Wronged } from "../../ui/Notice";
import { useToast } from "../../ui/Toasts";
import { useLanguage } from "../../words";
import { Part } from "./Part";
import { save } from "./save";

export function Export() {
  const { words, language } = useLanguage();
  const told = words.account.export;
  const say = useToast();
  const work = useRef<AbortController | null>(null);
  const [bytes, setBytes] = useState<number | null>(null); // null: nothing is being saved
  const [error, setError] = useState<unknown>(null);
  useEffect(() => () => work.current?.abort(), []);

  async function start() {
    if (work.current) return;
    work.current = new AbortController();
    setError(null);
    setBytes(0);
    const name = `fablewright-${new Date().toISOString().slice(0, 10)}.zip`;
    try {
      if (await save("/api/auth/export", name, work.current.signal, setBytes)) {
        say({ text: told.done, kind: "good" });
      }
    } catch (failure) {
      setError(failure);
    } finally {
      work.current = null;
      setBytes(null);
    }
  }

  const broken = error instanceof ApiError && error.code === "BROKEN_OFF";
  return (
    <Part title={told.title}>
      <p>{told.lead}</p>
      {broken ? <p className="wronged" role="alert">{told.broken}</p> : <Wronged error={error} />}
      <div className="export">
        <Button busy={bytes !== null} onClick={() => void start()}>
          {bytes === null && <Icon name="down" />}
          {told.do}
        </Button>
        {bytes !== null && (
          <>
            <span className="soft">{told.got(size(bytes, language))}</span>
            <Button look="quiet" onClick={() => work.current?.abort()}>
              {told.stop}
            </Button>
          </>
        )}
      </div>
    </Part>
  );
}

function size(bytes: number, language: string): string {
  const unit = bytes < 1e6 ? "kilobyte" : "megabyte";
  const amount = bytes / (unit === "kilobyte" ? 1e3 : 1e6);
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(amount);
}
