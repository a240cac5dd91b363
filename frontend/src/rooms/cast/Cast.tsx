export default function Cast() {
  return <h1>Cast</h1>;
}
