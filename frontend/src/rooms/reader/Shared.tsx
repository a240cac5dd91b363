export default function Shared({ token }: { token: string }) {
  return <h1>{token}</h1>;
}
