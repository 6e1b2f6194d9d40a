/** The code in what someone pasted: the code itself, or the whole link that carries it. */
export function inviteCode(pasted: string): string {
  const text = pasted.trim();
  return /[?&]code=([^&#\s]+)/.exec(text)?.[1] ?? text;
}
