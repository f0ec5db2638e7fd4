package dev.stalemate.search.symmetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.systems.kvm.KvmSystem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** KVM's vCPUs, frames and machine frames, searched with symmetry and without. */
class KvmSymmetryTest {
    private static final KvmSystem KVM = new KvmSystem();

    @ParameterizedTest
    @CsvSource({"2, 2", "2, 3"})
    void aSearchOfOrbitsFindsTheOrbitsOfAllReachableStates(int vcpus, int frames) {
        Model model = bench("cd0-zaps-all", vcpus, frames);
        Symmetry symmetry = Symmetry.of(model, List.of(quiescent(model)));
        assertThat(symmetry.used()).containsExactly("vcpu", "gpa");
        OrbitSearch search = OrbitSearch.of(model, quiescent(model), symmetry);
        assertThat(search.orbits()).isEqualTo(OrbitSearch.orbitsOf(model, symmetry));
        SearchResult whole = new BreadthFirst(model, List.of(), Limits.none(), Monitor.SILENT).run();
        assertThat(search.states()).isEqualTo(whole.states());
        assertThat(search.depth()).isEqualTo(whole.depth());
    }

    @Test
    void theOrbitsOfThreeVcpusAndFramesHoldTheStatesThatSpinCounts() {
        Model model = bench("cd0-zaps-all", 3, 3);
        OrbitSearch search = OrbitSearch.of(model, quiescent(model), Symmetry.of(model, List.of(quiescent(model))));
        assertThat(search.states()).isEqualTo(1_106_976);
        // Each stands for at most 3! * 3! states.
        assertThat(search.orbits()).isBetween(1_106_976L / 36, 1_106_976L / 18);
    }

    @Test
    void machineFramesAreInterchangedTogetherWithTheirNames() {
        Model model = KVM.model(KVM.design("unmap-flush-all"), KVM.scope("pages"));
        Law law = model.law("no-retained-mapping");
        Symmetry symmetry = Symmetry.of(model, List.of(law));
        assertThat(symmetry.used()).containsExactly("vcpu", "gpa", "mfn");
        assertThat(symmetry.refused()).isEmpty();
        OrbitSearch search = OrbitSearch.of(model, law, symmetry);
        assertThat(search.orbits()).isEqualTo(OrbitSearch.orbitsOf(model, symmetry));
    }

    @Test
    void vcpusInAFaultAreInterchangedTogetherWithTheFramesThatTheyTouch() {
        Model model = KVM.model(KVM.design("linux-6.11"), KVM.scope("small,cd=off,hotplug=bare,faults=steps"));
        Law law = model.law("no-stale");
        Symmetry symmetry = Symmetry.of(model, List.of(law));
        assertThat(symmetry.used()).containsExactly("vcpu", "gpa");
        OrbitSearch search = OrbitSearch.of(model, law, symmetry);
        assertThat(search.orbits()).isEqualTo(OrbitSearch.orbitsOf(model, symmetry));
    }

    @ParameterizedTest
    @CsvSource({
        "vm-copy-vcpu-0, small, vcpu: step",
        "vm-copy-lowest-online, 'small,offline=on', vcpu: step",
        "unmap-flush-one, pages, vcpu: step",
        "cd0-zaps-precisely, 'small,frames=3,init=2ff:c06', gpa: step",
    })
    void designsThatTreatElementsDifferentlyAreRefused(String design, String scope, String refused) {
        Model model = KVM.model(KVM.design(design), KVM.scope(scope));
        assertThat(Symmetry.of(model, List.of()).refused())
                .singleElement()
                .asString()
                .startsWith(refused);
    }

    @Test
    void propertiesOfTheFirstVcpuAndFrameAreRefused() {
        Model model = KVM.model(KVM.design("cd0-zaps-all"), KVM.scope("small,expect-zap=0x0-0xffffffffff"));
        Law vcpu = model.law("zaps-exactly");
        Law code = model.law("code-keeps-its-leaf");
        assertThat(Symmetry.of(model, List.of(vcpu)).refused()).containsExactly("vcpu: property zaps-exactly");
        assertThat(Symmetry.of(model, List.of(code)).refused())
                .containsExactly("vcpu: property code-keeps-its-leaf", "gpa: property code-keeps-its-leaf");
    }

    @ParameterizedTest
    @CsvSource({
        "'small,mmio=1'",
        "'small,memory=ram-wc'",
        "'small,used-by=any'",
        "'small,slots=non-coherent'",
        "'small,large=on'",
        "'small,frames=0x0+0x100000'",
        "'small,frames=0x0+0x1000'",
        "'small,wrmsr=250:0/606060606060606'",
        "'small,wrmsr=250:6/606060606060600+258:6/606060606060600'",
        "'small,init=250:606060606060606'",
        "'small,init=200:0+201:800'",
    })
    void framesThatDifferAreNotDeclaredAlike(String scope) {
        Model model = KVM.model(KVM.design("linux-6.7"), KVM.scope(scope));
        assertThat(model.layout().interchangeable()).noneMatch(i -> i.name().equals("gpa"));
    }

    static Stream<Arguments> claimsOfFewStates() {
        return KVM.claims().stream()
                .filter(c -> c.model().isFinite())
                .filter(c ->
                        new BreadthFirst(c.model(), List.of(), Limits.none().withStates(3_000), Monitor.SILENT)
                                        .run()
                                        .end()
                                == End.EXHAUSTED)
                .map(c -> Arguments.of(c.id(), c));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claimsOfFewStates")
    void symmetryChangesNoVerdictAndNoLength(String id, Claim claim) {
        for (Law p : claim.model().laws()) {
            Model model = claim.model();
            Law law = model.law(p.name());
            OrbitSearch reduced = OrbitSearch.of(model, law, Symmetry.of(model, List.of(law)));
            Outcome whole = new BreadthFirst(model, List.of(law), Limits.none(), Monitor.SILENT)
                    .run()
                    .outcome(law);
            assertThat(reduced.verdict()).as(id + " " + p.name()).isEqualTo(whole.verdict());
            assertThat(reduced.shortest())
                    .as(id + " " + p.name())
                    .isEqualTo(whole.steps().size());
        }
    }

    private static Law quiescent(Model model) {
        return model.law("no-stale-quiescent");
    }

    private static Model bench(String design, int vcpus, int frames) {
        return KVM.model(KVM.design(design), KVM.scope("bench,vcpus=" + vcpus + ",frames=" + frames));
    }
}
