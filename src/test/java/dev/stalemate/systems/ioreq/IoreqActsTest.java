package dev.stalemate.systems.ioreq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.systems.SystemChecks;
import org.junit.jupiter.api.Test;

/** What functions do about flags and servers in a run, as the model tells it. */
class IoreqActsTest {
    private static final SystemChecks CHECKS = new SystemChecks(new IoreqSystem());

    @Test
    void anotherVcpuTakesTheDomainsFlag() {
        assertThat(CHECKS.acts("M5"))
                .containsExactly(
                        "(4) guest_remove_page(): removes gfn 0, which a server maps",
                        "(5) p2m_free_entry(): sets the domain's flag",
                        "(6) do_trap_hypercall(): finds the domain's flag set",
                        "(7) do_trap_hypercall(): takes the domain's flag: vCPU 1 alone is to wait for the servers",
                        "(8) do_trap_hypercall(): finds the domain's flag clear, and enters the guest");
    }

    @Test
    void functionsAreThoseOfTheRelease() {
        assertThat(CHECKS.acts("H14"))
                .contains(
                        "(4) hvm_memory_op(): sets the domain's flag",
                        "(5) hvm_hypercall(): is preempted, and does not look at the flag");
        assertThat(CHECKS.acts("M2c"))
                .endsWith(
                        "(4) ioreq_request_mapcache_invalidate(): sets the flags of all vCPUs, and does not stop the guest");
    }

    @Test
    void anAnswerThatIsNotWaitedForIsTold() {
        assertThat(CHECKS.acts("M9"))
                .endsWith("(10) wait_for_io(): has the answer of server 1, and waits for no other");
        assertThat(CHECKS.acts("M9h"))
                .contains("(9) xen_invalidate_map_cache(): drops the mappings of server 0, but not what is locked");
    }
}
