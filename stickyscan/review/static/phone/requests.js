/** Talking to the server: failures come as errors whose message may be shown to a person. */

import { t, told } from "../shared/words.js";

/**
 * @param {string} method
 * @param {string} address
 * @param {unknown} [body] sent as JSON
 * @returns {Promise<any>} what the server answers, null for nothing
 */
export async function ask(method, address, body) {
  // What was asked for is done, though the person may leave the page at once.
  const keepalive = method !== "GET";
  const options = { method, keepalive, headers: body === undefined ? {} : { "Content-Type": "application/json" }, body: body === undefined ? undefined : JSON.stringify(body) };
  const answer = await fetch(address, options).catch(() => {
    throw new Error(t("new.unreachable"));
  });
  if (!answer.ok) throw new Error(await said(() => answer.json()));
  return answer.status === 204 ? null : answer.json();
}

/**
 * Send a file as the body of a request; fetch cannot tell how far it is.
 * @param {string} address
 * @param {Blob} file
 * @param {(share: number) => void} progress 0..1
 * @returns {{ sent: Promise<any>, stop: () => void }}
 */
export function send(address, file, progress) {
  const request = new XMLHttpRequest();
  const sent = new Promise((resolve, reject) => {
    request.open("POST", address);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("load", async () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText));
      else reject(new Error(await said(async () => JSON.parse(request.responseText))));
    });
    request.addEventListener("error", () => reject(new Error(t("new.unreachable"))));
    request.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    request.send(file);
  });
  return { sent, stop: () => request.abort() };
}

/** @param {() => Promise<any>} read */
async function said(read) {
  try {
    const { error, message } = await read();
    return told(error, String(message));
  } catch {
    return t("new.unreachable");
  }
}
