// Stickers, pictures, places and files, as LINE's webhook names them.

const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const read = async (file) => base64(new Uint8Array(await file.arrayBuffer()));

const picture = async (file) => (file
  ? { content: { type: "image" }, body: await read(file) } : null);
const document_ = async (file) => (file
  ? { content: { type: "file", fileName: file.name, fileSize: file.size }, body: await read(file) } : null);

const sticker = () => ({
  content: { type: "sticker", packageId: "446", stickerId: "1988", stickerResourceType: "STATIC", keywords: ["hi"] },
});
const place = () => ({
  content: { type: "location", title: "小島咖啡", address: "台北市大安區溫州街 1 號", latitude: 25.0226, longitude: 121.5337 },
});

// A picture nobody has to look for: a cup on a table.
function cup() {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [480, 320];
  const pen = canvas.getContext("2d");
  const round = (x, y, radius, colour, from = 0, to = Math.PI * 2) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.arc(x, y, radius, from, to);
    pen.fill();
  };
  const light = pen.createLinearGradient(0, 0, 480, 320);
  light.addColorStop(0, "#f3e3cb");
  light.addColorStop(1, "#c99f70");
  pen.fillStyle = light;
  pen.fillRect(0, 0, 480, 320);
  round(240, 172, 128, "#00000018");
  round(240, 160, 124, "#fbf8f3");
  round(240, 160, 88, "#ffffff");
  round(240, 160, 78, "#7a4a2b");
  round(240, 160, 58, "#c08a5c");
  round(240, 142, 26, "#f6e7d2");
  round(240, 172, 20, "#f6e7d2");
  round(240, 194, 11, "#f6e7d2");
  return { content: { type: "image" }, body: canvas.toDataURL("image/jpeg", 0.85).split(",")[1] };
}

export const OTHERS = [
  { name: "kind_sticker", look: "sticker", make: sticker },
  { name: "kind_image", look: "photo", make: cup },
  { name: "kind_own_image", look: "album", accept: "image/png,image/jpeg", make: picture },
  { name: "kind_location", look: "pin", make: place },
  { name: "kind_file", look: "paper", accept: "", make: document_ },
];
