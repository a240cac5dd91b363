import { Link, useLocation, useSearch, useSearchParams } from "wouter";

import { usePerson, useSignedIn } from "../../api/session";
import { Trouble } from "../../ui/Notice";
import { useTitle } from "../../ui/title";
import { useToast } from "../../ui/Toasts";
import { useLanguage, useWords } from "../../words";
import { Allowance } from "./Allowance";
import { ChangePassword } from "./ChangePassword";
import { Register, SignIn } from "./Entry";
import { Erase } from "./Erase";
import { Export } from "./Export";
import { Looks } from "./Looks";
import { guestUntil, isGuest, isOwner, type Me, useMe } from "./me";
import { Part } from "./Part";
import { Profile } from "./Profile";
import { SignOut } from "./SignOut";
import { Sessions } from "./Sessions";
import "./account.css";

export default function Account() {
  const words = useWords().account;
  const signedIn = useSignedIn();
  const person = usePerson();
  const me = useMe();
  useTitle(words.title);
  return (
    <div className="account">
      <h1>{words.title}</h1>
      {signedIn && me.data ? (
        <Signed me={me.data} />
      ) : person === null ? (
        <WaysIn first="in" />
      ) : me.isError ? (
        <Trouble error={me.error} retry={() => void me.refetch()} />
      ) : (
        <div className="account-wait" aria-hidden="true" />
      )}
      <Looks />
    </div>
  );
}

function Signed({ me }: { me: Me }) {
  const { words, language } = useLanguage();
  const { account } = words;
  if (isGuest(me)) {
    const until = guestUntil().toLocaleString(language, { weekday: "long", hour: "numeric", minute: "2-digit" });
    return (
      <>
        <Part title={account.guest.title}>
          <p>{account.guest.until(until)}</p>
        </Part>
        <WaysIn first="new" guest />
        <Allowance me={me} />
        <Export />
        <SignOut guest />
        <Erase guest />
      </>
    );
  }
  return (
    <>
      {isOwner(me) && <Home />}
      <Profile me={me} />
      <Allowance me={me} />
      {!isOwner(me) && <ChangePassword email={me.email ?? ""} />}
      {!isOwner(me) && <Sessions />}
      <Export />
      {!isOwner(me) && <SignOut />}
      {me.tier !== "owner" && <Erase />}
    </>
  );
}

/** Sign in, or make an account; which of the two stands in the address. */
function WaysIn({ first, guest = false }: { first: "in" | "new"; guest?: boolean }) {
  const words = useWords().account;
  const say = useToast();
  const [, go] = useLocation();
  const [params] = useSearchParams();
  const way = params.get("way") ?? first;
  const back = params.get("back") ?? "";
  const done = (text: string) => () => {
    say({ text, kind: "good" });
    if (/^\/(?![/\\])/.test(back)) go(back, { replace: true });
  };
  const Way = way === "new" ? Register : SignIn;
  const told = way === "new" ? words.register : words.signIn;
  return (
    <section className="part" aria-label={words.waysIn}>
      <nav className="ways" aria-label={words.waysIn}>
        <WayLink way="new" here={way} label={words.register.title} />
        <WayLink way="in" here={way} label={words.signIn.title} />
      </nav>
      <h2 className="hidden">{told.title}</h2>
      <Way key={way} note={guest ? told.guest : told.lead} onDone={done(told.done)} />
    </section>
  );
}

function WayLink({ way, here, label }: { way: string; here: string; label: string }) {
  const params = new URLSearchParams(useSearch());
  params.set("way", way);
  return (
    <Link href={`/account?${params}`} replace aria-current={way === here ? "true" : undefined}>
      {label}
    </Link>
  );
}

function Home() {
  const words = useWords().account.home;
  return (
    <Part title={words.title}>
      <p>{words.lead}</p>
      <p>
        {words.others} <code>fablewright up --host 0.0.0.0</code>. {words.othersMore}
      </p>
    </Part>
  );
}
