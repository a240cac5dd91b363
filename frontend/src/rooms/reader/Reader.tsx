export default function Reader({ id }: { id: string }) {
  return <h1>Reader {id}</h1>;
}
