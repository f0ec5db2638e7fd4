package dev.stalemate.systems.grants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.systems.SystemChecks;
import org.junit.jupiter.api.Test;

/** What Xen's functions do with status frames in a run, as the model tells it. */
class GrantActsTest {
    private static final SystemChecks CHECKS = new SystemChecks(new GrantSystem());

    @Test
    void aReferenceThatIsGoneIsNotFound() {
        assertThat(CHECKS.acts("H28b"))
                .containsExactly(
                        "(1) gnttab_map_frame(): finds mfn 0, and holds a reference to it from here on",
                        "(2) gnttab_set_version(): takes the grant lock",
                        "(3) gnttab_unpopulate_status_frames(): has no mapping of mfn 0 to remove: it is mapped nowhere",
                        "(4) xenmem_add_to_physmap_one(): maps mfn 0 at gfn 0x0",
                        "(5) xenmem_add_to_physmap_one(): drops its reference",
                        "(6) gnttab_unpopulate_status_frames(): gives mfn 0 up, and does not look for a mapping again",
                        "(7) gnttab_unpopulate_status_frames(): frees the frames");
    }

    @Test
    void aMappingThatWasLookedUpEarlyStays() {
        assertThat(CHECKS.acts("H28f"))
                .contains(
                        "(4) xenmem_add_to_physmap_one(): looks up mfn 0 in the M2P, without the p2m lock: it is mapped nowhere")
                .last()
                .asString()
                .endsWith("it was not there yet at the look-up");
    }
}
