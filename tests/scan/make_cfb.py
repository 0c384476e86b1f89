"""Writes OLE compound files ([MS-CFB]): a dict of names to bytes or to further dicts; stdlib only."""
import struct

FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
SECTOR, MINI, CUTOFF = 512, 64, 4096


def key(name):
    return len(name), name.upper()


class Writer:
    def __init__(self):
        self.entries = []  # [name, kind, data or None, child, left, right, clsid]
        self.sectors, self.fat = [], []
        self.mini, self.mini_fat = b"", []

    def add(self, name, kind, data=b"", clsid=bytes(16)):
        self.entries.append([name, kind, data, NONE, NONE, NONE, clsid])
        return len(self.entries) - 1

    def tree(self, numbers):
        """A balanced binary tree of siblings; all nodes are black, which readers accept."""
        if not numbers:
            return NONE
        middle = len(numbers) // 2
        entry = self.entries[numbers[middle]]
        entry[4], entry[5] = self.tree(numbers[:middle]), self.tree(numbers[middle + 1:])
        return numbers[middle]

    def folder(self, number, members):
        children = []
        for name, data in members.items():
            if isinstance(data, dict):
                child = self.add(name, 1)
                self.folder(child, data)
            else:
                child = self.add(name, 2, data)
            children.append(child)
        self.entries[number][3] = self.tree(sorted(children, key=lambda i: key(self.entries[i][0])))

    def chain(self, data):
        if not data:
            return END
        first = len(self.sectors)
        for at in range(0, len(data), SECTOR):
            self.sectors.append(data[at:at + SECTOR].ljust(SECTOR, b"\0"))
            self.fat.append(len(self.sectors))
        self.fat[-1] = END
        return first

    def mini_chain(self, data):
        first = len(self.mini_fat)
        for at in range(0, len(data), MINI):
            self.mini += data[at:at + MINI].ljust(MINI, b"\0")
            self.mini_fat.append(len(self.mini_fat) + 1)
        self.mini_fat[-1] = END
        return first

    def directory(self):
        out = b""
        starts = []
        for name, kind, data, *_ in self.entries:
            small = kind == 2 and 0 < len(data) < CUTOFF
            starts.append((self.mini_chain(data) if small else self.chain(data) if kind == 2 and data else END if kind == 2 else 0, len(data)))
        starts[0] = (self.chain(self.mini), len(self.mini))
        for (name, kind, _, child, left, right, clsid), (start, size) in zip(self.entries, starts):
            raw = name.encode("utf-16-le")
            out += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, left, right, child) + clsid
            out += struct.pack("<IQQIQ", 0, 0, 0, start, size)
        empty = bytes(64) + struct.pack("<HBBIII", 0, 0, 0, NONE, NONE, NONE) + bytes(36 + 16)
        while len(out) % SECTOR:
            out += empty[:128]
        return out


def write_cfb(members, clsid=bytes(16)):
    w = Writer()
    w.add("Root Entry", 5, b"", clsid)
    w.folder(0, members)
    directory = w.directory()
    at_directory = w.chain(directory)
    mini_fat = b"".join(struct.pack("<I", x) for x in w.mini_fat)
    mini_fat += b"\xff" * (-len(mini_fat) % SECTOR)
    at_mini = w.chain(mini_fat)
    n_fat = 1
    while n_fat * (SECTOR // 4) < len(w.sectors) + n_fat:
        n_fat += 1
    assert n_fat <= 109, "too large for this writer"
    at_fat = [len(w.sectors) + i for i in range(n_fat)]
    table = w.fat + [FAT_SECTOR] * n_fat
    table += [FREE] * (n_fat * (SECTOR // 4) - len(table))
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, n_fat, at_directory, 0, CUTOFF,
                        at_mini if w.mini_fat else END, len(mini_fat) // SECTOR, END, 0)
    head += struct.pack("<109I", *(at_fat + [FREE] * (109 - n_fat)))
    return head + b"".join(w.sectors) + struct.pack(f"<{len(table)}I", *table)
