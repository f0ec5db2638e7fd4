package dev.stalemate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.CampaignRun;
import dev.stalemate.decide.Checkpoints;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Exhaustive;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.Question;
import dev.stalemate.decide.Walking;
import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.decide.cluster.ClusterPart;
import dev.stalemate.decide.cluster.ClusterPart.Settings;
import dev.stalemate.decide.cluster.ClusterUse;
import dev.stalemate.decide.cluster.ShuffledCluster;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.PatchFile;
import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.Patch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.open.OwnDesigns;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.walk.ActionWeights;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's own design on the engine: the same as in this process alone, and its mistakes are told in the same words. */
class OwnDesignSearchTest {
    private static final String LAW = "no-stale-quiescent";
    private static final String ZAP = "kvm_zap_gfn_range(vcpu->kvm, 0, ~0ULL)";

    @TempDir
    private static Path directory = Path.of("");

    private static Cluster cluster = new ShuffledCluster(1, 1);

    private final Patches patches = new Patches(Systems.catalogue(), () -> false);

    @BeforeAll
    static void connect() {
        Settings settings = new Settings("local[2]", 2, 0, directory.resolve("log"), "test");
        cluster = ClusterPart.installed().orElseThrow().connect(settings, note -> {}, () -> false);
    }

    @AfterAll
    static void leave() {
        cluster.close();
    }

    @AfterEach
    void close() {
        patches.close();
    }

    private static String example(String name) throws IOException {
        return Files.readString(Path.of("docs/examples", name));
    }

    /** An example with another text in the place of one that it has. */
    private static String changed(String name, String what, String by) throws IOException {
        String text = example(name);
        assertThat(text).contains(what);
        return text.replace(what, by);
    }

    private Question question(String name, String text, String scope) throws PatchException {
        Patch patch = patches.open(PatchFile.of(name, text), new Patches.Ways("kvm", "linux-6.7", "cc", false));
        ModelSystem kvm = OwnDesigns.beside(Systems.catalogue().system("kvm"), List.of(patch));
        return Question.of(kvm, patch.design(), List.of(kvm.scope(scope)), LAW);
    }

    private static List<String> said(Question question, boolean elsewhere) {
        List<String> says = new ArrayList<>();
        Listener listener = new Listener() {
            @Override
            public void progress(Monitor.Snapshot snapshot) {}

            @Override
            public boolean stopped() {
                return false;
            }

            @Override
            public void failed(DesignException why) {
                says.add(why.says());
            }
        };
        Exhaustive here = new Exhaustive(SearchOptions.plain(), Checkpoints.NONE, false, listener);
        Exhaustive search = elsewhere ? here.on(new ClusterUse(cluster, 0, null, false, "test")) : here;
        Decision found = search.decide(List.of(question)).values().iterator().next();
        says.add(found.found() + " " + found.effort().states() + " "
                + found.effort().transitions() + " " + found.effort().depth() + " " + found.figures() + " "
                + found.note());
        says.add(found.trace() == null ? "" : found.trace().steps().toString());
        return says;
    }

    /** What is found is not what the design of which it is a change would show. */
    @Test
    void aDesignInJavaIsSearchedAndWalked() throws IOException, PatchException {
        String wrong = changed("MyPatch.java", "ZAPS_AS_CD_CLEARS = true", "ZAPS_AS_CD_CLEARS = false");
        Question question = question("MyPatch.java", wrong, "sdm,vcpus=1");
        List<String> found = said(question, true);
        assertThat(found).isEqualTo(said(question, false));
        assertThat(found.get(0)).startsWith("violated ");
        Walking walking = new Walking(7, 500, 30, ActionWeights.EVEN, Duration.ofDays(1));
        List<String> walked = new CampaignRun(question, cluster, Systems::catalogue, walking).says();
        assertThat(walked)
                .isEqualTo(new CampaignRun(question, new ShuffledCluster(1, 1), Systems::catalogue, walking).says());
        assertThat(walked.get(0)).startsWith("violated, ");
    }

    @Test
    void aDesignInCIsSearched() throws IOException, PatchException {
        CFiles.assumeCompiler("cc");
        Question question = question("zap-all-at-cd0.c", example("zap-all-at-cd0.c"), "sdm,vcpus=1");
        List<String> found = said(question, true);
        assertThat(found).isEqualTo(said(question, false));
        assertThat(found.get(0)).startsWith("holds 113 ");
    }

    /** The engine would end a process for the first of these, and no other process knows the class of the second. */
    @ParameterizedTest
    @ValueSource(strings = {"cdWritten(vm, vcpu, zap)", "throw new Oops()"})
    void aMistakeInJavaIsToldAsHere(String mistake) throws IOException, PatchException {
        String text = changed("MyPatch.java", "public void cdWritten(Vm vm, int vcpu, Zap zap) {", "$0")
                .replace("$0", "public void cdWritten(Vm vm, int vcpu, Zap zap) { if (vcpu >= 0) { " + mistake + "; }")
                .replaceFirst("\\}\\s*$", "static final class Oops extends RuntimeException {} }\n");
        assertToldAsHere(question("MyPatch.java", text, "sdm,vcpus=1"));
    }

    @Test
    void aDivisionByZeroInCIsToldAsHere() throws IOException, PatchException {
        CFiles.assumeCompiler("cc");
        String text = changed("zap-all-at-cd0.c", ZAP, "if (1 / (int) (cr0 & 0)) return; " + ZAP);
        assertToldAsHere(question("zap-all-at-cd0.c", text, "sdm,vcpus=1"));
    }

    private static void assertToldAsHere(Question question) {
        List<String> told = said(question, true);
        assertThat(told).isEqualTo(said(question, false));
        assertThat(told.get(0)).startsWith("kvm/").contains(" failed at scope sdm,vcpus=1 ");
    }
}
