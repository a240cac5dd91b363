export default function Book({ id }: { id: string }) {
  return <h1>Book {id}</h1>;
}
