export type Answer =
  | { readonly id: string }
  | {
      readonly message: string | undefined;
      /** The connection broke: nobody refused the file. */
      readonly isLost: boolean;
    };

/**
 * Stages one file: `POST /uploads`, multipart with `clientKey` and `file`, answered by
 * `{ id, name, size }` or by a refusal with a sentence. XHR, because fetch reports no progress.
 */
export function postFile(
  file: File,
  clientKey: string,
  onProgress: (sentBytes: number) => void,
): Promise<Answer> {
  return new Promise((resolve) => {
    const body = new FormData();
    // The key stands before the file, so that the server knows it when the bytes arrive.
    body.append('clientKey', clientKey);
    body.append('file', file);
    const request = new XMLHttpRequest();
    request.open('POST', '/uploads');
    request.setRequestHeader('Accept', 'application/json');
    request.upload.addEventListener('progress', (event) => {
      onProgress(Math.min(event.loaded, file.size));
    });
    request.addEventListener('loadend', () => {
      resolve(readAnswer(request));
    });
    request.send(body);
  });
}

function readAnswer(request: XMLHttpRequest): Answer {
  const answer = parse(request.responseText);
  if (request.status >= 200 && request.status < 300 && typeof answer['id'] === 'string') {
    return { id: answer['id'] };
  }
  const { message, error } = answer;
  const nested =
    typeof error === 'object' && error ? (error as { message?: unknown }).message : error;
  const sentence = message ?? nested;
  return {
    message: typeof sentence === 'string' ? sentence : undefined,
    isLost: request.status === 0,
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
