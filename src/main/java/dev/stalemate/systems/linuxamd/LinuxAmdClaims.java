package dev.stalemate.systems.linuxamd;

import static dev.stalemate.systems.linuxamd.LinuxAmdDesign.COUNTED;
import static dev.stalemate.systems.linuxamd.LinuxAmdDesign.GENERIC;
import static dev.stalemate.systems.linuxamd.LinuxAmdDesign.LOCKED;
import static dev.stalemate.systems.linuxamd.LinuxAmdDesign.MODE_STORED_FIRST;
import static dev.stalemate.systems.linuxamd.LinuxAmdDesign.ONE_WORD;
import static dev.stalemate.systems.linuxamd.LinuxAmdDesign.RECHECKED;
import static dev.stalemate.systems.linuxamd.LinuxAmdDesign.ROOT_READ_FIRST;
import static dev.stalemate.systems.linuxamd.LinuxAmdDesign.TOLD;
import static dev.stalemate.systems.linuxamd.LinuxAmdDesign.TWO_WORDS;
import static dev.stalemate.systems.linuxamd.LinuxAmdDesign.UNLOCKED;
import static dev.stalemate.systems.linuxamd.LinuxAmdLaws.ENDS;
import static dev.stalemate.systems.linuxamd.LinuxAmdLaws.FINDS;
import static dev.stalemate.systems.linuxamd.LinuxAmdLaws.GONE;
import static dev.stalemate.systems.linuxamd.LinuxAmdLaws.LEVELS;
import static dev.stalemate.systems.linuxamd.LinuxAmdLaws.OWN_LEVELS;
import static dev.stalemate.systems.linuxamd.LinuxAmdLaws.RETAINED;
import static dev.stalemate.systems.linuxamd.LinuxAmdLaws.TRANSLATES;

import dev.stalemate.model.Claims;

/** Roots and levels that are read half changed, grown twice, published too early: Linux before and after its fixes, and other choices. */
final class LinuxAmdClaims {
    private static final String KEEPS = "caller=keeps";
    private static final String RETRIES = "caller=retries";
    private static final String GROWERS = "high=2,unmaps=off";
    private static final String REMAPS = "remaps=on,unmaps=off";

    private LinuxAmdClaims() {}

    static void all(Claims claims) {
        tornUnmap(claims);
        callers(claims);
        tornOtherwise(claims);
        growers(claims);
        deviceTable(claims);
        firstTime(claims);
    }

    private static void tornUnmap(Claims claims) {
        claims.of("H51", TOLD, RETAINED)
                .violated(
                        "Up to 1e56310b40fd (2025) an unmap without a lock could read the new root with the old mode. It finds nothing, a user"
                                + " of the DMA API frees the page nevertheless, and the device still writes there.");
        claims.of("H51fix", COUNTED, RETAINED)
                .at("cpus=3")
                .holds(
                        "With 1e56310b40fd (2025) a reader reads root and mode again if the sequence count has changed.");
        claims.of("H51b", ONE_WORD, FINDS)
                .at("cpus=3,look-ups=on")
                .holds("eb791aa70b90 (2020): root and mode are one word, which 6eedb59c18a3 (2021) split again.");
        claims.of("H51c", GENERIC, RETAINED)
                .at("cpus=3")
                .holds("789a5913b29c (2025): root and mode are one word again.");
        claims.of("H51d", COUNTED, FINDS)
                .at("cpus=3,look-ups=on")
                .holds("With 1e56310b40fd (2025) every unmap and every look-up finds what the device reaches.");
        claims.of("H51e", COUNTED, ENDS)
                .at("high=2," + RETRIES)
                .holds("With 1e56310b40fd (2025) readers that try again get to an end, because growths end.");
    }

    private static void firstTime(Claims claims) {
        claims.of("H54", RECHECKED, RETAINED)
                .violated(
                        "Up to eb791aa70b90 (2020) root and mode were two words: the race of 2025. An unmap that finds nothing returns the"
                                + " size of the entry where it stopped, and Linux 5.4's DMA API does not look at that.");
        claims.of("H54fix", ONE_WORD, RETAINED)
                .at("cpus=3")
                .holds("eb791aa70b90 (2020): root and mode are one word, so that no unmap reads half of a change.");
        claims.of("H54b", RECHECKED, GONE)
                .at(REMAPS)
                .violated(
                        "The design before eb791aa70b90 (2020): a map reads half of a change, and puts its page in another place.");
        claims.of("H54c", ONE_WORD, GONE)
                .at(REMAPS)
                .holds("eb791aa70b90 (2020): maps read one word, and put each page in its place.");
    }

    private static void callers(Claims claims) {
        claims.of("H51f", TOLD, GONE)
                .at(KEEPS)
                .violated(
                        "The design before 1e56310b40fd (2025) with a caller that keeps a page which was not found, as VFIO does: the device"
                                + " still reaches it, and it stays pinned for ever.");
        claims.of("H51g", TWO_WORDS, RETAINED)
                .at(KEEPS)
                .open(
                        "Linux 5.12 to 6.1, with the two words of 6eedb59c18a3 (2021): is a page safe with a caller that frees only what was"
                                + " unmapped?")
                .violated(
                        "an unmap that finds nothing returns the size of the entry where it stopped, such as 1 GB: such a caller frees the"
                                + " page. The DMA API warns and frees; VFIO would unpin far more than was mapped, which is left out.");
        claims.of("H51h", TOLD, RETAINED)
                .at(RETRIES)
                .holds("The design before 1e56310b40fd (2025) with a caller that tries again until the page is found.");
    }

    private static void tornOtherwise(Claims claims) {
        claims.of("H51i", TOLD, FINDS)
                .at("unmaps=off,look-ups=on")
                .violated(
                        "Up to 1e56310b40fd (2025) iova_to_phys() reads the same two words, and says that a mapped page has no frame.");
        claims.of("H51j", TOLD, GONE)
                .at(REMAPS)
                .violated(
                        "Up to 1e56310b40fd (2025) a map could read the new root with the old mode. Then it puts the page in another place, 512"
                                + " times as far up, and the device reaches it there.");
        claims.of("H51k", COUNTED, GONE)
                .at(REMAPS)
                .holds("With 1e56310b40fd (2025) maps read root and mode together, and put each page in its place.");
        claims.of("H51l", ROOT_READ_FIRST, RETAINED)
                .open(
                        "Nothing kept compilers from reading the root before the mode up to 1e56310b40fd (2025). Does the old root with the"
                                + " new mode do harm, too?")
                .violated("the walk expects one level more than there is, and finds nothing.");
        claims.of("H51m", MODE_STORED_FIRST, RETAINED)
                .open("Would the other order of stores have been a fix instead of 1e56310b40fd (2025)?")
                .violated("an unmap can read the new mode with the old root if the mode is stored first.");
    }

    private static void growers(Claims claims) {
        claims.of("H52", UNLOCKED, OWN_LEVELS)
                .at(GROWERS)
                .violated(
                        "From 256e4621c21a (2016) to 754265bcab78 (2019) two CPUs could add a level at once: the mode is raised twice, and the"
                                + " tables have one more level. From then on no unmap finds anything, and the device still reaches all.");
        claims.of("H52fix", LOCKED, OWN_LEVELS)
                .at("cpus=3," + GROWERS)
                .holds("With 754265bcab78 (2019) one CPU at a time adds a level, under the domain's lock.");
        claims.of("H52b", LOCKED, LEVELS)
                .at(GROWERS)
                .violated(
                        "Up to 46ac18c347b0 (2019) a CPU that had waited for the lock added a level that another one had just added.");
        claims.of("H52c", RECHECKED, LEVELS)
                .at("cpus=3," + GROWERS)
                .holds("With 46ac18c347b0 (2019) a CPU looks again under the lock.");
        claims.of("H52d", COUNTED, LEVELS)
                .at("cpus=3," + GROWERS)
                .holds("1e56310b40fd (2025) keeps the lock, and the second look of 46ac18c347b0 (2019).");
        claims.of("H52e", GENERIC, LEVELS)
                .at("cpus=3," + GROWERS)
                .holds("789a5913b29c (2025) keeps the lock, and compares the top under it.");
    }

    private static void deviceTable(Claims claims) {
        claims.of("H53", RECHECKED, TRANSLATES)
                .at(GROWERS)
                .violated(
                        "Up to 19c6978fba68 (2020) new levels were published before the device table had them: another CPU maps a page there,"
                                + " returns, and the device's DMA faults.");
        claims.of("H53fix", ONE_WORD, TRANSLATES)
                .at("cpus=3," + GROWERS)
                .holds(
                        "With 19c6978fba68 (2020) the device table is written and flushed before the new levels are published.");
        claims.of("H53b", TOLD, TRANSLATES)
                .at(GROWERS)
                .open(
                        "6eedb59c18a3 (2021) stores root and mode before it writes the device table, and keeps the comment that this has to come"
                                + " first. Is it H53 again?")
                .violated("a second CPU maps a page before the device's entry has the new levels.");
        claims.of("H53c", COUNTED, TRANSLATES)
                .at(GROWERS)
                .open(
                        "1e56310b40fd (2025) made the two words one again for readers. Did it repair what 19c6978fba68 (2020) had?")
                .violated("the device table is still written after the new levels are published, up to Linux 6.18.");
        claims.of("H53d", GENERIC, TRANSLATES)
                .at("cpus=3," + GROWERS)
                .holds("789a5913b29c (2025): the device table is written before the new top is published.");
        claims.of("H53e", COUNTED, TRANSLATES)
                .at("cpus=3,low=2,unmaps=off,remaps=on")
                .holds(
                        "With 1e56310b40fd (2025) a CPU that adds a level itself returns only after the device table is written and flushed.");
    }
}
