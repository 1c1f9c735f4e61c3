/** The bytes of a `data:` address in base64, or null when it is none. */
export function blobOf(dataUrl: string): Blob | null {
  const head = /^data:([\w.+-]+\/[\w.+-]+);base64,/.exec(dataUrl.slice(0, 100));
  if (head?.[1] === undefined) return null;
  try {
    const binary = atob(dataUrl.slice(head[0].length));
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return new Blob([bytes], { type: head[1] });
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/** A file as a `data:` address in base64. */
export function dataUrlOf(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      if (typeof reader.result === 'string') resolve(reader.result);
      else reject(new Error('A data address is text'));
    };
    reader.onerror = () => reject(new Error('The file could not be read', { cause: reader.error }));
    reader.readAsDataURL(file);
  });
}
