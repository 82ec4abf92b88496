export function ProofDialog() {
  return null;
}
