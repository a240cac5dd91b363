export default function Make() {
  return <h1>Make</h1>;
}
