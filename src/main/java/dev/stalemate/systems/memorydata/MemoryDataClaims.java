package dev.stalemate.systems.memorydata;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.Code;

/** What the table of hazards says of some pairs of types, in data. A test asks it of all pairs. */
final class MemoryDataClaims {
    private MemoryDataClaims() {}

    static void all(Claims claims) {
        claims.from(Code.SDM_MEMORY_TYPES);
        coherence(claims);
        order(claims);
        speed(claims);
    }

    private static void coherence(Claims claims) {
        claims.of("D1", Processor.SDM, Promise.DEVICE_READS_LAST_WRITE.law)
                .at("is=WB")
                .violated(
                        "If WB stands for UC, a device that doesn't snoop reads what was in memory before the CPU's write.");
        claims.of("D1b", Processor.SDM, Promise.DEVICE_READS_LAST_WRITE.law)
                .at("is=WB,snoops=on")
                .holds("If WB stands for UC, a device that snoops still reads the CPU's last write.");
        claims.of("D1c", Processor.SDM, Promise.DEVICE_READS_LAST_WRITE.law)
                .at("is=WT")
                .holds("If WT stands for UC, each write gets to memory, where every device reads it.");
        claims.of("D2", Processor.SDM, Promise.CPU_READS_DEVICE_WRITE.law)
                .at("is=WT")
                .violated("If WT stands for UC, the CPU reads a line that it cached before a device wrote to memory.");
        claims.of("D2b", Processor.SDM, Promise.CPU_READS_DEVICE_WRITE.law)
                .at("is=WC")
                .holds("If WC stands for UC, the CPU reads memory, and so what a device wrote there.");
        claims.of("D3", Processor.SDM, Promise.IGNORED_WRITE_IS_GONE.law)
                .at("is=WT,should=WP,memory=read-only")
                .violated("If WT stands for WP, a write that memory ignored is read back from the cache.");
        claims.of("D3b", Processor.SDM, Promise.IGNORED_WRITE_IS_GONE.law)
                .at("is=WP,memory=read-only")
                .holds("If WP stands for UC, a write that memory ignored is gone: it invalidates the line.");
    }

    private static void order(Claims claims) {
        claims.of("D4", Processor.SDM, Promise.WRITES_IN_ORDER.law)
                .at("is=WC,should=WB,snoops=on")
                .violated("If WC stands for WB, a device sees the second of two writes before the first.");
        claims.of("D4b", Processor.IN_ORDER, Promise.WRITES_IN_ORDER.law)
                .at("is=WC,should=WB,snoops=on")
                .holds("If WC stands for WB on a processor without buffers for it, writes are seen in order.");
        claims.of("D5", Processor.SDM, Promise.READS_AFTER_WRITES.law)
                .at("is=WB,snoops=on")
                .violated("If WB stands for UC, a read passes an earlier write that is still in the store buffer.");
        claims.of("D5b", Processor.IN_ORDER, Promise.READS_AFTER_WRITES.law)
                .at("is=WB,snoops=on")
                .holds("If WB stands for UC on a processor without a store buffer, no read passes a write.");
        claims.of("D6", Processor.SDM, Promise.EACH_WRITE_ARRIVES.law)
                .at("is=WT,should=WP")
                .violated("If WT stands for WP, memory gets the second of two writes and never the first.");
        claims.of("D6b", Processor.SDM, Promise.EACH_WRITE_ARRIVES.law)
                .at("is=WP")
                .holds("If WP stands for UC, each write gets to memory by itself.");
        claims.of("D7", Processor.SDM, Promise.ONLY_ASKED_READS.law)
                .at("is=WC,memory=read-has-effect")
                .violated(
                        "If WC stands for UC, a register that is cleared by a read may be read though no program reads it.");
        claims.of("D7b", Processor.IN_ORDER, Promise.ONLY_ASKED_READS.law)
                .at("is=WC,memory=read-has-effect")
                .holds("If WC stands for UC on a processor that reads nothing ahead, nothing is read unasked.");
    }

    private static void speed(Claims claims) {
        claims.of("D8", Processor.SDM, Promise.WRITES_IN_ORDER.law)
                .at("should=WB,snoops=on")
                .holds(
                        "If UC stands for WB, all that a program that relies on WB can expect is true: it is only slower.");
    }
}
