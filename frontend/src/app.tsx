/** The rooms of the page and their addresses. A room is loaded when somebody enters it. */
import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";

import { Landing } from "./rooms/landing/Landing";
import { SessionEnded } from "./shell/SessionEnded";
import { Shell } from "./shell/Shell";
import { ButtonLink } from "./ui/Button";
import { Empty, Loading } from "./ui/Notice";
import { useWords } from "./words";

const Make = lazy(() => import("./rooms/make/Make"));
const Book = lazy(() => import("./rooms/book/Book"));
const Repair = lazy(() => import("./rooms/book/repair/Repair"));
const Reader = lazy(() => import("./rooms/reader/Reader"));
const Library = lazy(() => import("./rooms/library/Library"));
const Cast = lazy(() => import("./rooms/cast/Cast"));
const Write = lazy(() => import("./rooms/write/Write"));
const Account = lazy(() => import("./rooms/account/Account"));
const Shared = lazy(() => import("./rooms/reader/Shared"));

export function App() {
  return (
    <>
      <SessionEnded />
      <Rooms />
    </>
  );
}

function Rooms() {
  return (
    <Switch>
      {/* A reader has the whole window. */}
      <Route path="/books/:id/read">
        {({ id }) => (
          <Suspense fallback={<Loading />}>
            <Reader id={id} />
          </Suspense>
        )}
      </Route>
      <Route path="/s/:token">
        {({ token }) => (
          <Suspense fallback={<Loading />}>
            <Shared token={token} />
          </Suspense>
        )}
      </Route>
      <Route>
        <Shell>
          <Suspense fallback={<Loading />}>
            <Switch>
              <Route path="/">
                <Landing />
              </Route>
              <Route path="/make">
                <Make />
              </Route>
              <Route path="/books/:id/repair">{({ id }) => <Repair key={id} id={id} />}</Route>
              <Route path="/books/:id">{({ id }) => <Book key={id} id={id} />}</Route>
              <Route path="/library">
                <Library />
              </Route>
              <Route path="/cast">
                <Cast />
              </Route>
              <Route path="/write">
                <Write />
              </Route>
              <Route path="/write/:id">{({ id }) => <Write key={id} id={id} />}</Route>
              <Route path="/account">
                <Account />
              </Route>
              <Route>
                <Nowhere />
              </Route>
            </Switch>
          </Suspense>
        </Shell>
      </Route>
    </Switch>
  );
}

function Nowhere() {
  const words = useWords();
  return (
    <Empty whole title={words.shell.notFound}>
      <ButtonLink href="/">{words.shell.goHome}</ButtonLink>
    </Empty>
  );
}
