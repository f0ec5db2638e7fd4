package dev.stalemate.systems.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every mutant of every design that holds is killed by a claim, or listed with a reason; every claim that holds kills a mutant.
 *
 * <p>To add a system: put it into {@link #DECISIONS}. Run this test with {@code -Dmutants=SYSTEM -Dmutants.write}: it fails with a list of
 * survivors. For each, either a claim's scope is too narrow (widen it in the system's claims), or no claim can see it: then it gets a line in
 * {@code src/test/resources/mutants/SYSTEM.txt}. The run also writes the system's part of {@code docs/reference/mutants.md}.
 */
class MutantsTest {
    private static final Map<String, Decisions> DECISIONS = Map.ofEntries(
            IommuDecisions.AMD_IOMMU,
            IommuDecisions.IOMMU_ENTRIES,
            IommuDecisions.IOTLB,
            IommuDecisions.UNSNOOPED_WALKS,
            IommuDecisions.SPLIT_ENTRIES,
            Map.entry(
                    "domain-teardown",
                    new Decisions(
                            Decisions.names(
                                    "assign destroy destroy-again fail-to-attach fail-to-map fail-to-move fail-to-remove fail-to-track "
                                            + "give-to-another-guest map-page other-guest-writes reuse-table-page start-dma unmap-page unplug"),
                            Set.of("region-users", "root-forgotten"),
                            Set.of("context-entry", "region-in-p2m"))),
            Map.entry("effective-type", Decisions.ofAnswers()),
            Map.entry("memory-data", Decisions.ofAnswers()),
            Map.entry(
                    "linux-amd-iommu",
                    new Decisions(
                            Set.of(
                                    "dma",
                                    "fetch-entry",
                                    "give-to-another-user",
                                    "look-up",
                                    "map",
                                    "other-user-writes",
                                    "unmap"),
                            Set.of("lock", "domain.writing", "read.count"),
                            Set.of("iotlb", "pte"),
                            Map.of("cpus=3", "cpus=2"))),
            Map.entry(
                    "ioreq-mapcache",
                    new Decisions(
                            Set.of(
                                    "call-other",
                                    "deschedule",
                                    "destroy",
                                    "foreign-call",
                                    "give-to-another-guest",
                                    "keep",
                                    "lock",
                                    "look-up",
                                    "map",
                                    "other-guest-writes",
                                    "populate",
                                    "start",
                                    "unlock",
                                    "server-writes"),
                            Set.of("invalidate", "request", "forwarded"),
                            Set.of("map"))),
            Map.entry(
                    "ept-flush",
                    new Decisions(
                            Set.of(
                                    "exit",
                                    "touch",
                                    "remove-frame",
                                    "change-second-table",
                                    "replace-table",
                                    "give-to-another-guest",
                                    "other-guest-writes",
                                    "reuse-table-page"),
                            Set.of("marked.host", "marked.nested", "marked.view", "flush-owed"),
                            Set.of("in", "tlb.host", "tlb.nested", "tlb.view", "pointer"))),
            Map.entry(
                    "grant-copy",
                    new Decisions(
                            Set.of(
                                    "give-to-another-guest",
                                    "other-guest-writes",
                                    "change-entry",
                                    "free-page",
                                    "make-table",
                                    "unmake-table"),
                            Set.of("references", "holds"),
                            Set.of())),
            Map.entry(
                    "grant-frames",
                    new Decisions(
                            Set.of(
                                    "give-to-another-guest",
                                    "other-guest-writes",
                                    "copy",
                                    "map-grant",
                                    "transfer",
                                    "set-version-2"),
                            Set.of("grant-lock", "references", "m2p"),
                            Set.of("p2m"))),
            Map.entry(
                    "guest-tlb",
                    new Decisions(
                            Set.of("touch", "change-table", "exit"),
                            Set.of("request", "last-ran", "last-l2"),
                            Set.of("tlb", "shadow-table"),
                            Map.of("vcpus=2,cpus=2,contexts=1,pages=2,requests=off", "pages=1"))),
            Map.entry(
                    "kvm",
                    new Decisions(
                            Set.of(
                                    "attach-device",
                                    "begin-non-snooping-dma",
                                    "begin-snooping-dma",
                                    "clear-cd",
                                    "detach-device",
                                    "disable-quirk",
                                    "end-dma",
                                    "fault",
                                    "finish-registration",
                                    "give-to-another-guest",
                                    "install",
                                    "look-up",
                                    "merge",
                                    "offline",
                                    "online",
                                    "other-guest-writes",
                                    "set-cd",
                                    "split",
                                    "start-logging",
                                    "stop-logging",
                                    "touch",
                                    "wrmsr"),
                            Set.of("flush-pending"),
                            Set.of("tlb", "ept"),
                            Map.of(
                                    "vcpus=3,frames=3,init=2ff:c06,guest=sdm",
                                    "vcpus=2,frames=2",
                                    "vcpus=3,frames=3,hotplug=bare",
                                    "vcpus=2,frames=2",
                                    "vcpus=3,frames=3,cd=off,hotplug=bare",
                                    "vcpus=2,frames=2",
                                    "vcpus=3,frames=3,init=2ff:c06,guest=sdm,parked=1",
                                    "vcpus=2,frames=2",
                                    "vcpus=3,frames=3,hotplug=bare,parked=1",
                                    "vcpus=2,frames=2",
                                    "vcpus=3,frames=0x0+0x100000,wrmsr=2ff:6/806/c06/c00+250:0/606060606060606,init=2ff:c06,guest=sdm,touch=outside",
                                    "vcpus=2",
                                    "vcpus=3,frames=0x0+0x100000,wrmsr=2ff:6/806/c06+250:0/606060606060606,init=2ff:c06,guest=sdm,touch=code",
                                    "vcpus=2",
                                    "vcpus=3,frames=3,hotplug=bare,disable-quirk=on",
                                    "vcpus=2,frames=2",
                                    "frames=3,wrmsr=none,cd=off,p2m=on",
                                    "frames=2"))),
            Map.entry(
                    "kvm-mmu",
                    new Decisions(
                            Decisions.names(
                                    "touch load-root host-invalidates change-host-page free-host-page give-back "
                                            + "give-to-another-guest other-guest-writes write write-fault guest-flush copy stop-guest "
                                            + "end-migration age"),
                            Set.of(
                                    "dirty",
                                    "flush-owed-for-log",
                                    "flush-owed-for-table",
                                    "mmu-lock",
                                    "flush-owed",
                                    "snapshot",
                                    "root-0-dead",
                                    "range-first",
                                    "counter-read",
                                    "apic-page-request"),
                            Set.of("leaf", "tlb", "table-pointer"),
                            Map.of(
                                    "vcpus=2,gfns=2,deletes=on,seq-bits=1",
                                    "vcpus=1",
                                    "vcpus=2,gfns=2,in-steps=2",
                                    "vcpus=1",
                                    "gfns=2,deletes=on,in-steps=2,again=on",
                                    "in-steps=1",
                                    "gfns=2,in-steps=2,again=on",
                                    "in-steps=1",
                                    "gfns=2,in-steps=2,again=on,sizes=on",
                                    "in-steps=1",
                                    "vcpus=2,in-steps=2,again=on,apic=on",
                                    "in-steps=1"))),
            Map.entry(
                    "encrypted-memory",
                    new Decisions(
                            Decisions.names(
                                    "vmrun exit put write write-back unmap delete-slot end-process destroy unregister punch-hole "
                                            + "release give-to-another-guest other-guest-writes other-guests-device-writes"),
                            Set.of("have-run", "to-flush"),
                            Set.of("npt", "tlb", "cache"),
                            Map.of(
                                    "cpus=2,threads=2,deletes=on,ends=on,pins=on",
                                    "threads=1",
                                    "cpus=2,pages=2,threads=2",
                                    "threads=1",
                                    "cpus=2,ends=on,second=mirror",
                                    "cpus=1"))),
            Map.entry(
                    "limited-caching",
                    new Decisions(
                            Decisions.names("xen-writes make-uncached start enter exit guest-writes move evict"),
                            Set.of("to-flush"),
                            Set.of())),
            Map.entry(
                    "late-writes",
                    new Decisions(
                            Decisions.names(
                                    "write write-takes-effect read read-returns give-to-another-guest other-guest-writes"),
                            Set.of("its-translation"),
                            Set.of("mapped", "tlb"))),
            Map.entry(
                    "log-dirty",
                    new Decisions(
                            Set.of(
                                    "write",
                                    "copy",
                                    "model-writes",
                                    "map",
                                    "write-mapped",
                                    "fail",
                                    "stop-guest",
                                    "begin"),
                            Set.of("dirty", "p2m-lock"),
                            Set.of("tlb"))),
            Map.entry(
                    "nested-ept",
                    new Decisions(
                            Set.of("l1-maps", "access", "complete", "deschedule"),
                            Set.of("cpu.flush-at-entry", "vcpu.mask", "vcpu.behind", "l0.to-flush"),
                            Set.of("tlb", "combined", "shadow", "slot.eptp", "vcpu.slot"),
                            Map.of(
                                    "vcpus=2,eptps=2,slots=2,p2m-changes=1,moves=3",
                                    "vcpus=1",
                                    "vcpus=2,eptps=2,slots=2,p2m-changes=1,moves=3,race=on",
                                    "eptps=1,slots=1",
                                    "vcpus=2,eptps=2,slots=2,p2m-changes=1,moves=3,caches=both",
                                    "eptps=1,slots=1"))),
            Map.entry(
                    "nested-pat",
                    new Decisions(
                            Set.of("l1-wrmsr", "write-vmcb12", "l2-wrmsr"),
                            Set.of(),
                            Set.of("arch.pat", "vmcb01.g_pat", "vmcb02.g_pat", "vmcb12.g_pat"))),
            Map.entry(
                    "pfn-cache",
                    new Decisions(
                            Set.of(
                                    "change-slot",
                                    "change-host-page",
                                    "free-host-page",
                                    "give-to-another-guest",
                                    "other-guest-writes"),
                            Set.of("refresh-mutex", "cache.generation", "counter-read", "cache.flagged"),
                            Set.of("cache.page", "cache.valid"))),
            Map.entry(
                    "secondary-tlb",
                    new Decisions(
                            Set.of(
                                    "dma-read",
                                    "dma-retry",
                                    "dma-write",
                                    "give-to-another-process",
                                    "migrate",
                                    "other-process-writes",
                                    "protect",
                                    "read",
                                    "retry",
                                    "unmap",
                                    "unshare",
                                    "write"),
                            Set.of("pte", "unfolded"),
                            Set.of("iotlb", "tlb", "pte"),
                            Map.of("devices=2,pages=2,protects=clean", "devices=1"))),
            Map.entry(
                    "cache-flush",
                    new Decisions(
                            Set.of(("write evict fill late-flush device-writes map-wc unmap-wc map-uc "
                                            + "unmap-uc map-wb demote free other-writes turn-caches-on")
                                    .split(" ")),
                            Set.of("non-coherent", "noted"),
                            Set.of("cache"))),
            Map.entry(
                    "top-level-shadow",
                    new Decisions(
                            Set.of("load-table", "toggle", "page-fault", "shrink-pool", "reuse-table-page", "map-page"),
                            Set.of("paging-lock", "references", "pinned", "shadow-table", "left"),
                            Set.of("cr3"))),
            Map.entry(
                    "zap-list",
                    new Decisions(
                            Set.of("update"),
                            Set.of("lock", "zapping", "do-zap", "list", "next"),
                            Set.of("lock", "zapping", "do-zap", "list", "next", "allocated", "pending"),
                            Map.of("", "ranges=1"))),
            Map.entry("xen-ept", Decisions.ofAnswers()));

    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<ModelSystem> SYSTEMS = Systems.all().stream()
            .filter(system -> DECISIONS.containsKey(system.name()))
            .filter(system -> system.name().matches(System.getProperty("mutants", ".*")))
            .toList();

    private static final Map<String, List<Tried>> TRIED = new HashMap<>();

    private static List<Tried> tried(ModelSystem system) {
        return TRIED.computeIfAbsent(system.name(), name -> Tried.of(system, decisions(system)));
    }

    private static Decisions decisions(ModelSystem system) {
        return Objects.requireNonNull(DECISIONS.get(system.name()));
    }

    private static MutantCheck check(ModelSystem system) throws IOException {
        return new MutantCheck(tried(system), Survivors.of(system.name()));
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void everySurvivorHasAReason(ModelSystem system) throws IOException {
        assertThat(check(system).withoutReason()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void everyMutantIsDecided(ModelSystem system) throws IOException {
        assertThat(check(system).undecided()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void everyReasonIsOfMutantsThatSurvive(ModelSystem system) throws IOException {
        assertThat(check(system).wrongReasons()).isEmpty();
        assertThat(Survivors.of(system.name()))
                .allSatisfy(entry ->
                        assertThat(entry.reason()).hasSizeGreaterThan(20).endsWith("."));
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void everyClaimKillsAMutant(ModelSystem system) throws IOException {
        assertThat(check(system).idleClaims()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void everythingThatDecisionsNameIsThere(ModelSystem system) {
        Set<String> actions = new TreeSet<>();
        Set<String> fields = new TreeSet<>();
        for (Claim claim : system.claims()) {
            Model model = claim.model();
            model.actions().forEach(action -> actions.add(action.name()));
            model.layout().fields().forEach(field -> fields.add(field.name()));
        }
        actions.add("*");
        assertThat(actions).containsAll(decisions(system).environment());
        assertThat(fields)
                .containsAll(decisions(system).sets())
                .containsAll(decisions(system).clears());
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void theTableIsAsWritten(ModelSystem system) throws IOException {
        String table = MutantTable.of(system.name(), tried(system), Survivors.of(system.name()));
        if (System.getProperty("mutants.write") != null) {
            MutantTable.write(system.name(), table);
        }
        assertThat(MutantTable.written(system.name())).isEqualTo(table);
    }

    @Test
    void theToolHasTheCountsOfTheTables() throws IOException {
        assertThat(MutantTable.writtenCounts()).isEqualTo(MutantTable.counts());
    }
}
