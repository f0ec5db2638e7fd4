package dev.stalemate.systems.limited;

import static dev.stalemate.systems.limited.LimitedDesign.AT_ENTRY;
import static dev.stalemate.systems.limited.LimitedDesign.AT_ENTRY_ALL;
import static dev.stalemate.systems.limited.LimitedDesign.AT_START;
import static dev.stalemate.systems.limited.LimitedDesign.FLUSHES_ALL;
import static dev.stalemate.systems.limited.LimitedDesign.FORGETS_DEVICES;
import static dev.stalemate.systems.limited.LimitedDesign.NOT_BUILDING;
import static dev.stalemate.systems.limited.LimitedDesign.NO_FLUSH;
import static dev.stalemate.systems.limited.LimitedDesign.ONE_CPU;
import static dev.stalemate.systems.limited.LimitedDesign.WHERE_NEEDED;
import static dev.stalemate.systems.limited.LimitedPage.CURRENT;

import dev.stalemate.model.Claims;

/** Flushes that were added in 2013 and 2014, and limited in 2025. */
final class LimitedClaims {
    private static final String MORE = "cpus=3";

    private LimitedClaims() {}

    static void all(Claims claims) {
        claims.of("H85", NO_FLUSH, CURRENT)
                .at("cpus=1")
                .violated(
                        "Before 8cb7f7d135 (2014) a change of types flushed nothing. On a CPU without self-snoop a guest that makes its memory"
                                + " uncached, and does not flush itself, reads old data.");
        claims.of("H85fix", FLUSHES_ALL, CURRENT)
                .at(MORE)
                .holds(
                        "8cb7f7d135 (2014) flushes the caches of all CPUs when types change, wherever the vCPU has run.");
        claims.of("H85b", ONE_CPU, CURRENT)
                .violated(
                        "Mutant of 8cb7f7d135 (2014): a flush on the CPU of the vCPU alone, which has run elsewhere.");
        limited(claims);
        built(claims);
        written(claims);
    }

    private static void limited(Claims claims) {
        claims.of("H85c", WHERE_NEEDED, CURRENT)
                .at(MORE)
                .open(
                        "2d779cabdd (2025) and 3125ca0da2 (2025), on CPUs without self-snoop: does a CPU remain unflushed where"
                                + " the guest has run?")
                .holds("the flush is made less often, but still on all CPUs.");
        claims.of("H85d", WHERE_NEEDED, CURRENT)
                .at(MORE + ",self-snoop=on,device=on")
                .holds("2d779cabdd (2025) flushes if the guest has a device that does not snoop.");
        claims.of("H85e", FORGETS_DEVICES, CURRENT)
                .at("cpus=1,self-snoop=on,device=on")
                .violated("Mutant of 2d779cabdd (2025) that asks for self-snoop alone: a device reads old data.");
    }

    private static void built(Claims claims) {
        claims.of("H85f", NOT_BUILDING, CURRENT)
                .at("cpus=1,builds=on")
                .open(
                        "3125ca0da2 (2025), which does not flush for a guest that does not run yet, and what the toolstack has"
                                + " written.")
                .violated(
                        "on a CPU without self-snoop the guest does not read it, as the message of the commit grants. Until then a change"
                                + " after the writes flushed them.");
        claims.of("H85g", FLUSHES_ALL, CURRENT)
                .at("cpus=1,builds=on")
                .open("The same before 3125ca0da2 (2025).")
                .violated("What the toolstack writes after a change of types was never flushed.");
        claims.of("H85h", AT_START, CURRENT)
                .at(MORE + ",builds=on")
                .holds("A flush on all CPUs before the guest runs first, which 3125ca0da2 (2025) names as the ideal.");
    }

    private static void written(Claims claims) {
        claims.of("H85i", FLUSHES_ALL, CURRENT)
                .at("cpus=1,emulates=on")
                .violated(
                        "XSA-60 (86d60e855f, 2013): what Xen writes for a guest whose memory is uncached stays in the cache. Without"
                                + " self-snoop the guest does not read it.");
        claims.of("H85j", AT_ENTRY, CURRENT)
                .at("cpus=1,emulates=on")
                .holds("86d60e855f (2013) flushes before the guest is entered again. With one CPU that is enough.");
        claims.of("H85k", AT_ENTRY, CURRENT)
                .at("emulates=on")
                .open("86d60e855f (2013) with two CPUs. It was reverted within a month, as insufficient and slow.")
                .violated("the vCPU moves after Xen's write, and the CPU that it comes to flushes its own cache.");
        claims.of("H85l", AT_ENTRY_ALL, CURRENT)
                .at(MORE + ",emulates=on")
                .holds("86d60e855f (2013) would have been enough for writes if all CPUs had flushed.");
        claims.of("H85m", WHERE_NEEDED, CURRENT)
                .at("cpus=1,emulates=on,self-snoop=on,device=on")
                .open(
                        "2d779cabdd (2025) with a device that does not snoop: does it read what Xen writes to uncached memory?")
                .violated(
                        "nobody flushes what Xen writes there. A guest has no reason to flush memory that is uncached.");
    }
}
