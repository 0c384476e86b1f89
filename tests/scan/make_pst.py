"""Writes a small Outlook store (.pst, Unicode) byte by byte: folders, messages, attachments. Format: [MS-PST].

A test recipe only: what programs check when they open a store is there, allocation maps are not kept.
"""
import struct
import zlib

STORE, NAMES, ROOT, TOP = 0x21, 0x61, 0x122, 0x8022
BLOCK = 8176  # bytes of data in one block
# How "compressible encryption" reads each byte (5.1); writing turns it round.
DECODED = bytes.fromhex("47f1b4e60b6a7248854e9eebe2f89453e0bba002e85a09abdbe3bac67cc310dd"
                        "39059630f53760828cc9134a6b1df3fb8f2697ca911701c4322d6e3195ffd923"
                        "d1005e79dc443b1a28c5615720903d83b943be67d2464276c06d5b7eb20f1629"
                        "3ca903540dda5ddff6b7c762cd8d06d3695c86d614f7a56675acb1e94521700c"
                        "879f74a4224c6fbf1f56aa2eb3783350b0a392bccf191ca763cb1e4d3e4b1b9b"
                        "4fe7f0eead3ab55904ea40552551e57a893868527bfc27aed7bdfa07f4cc8e5f"
                        "ef359c842b15d5773449b6120a7f7188fd9d18417d93d8582ccefe24afdeb836"
                        "c8a180a69998a82f0e816573e4c2a28ad4e111d0088b2af2ed9a643fc16cf9ec")
CODED = bytes(DECODED.index(i) for i in range(256))
UNICODE, BINARY, INT32, TIME, OBJECT = 0x1F, 0x102, 0x03, 0x40, 0x0D


def crc(data: bytes) -> int:
    """[MS-PST] 5.3: the usual polynomial without the inversions."""
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def signature(at: int, number: int) -> int:
    x = at ^ number
    return (x >> 16 ^ x) & 0xFFFF


class Store:
    def __init__(self, coded=False):
        self.coded = coded
        self.out = bytearray(0x4800)
        self.next_block, self.next_page, self.next_sub = 4, 4, 0x10000
        self.nodes, self.blocks = [], []

    # ---- blocks and pages (2.2.2)

    def block(self, data: bytes, internal=False) -> int:
        bid = self.next_block | (2 if internal else 0)
        if self.coded and not internal:
            data = data.translate(CODED)
        self.next_block += 4
        while len(self.out) % 64:
            self.out.append(0)
        at = len(self.out)
        size = -(-(len(data) + 16) // 64) * 64
        self.out += data + bytes(size - 16 - len(data))
        self.out += struct.pack("<HHIQ", len(data), signature(at, bid) & 0xFFFF, crc(data), bid)
        self.blocks.append((bid, at, len(data)))
        return bid

    def data(self, data: bytes) -> int:
        """A data tree: one block, or an XBLOCK over several."""
        if len(data) <= BLOCK:
            return self.block(data)
        parts = [self.block(data[i:i + BLOCK]) for i in range(0, len(data), BLOCK)]
        assert len(parts) <= 1000
        return self.block(struct.pack("<BBHI", 1, 1, len(parts), len(data)) + b"".join(struct.pack("<Q", b) for b in parts), internal=True)

    def subnodes(self, subs) -> int:
        if not subs:
            return 0
        return self.block(struct.pack("<BBHI", 2, 0, len(subs), 0) + b"".join(struct.pack("<QQQ", *s) for s in sorted(subs)), internal=True)

    def page(self, kind: int, entries, size: int, level: int) -> tuple:
        bid = self.next_page
        self.next_page += 4
        while len(self.out) % 512:
            self.out.append(0)
        at = len(self.out)
        body = b"".join(entries).ljust(488, b"\0") + struct.pack("<BBBBI", len(entries), 488 // size, size, level, 0)
        self.out += body + struct.pack("<BBHIQ", kind, kind, signature(at, bid) & 0xFFFF, crc(body), bid)
        return bid, at

    def tree(self, kind: int, entries, size: int) -> tuple:
        """A B-tree over (key, bytes); the page at its root."""
        level, entries = 0, sorted(entries)
        while True:
            most = 488 // size
            groups = [entries[i:i + most] for i in range(0, len(entries), most)] or [[]]
            pages = [(g[0][0] if g else 0, self.page(kind, [e for _, e in g], size, level)) for g in groups]
            if len(pages) == 1:
                return pages[0][1]
            entries, size, level = [(key, struct.pack("<QQQ", key, *ref)) for key, ref in pages], 24, level + 1

    # ---- heaps and what lies in them (2.3)

    @staticmethod
    def heap(client: int, items) -> bytes:
        """A heap of one block; items[0] is its root."""
        body, places = bytearray(12), []
        for item in items:
            places.append(len(body))
            body += item
        places.append(len(body))
        if len(body) % 2:
            body.append(0)
        body[0:12] = struct.pack("<HBBII", len(body), 0xEC, client, 1 << 5, 0)
        body += struct.pack("<HH", len(items), 0) + b"".join(struct.pack("<H", p) for p in places)
        assert len(body) <= BLOCK, len(body)
        return bytes(body)

    def properties(self, values: dict, subs=()) -> tuple:
        """A property context: bids of its data and of its subnodes. Values are (tag, type): bytes or int."""
        items, records, subs = [b"", b""], [], list(subs)
        for (tag, kind), value in sorted(values.items()):
            if isinstance(value, int) and kind != TIME:
                inline = value
            else:
                raw = struct.pack("<Q", value) if isinstance(value, int) else value
                if len(raw) > 3500:
                    inline = self.next_sub << 5 | 0x1F
                    self.next_sub += 1
                    subs.append((inline, self.data(raw), 0))
                elif raw:
                    items.append(raw)
                    inline = len(items) << 5
                else:
                    inline = 0
            records.append(struct.pack("<HHI", tag, kind, inline))
        items[1] = b"".join(records)
        items[0] = struct.pack("<BBBBI", 0xB5, 2, 6, 0, 2 << 5)
        return self.data(self.heap(0xBC, items)), self.subnodes(subs)

    def table(self, rows) -> int:
        """A table context of row numbers only, as attachment tables need it."""
        columns = ((0x67F20003, 0, 4, 0), (0x67F30003, 4, 4, 1))
        info = struct.pack("<BB4HIII", 0x7C, len(columns), 8, 8, 8, 9, 2 << 5, (4 << 5) if rows else 0, 0)
        info += b"".join(struct.pack("<IHBB", *c) for c in columns)
        index = struct.pack("<BBBBI", 0xB5, 4, 4, 0, (3 << 5) if rows else 0)
        keys = b"".join(struct.pack("<II", nid, i) for i, nid in enumerate(rows))
        cells = b"".join(struct.pack("<IIB", nid, i, 0xC0) for i, nid in enumerate(rows))
        return self.data(self.heap(0x7C, [info, index, keys, cells] if rows else [info, index]))

    # ---- nodes

    def node(self, nid: int, pair: tuple, parent=0) -> None:
        self.nodes.append((nid, struct.pack("<QQQII", nid, pair[0], pair[1], parent, 0)))

    def message_pair(self, m: dict) -> tuple:
        """A message: dict of subject, sender, to, body, html, rtf, time, attachments [(name, bytes or dict)]."""
        wide = lambda s: s.encode("utf-16-le")
        values = {(0x001A, UNICODE): wide(m.get("class", "IPM.Note")), (0x0E07, INT32): 1}
        for tag, key in ((0x0C1A, "sender"), (0x0E04, "to"), (0x1000, "body")):
            if m.get(key):
                values[tag, UNICODE] = wide(m[key])
        if m.get("subject"):
            values[0x0037, UNICODE] = wide("\x01\x01" + m["subject"])
        if m.get("html"):
            values[0x1013, BINARY] = m["html"].encode()
            values[0x3FDE, INT32] = 65001
        if m.get("rtf"):
            values[0x1009, BINARY] = m["rtf"]
        if m.get("time"):
            values[0x0039, TIME] = (m["time"] + 11644473600) * 10000000
        subs, rows = [(0x692, self.table([]), 0)], []
        for i, (name, content) in enumerate(m.get("attachments", ())):
            nid = (0x400 + i) << 5 | 5
            props = {(0x3707, UNICODE): wide(name), (0x3705, INT32): 5 if isinstance(content, dict) else 1, (0x0E20, INT32): 100}
            inner = []
            if isinstance(content, dict):
                inner_nid = 0x200 << 5 | 4
                inner.append((inner_nid, *self.message_pair(content)))
                props[0x3701, OBJECT] = struct.pack("<II", inner_nid, 100)
            else:
                props[0x3701, BINARY] = content
            subs.append((nid, *self.properties(props, inner)))
            rows.append(nid)
        if rows:
            subs.append((0x671, self.table(rows), 0))
        return self.properties(values, subs)

    def folder(self, nid: int, name: str, parent: int, folders=(), messages=()) -> None:
        self.node(nid, self.properties({(0x3001, UNICODE): name.encode("utf-16-le"), (0x3602, INT32): len(messages), (0x3603, INT32): 0,
                                        (0x360A, 0x0B): int(bool(folders))}), parent)
        for kind, rows in ((0x0D, folders), (0x0E, messages), (0x0F, ())):
            self.node(nid & ~0x1F | kind, (self.table(rows), 0), 0)

    def finish(self) -> bytes:
        nbt = self.tree(0x81, self.nodes, 32)
        bbt = self.tree(0x80, [(bid, struct.pack("<QQHHI", bid, at, size, 2, 0)) for bid, at, size in self.blocks], 24)
        end = len(self.out)
        amap = b"\xFF" * 496
        self.out[0x4400:0x4600] = amap + struct.pack("<BBHIQ", 0x84, 0x84, 0, crc(amap), 0x4400)
        head = struct.pack("<HHHBBIIQQI", 0x4D53, 23, 19, 1, 1, 0, 0, 0, self.next_page, 1)
        head += struct.pack("<32I", *[0x400] * 32) + bytes(8)
        head += struct.pack("<IQQQQQQQQBBH", 0, end, 0x4400, 0, 0, *nbt, *bbt, 2, 0, 0) + bytes(4)
        head += b"\xFF" * 256 + bytes([0x80, self.coded, 0, 0]) + struct.pack("<Q", self.next_block)
        assert len(head) == 516, len(head)
        self.out[0:564] = b"!BDN" + struct.pack("<I", crc(head[:471])) + head + struct.pack("<I", crc(head)) + bytes(36)
        return bytes(self.out)


def write_pst(folders: dict, orphans=(), coded=False) -> bytes:
    """{folder name: [message, …]} as a store; coded as Outlook does by default, or plain."""
    s = Store(coded)
    s.node(STORE, s.properties({(0x3001, UNICODE): "Kho thư".encode("utf-16-le"), (0x35E0, BINARY): bytes(20) + struct.pack("<I", TOP)}))
    s.node(NAMES, s.properties({(0x0001, INT32): 251, (0x0002, BINARY): bytes(16), (0x0003, BINARY): struct.pack("<IHH", 0x8554, 6, 0), (0x0004, BINARY): bytes(4)}))
    nids = [(0x402 + i) << 5 | 2 for i in range(len(folders))]
    s.folder(ROOT, "", ROOT, [TOP])
    s.folder(TOP, "Đầu kho", ROOT, nids)
    index = 0x10000
    for nid, (name, messages) in zip(nids, folders.items()):
        inside = [index + i << 5 | 4 for i in range(len(messages))]
        index += len(messages)
        s.folder(nid, name, TOP, (), inside)
        for number, m in zip(inside, messages):
            s.node(number, s.message_pair(m), nid)
    for i, m in enumerate(orphans):
        s.node(index + i << 5 | 4, s.message_pair(m), 0x7FFE2)
    return s.finish()
