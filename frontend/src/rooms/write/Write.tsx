export default function Write({ id }: { id?: string }) {
  return <h1>{id}</h1>;
}
