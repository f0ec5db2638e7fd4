package dev.stalemate.systems.amdiommu;

import java.util.ArrayList;
import java.util.List;

/**
 * Page tables as memory has them, 512 entries of 64 bits, and the IOMMU's walk read off the specification: PR in bit 0, NextLevel in bits
 * 11:9, the address of a table or a frame in bits 51:12. Written without a look at the model, which it judges.
 */
final class NaiveMemory {
    /** Frames are below, tables from here on. */
    static final long FIRST_TABLE = 1L << 30;

    static final long FAULT = -1;

    private final List<long[]> tables = new ArrayList<>();
    /** How far beyond the start of a large page the last walk ended, in pages. */
    private long offset;

    /** A new empty table; its page number. */
    long allocate() {
        tables.add(new long[512]);
        return FIRST_TABLE + tables.size() - 1;
    }

    private long[] table(long page) {
        return tables.get((int) (page - FIRST_TABLE));
    }

    void set(long page, int index, long target, int nextLevel) {
        table(page)[index] = 1 | (long) nextLevel << 9 | target << 12;
    }

    /** Maps a dfn to a frame, or to nothing. */
    void map(long root, int levels, long dfn, long frame) {
        long page = root;
        for (int level = levels; level > 1; level--) {
            int index = (int) (dfn >>> (9 * (level - 1)) & 511);
            if ((table(page)[index] & 1) == 0) {
                set(page, index, allocate(), level - 1);
            }
            page = page(table(page)[index]);
        }
        if (frame == FAULT) {
            table(page)[(int) (dfn % 512)] = 0;
        } else {
            set(page, (int) (dfn % 512), frame, 0);
        }
    }

    long offset() {
        return offset;
    }

    private static long page(long entry) {
        return (entry & 0xF_FFFF_FFFF_F000L) >>> 12;
    }

    /**
     * The page that a DMA to a dfn reaches.
     *
     * @param checks whether NextLevel is checked, or levels are counted down from the mode
     */
    long walk(long root, int mode, long dfn, boolean checks) {
        StringBuilder bits = new StringBuilder(Long.toBinaryString(dfn));
        while (bits.length() < 54) {
            bits.insert(0, '0');
        }
        // digits[level] is what selects the entry at a level.
        int[] digits = new int[7];
        for (int level = 1; level <= 6; level++) {
            digits[level] = Integer.parseInt(bits.substring(54 - 9 * level, 63 - 9 * level), 2);
        }
        for (int level = mode + 1; level <= 6; level++) {
            if (digits[level] != 0) {
                return FAULT;
            }
        }
        long page = root;
        int level = mode;
        offset = 0;
        while (level > 0) {
            long entry = table(page)[digits[level]];
            if ((entry & 1) == 0) {
                return FAULT;
            }
            int nextLevel = (int) (entry >>> 9) & 7;
            page = page(entry);
            if (nextLevel == 0) {
                for (int below = level - 1; below >= 1; below--) {
                    offset = offset * 512 + digits[below];
                }
                return page + offset;
            }
            if (!checks) {
                level--;
            } else {
                if (nextLevel >= level) {
                    return FAULT;
                }
                for (int skipped = nextLevel + 1; skipped < level; skipped++) {
                    if (digits[skipped] != 0) {
                        return FAULT;
                    }
                }
                level = nextLevel;
            }
        }
        return mode == 0 ? FAULT : page;
    }
}
