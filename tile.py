import sys
from PIL import Image

names, out = sys.argv[1:-1], sys.argv[-1]
ims = [Image.open(n) for n in names]
w = sum(i.width for i in ims) + 8 * len(ims)
h = max(i.height for i in ims)
o = Image.new("RGB", (w, h), "red")
x = 0
for i in ims:
    o.paste(i, (x, 0))
    x += i.width + 8
o.save(out)
