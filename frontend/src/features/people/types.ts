export interface Named {
  id: string;
  display_name: string;
}
export interface Person {
  id: string;
  username: string;
  display_name: string;
  role: "owner" | "admin" | "member";
  disabled: boolean;
  second_factor: boolean;
  created_at: string;
  last_seen_at?: string | null;
  invited_by?: Named | null;
}
export interface PersonInput {
  role?: Person["role"];
  disabled?: boolean;
  display_name?: string;
}
export interface Invite {
  id: string;
  role: Person["role"];
  note?: string | null;
  max_uses: number;
  uses: number;
  expires_at?: string | null;
  revoked_at?: string | null;
  status: "open" | "used_up" | "expired" | "revoked";
  created_by?: Named | null;
  used_by: (Named & { at: string })[];
  created_at: string;
}
export interface NewInvite extends Invite {
  code: string;
  url: string;
}
export interface InviteInput {
  role?: Person["role"];
  expires_at?: string | null;
  max_uses?: number;
  note?: string;
}
export interface AuditEntry {
  id: string;
  at: string;
  actor_id?: string | null;
  actor_name?: string | null;
  action: string;
  target_id?: string | null;
  target_name?: string | null;
  address?: string | null;
  detail?: Record<string, unknown> | null;
}
