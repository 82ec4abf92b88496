// A small HTTP client for tests: keeps cookies, says the right Origin, and sends no Sec-Fetch-Site, as no browser
// would. It follows no redirect and throws for no status: what comes back is what is asserted on.

export interface ApiReply {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON; undefined when it is not JSON. */
  readonly body: unknown;
  /** The problem code of a refusal; undefined otherwise. */
  readonly code: string | undefined;
  /** The body, checked by a schema of the contract. Throws with the whole reply when it does not fit. */
  as<T>(schema: { parse(value: unknown): T }): T;
}

export interface UploadOptions {
  /** Fields sent before the file. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly type?: string;
  readonly signal?: AbortSignal;
}

export interface ApiClient {
  readonly origin: string;
  /** The server that is asked: the origin's own, or one of several behind it. */
  readonly at: string;
  readonly cookies: Map<string, string>;
  request(method: string, path: string, options?: RequestOptions): Promise<ApiReply>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<ApiReply>;
  post(path: string, body?: unknown): Promise<ApiReply>;
  put(path: string, body?: unknown): Promise<ApiReply>;
  patch(path: string, body?: unknown): Promise<ApiReply>;
  delete(path: string, body?: unknown): Promise<ApiReply>;
  /** Sends one file to POST /api/images. */
  upload(file: Uint8Array, options?: UploadOptions): Promise<ApiReply>;
}

export interface RequestOptions {
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly form?: FormData;
  /** Sent as they are; say by a header what they are. */
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * A client without cookies, as somebody who just arrived. `origin` is `http://localhost:1234`; with another `at` it asks
 * one of several servers behind that, as the proxy in front of them would.
 */
export function apiClient(origin: string, at: string = origin): ApiClient {
  const cookies = new Map<string, string>();
  const request = async (method: string, path: string, options: RequestOptions = {}): Promise<ApiReply> => {
    const headers = new Headers({ origin, ...forwarded({ origin, at }), ...options.headers });
    if (cookies.size > 0)
      headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    if (options.json !== undefined) headers.set("content-type", "application/json");
    const bytes = options.bytes === undefined ? undefined : new Uint8Array(options.bytes);
    const body = options.json === undefined ? (options.form ?? bytes) : JSON.stringify(options.json);
    const response = await fetch(new URL(path, at), {
      method,
      headers,
      redirect: "manual",
      ...(body !== undefined && { body }),
      ...(options.signal && { signal: options.signal }),
    });
    for (const line of response.headers.getSetCookie()) keepCookie(cookies, line);
    return toReply(`${method} ${path}`, response, await bytesOf(response));
  };
  return {
    origin,
    at,
    cookies,
    request,
    get: (path, headers = {}) => request("GET", path, { headers }),
    post: (path, json) => request("POST", path, { json }),
    put: (path, json) => request("PUT", path, { json }),
    patch: (path, json) => request("PATCH", path, { json }),
    delete: (path, json) => request("DELETE", path, { json }),
    upload: (file, options = {}) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(options.fields ?? {})) form.append(name, value);
      form.append(
        "file",
        new Blob([new Uint8Array(file)], { type: options.type ?? "image/jpeg" }),
        options.name ?? "a.jpg",
      );
      return request("POST", "/api/images", { form, ...(options.signal && { signal: options.signal }) });
    },
  };
}

/** What a proxy says of the host that was asked for. */
export function forwarded({ origin, at }: Pick<ApiClient, "origin" | "at">): Record<string, string> {
  return origin === at ? {} : { "x-forwarded-host": new URL(origin).host };
}

/** The whole body; nothing of one that never ends (tests/support/event-stream.ts reads those). */
async function bytesOf(response: Response): Promise<Buffer> {
  if (response.headers.get("content-type") === "text/event-stream") {
    await response.body?.cancel();
    return Buffer.alloc(0);
  }
  return Buffer.from(await response.arrayBuffer());
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [pair = "", ...attributes] = line.split(/;\s*/);
  const equals = pair.indexOf("=");
  const name = pair.slice(0, equals);
  const value = pair.slice(equals + 1);
  const isExpired = attributes.some(
    (one) =>
      /^max-age=(0|-\d+)$/i.test(one) || (/^expires=/i.test(one) && Date.parse(one.slice(8)) <= Date.now()),
  );
  if (isExpired) cookies.delete(name);
  else cookies.set(name, value);
}

function toReply(request: string, response: Response, bytes: Buffer): ApiReply {
  const text = bytes.toString("utf8");
  const isJson = /[/+]json\b/.test(response.headers.get("content-type") ?? "");
  const body: unknown = isJson && text !== "" ? JSON.parse(text) : undefined;
  const code = typeof body === "object" && body !== null && "code" in body ? String(body.code) : undefined;
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    text,
    body,
    code,
    as: (schema) => {
      try {
        return schema.parse(body);
      } catch (error) {
        throw new Error(`${request} gave ${response.status} ${text.slice(0, 2_000)}`, { cause: error });
      }
    },
  };
}
