import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type DocumentHome, refreshDocuments } from "@/api/documents";
import { Sender, type Sending } from "@/lib/sender";

/** Sends documents to a place, and says how far they are. */
export function useSender(home: DocumentHome) {
  const queries = useQueryClient();
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const [sender] = useState(() => new Sender(setSending, () => void refreshDocuments(queries)));
  return {
    sending,
    add: (files: Iterable<File>) => sender.add([...files], home),
    remove: (key: string) => sender.remove(key),
  };
}
