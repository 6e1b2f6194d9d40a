import { ApiError, offlineProblem, problemFrom } from "@/api/problem";

interface Upload<T> {
  answer: Promise<T>;
  cancel: () => void;
}

/**
 * Sends a file to the API, with other fields of its form, and tells how far it is, from 0 to 1. `fetch` cannot say that. What comes back is as
 * from every other call: the answer's JSON, or an {@link ApiError}.
 */
export function upload<T>(
  path: string,
  file: File,
  onProgress: (share: number) => void,
  fields: object = {},
): Upload<T> {
  const request = new XMLHttpRequest();
  const answer = new Promise<T>((resolve, reject) => {
    request.open("POST", path);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = ({ lengthComputable, loaded, total }) => {
      if (lengthComputable && total > 0) onProgress(loaded / total);
    };
    request.onload = () => {
      const { status, response } = request;
      if (status >= 200 && status < 300) resolve(response as T);
      else reject(new ApiError(problemFrom(response, status)));
    };
    request.onerror = () => reject(new ApiError(offlineProblem()));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", file, file.name);
    request.send(form);
  });
  return { answer, cancel: () => request.abort() };
}
