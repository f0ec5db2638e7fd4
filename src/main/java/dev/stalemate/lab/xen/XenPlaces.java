package dev.stalemate.lab.xen;

import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.memtype.MtrrMsr;

/**
 * Where the few frames of a scope are in a real guest, whose tables have 512 entries: small leaves are the first of as many tables, and a
 * large leaf is one of 2 MiB, so that a frame in it becomes a part of that. Variable ranges are moved and grow with the frames.
 *
 * @param base the address of the scope's first frame, in bytes
 * @param bits its tables have 2^bits entries
 * @param large whether its RAM is in large leaves
 * @param frames how many frames it has
 * @param maxPhyAddr the MAXPHYADDR of its guests, in bits
 */
record XenPlaces(long base, int bits, boolean large, int frames, int maxPhyAddr) {
    private static final int MAXPHYADDR = 40;
    private static final int PAIRS = 8;
    private static final int PAGE_SHIFT = 12;
    private static final int REAL_BITS = 9;
    /** The gfn of the first frame: behind the lab's own code, and aligned to any leaf. */
    private static final long FIRST = 0x200;

    /** The gfn of a frame. */
    long gfn(int frame) {
        if (large) {
            return FIRST + ((long) frame << (REAL_BITS - bits));
        }
        return FIRST + ((long) (frame >> bits) << REAL_BITS) + (frame & ((1 << bits) - 1));
    }

    /** The last gfn of a frame. */
    long last(int frame) {
        return gfn(frame) + (large ? (1L << (REAL_BITS - bits)) - 1 : 0);
    }

    /**
     * A register's value that means the same of the frames there.
     *
     * @throws NotMappedException if there is none
     */
    long value(int msr, long value) throws NotMappedException {
        if (!MtrrMsr.isVariable(msr, PAIRS)) {
            if (MtrrMsr.fixedIndex(msr) >= 0 && base < 1 << 20) {
                throw new NotMappedException("its frames are under fixed ranges, below the lab's guest's");
            }
            return value;
        }
        return MtrrMsr.isMask(msr) ? mask(value) : physBase(value);
    }

    private long physBase(long value) throws NotMappedException {
        long address = value >> PAGE_SHIFT << PAGE_SHIFT;
        long type = value & 0xFF;
        if (address == 0) {
            return type;
        }
        long frame = (address - base) >> PAGE_SHIFT;
        if (frame < 0 || frame >= frames) {
            throw new NotMappedException("a variable range begins outside its frames");
        }
        return gfn((int) frame) << PAGE_SHIFT | type;
    }

    private long mask(long value) throws NotMappedException {
        long valid = value & MtrrMsr.V;
        long address = value >> PAGE_SHIFT << PAGE_SHIFT;
        if (address == 0 && valid == 0) {
            return 0;
        }
        long size = (1L << maxPhyAddr) - address;
        if (Long.bitCount(size) != 1 || size > (long) frames << PAGE_SHIFT) {
            throw new NotMappedException("a variable range has holes, or is larger than its frames");
        }
        if (!large && size > 1L << (bits + PAGE_SHIFT)) {
            throw new NotMappedException("a variable range is of several tables");
        }
        long real = large ? size << (REAL_BITS - bits) : size;
        return (1L << MAXPHYADDR) - real | valid;
    }
}
