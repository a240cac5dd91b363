/** The rooms of the page and their addresses. A room is loaded when somebody enters it. */
import { Suspense } from "react";
import { Route, Switch, useLocation } from "wouter";

import { Landing } from "./rooms/landing/Landing";
import { SessionEnded } from "./shell/SessionEnded";
import { Shell } from "./shell/Shell";
import { Boundary } from "./ui/Boundary";
import { ButtonLink } from "./ui/Button";
import { Empty, Loading } from "./ui/Notice";
import { room, useWords } from "./words";

const Make = room(() => import("./rooms/make/Make"));
const Book = room(() => import("./rooms/book/Book"));
const Repair = room(() => import("./rooms/book/repair/Repair"));
const Reader = room(() => import("./rooms/reader/Reader"));
const Library = room(() => import("./rooms/library/Library"));
const Cast = room(() => import("./rooms/cast/Cast"));
const Write = room(() => import("./rooms/write/Write"));
const Account = room(() => import("./rooms/account/Account"));
const Shared = room(() => import("./rooms/reader/Shared"));

export function App() {
  return (
    <>
      <SessionEnded />
      <Rooms />
    </>
  );
}

function Rooms() {
  const [path] = useLocation();
  return (
    <Switch>
      {/* A reader has the whole window. */}
      <Route path="/books/:id/read">
        {({ id }) => (
          <Boundary key={path}>
            <Suspense fallback={<Loading />}>
              <Reader id={id} />
            </Suspense>
          </Boundary>
        )}
      </Route>
      <Route path="/s/:token">
        {({ token }) => (
          <Boundary key={path}>
            <Suspense fallback={<Loading />}>
              <Shared token={token} />
            </Suspense>
          </Boundary>
        )}
      </Route>
      <Route>
        <Shell>
          <Boundary key={path}>
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
          </Boundary>
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
