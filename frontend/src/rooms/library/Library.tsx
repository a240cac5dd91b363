export default function Library() {
  return <h1>Library</h1>;
}
