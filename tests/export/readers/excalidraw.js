// What esbuild makes one script of, so that a browser can run the official loader and renderer of Excalidraw.
export { exportToSvg, loadFromBlob } from "@excalidraw/excalidraw";
