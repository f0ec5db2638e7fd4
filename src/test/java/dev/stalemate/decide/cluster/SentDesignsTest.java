package dev.stalemate.decide.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.decide.CampaignRun;
import dev.stalemate.decide.Question;
import dev.stalemate.decide.StateSearch;
import dev.stalemate.decide.Walking;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.PatchFile;
import dev.stalemate.model.Step;
import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.Patch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.open.OwnDesigns;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.walk.ActionWeights;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A user's own design arrives at a worker as it left. */
class SentDesignsTest {
    private static final String LAW = "no-stale-quiescent";
    private static final String NEVER = "cd[0]=1 & ept[0x0]=UC";

    private final Patches patches = new Patches(Systems.catalogue(), () -> false);

    private Patch open(String name, String text) throws PatchException {
        return patches.open(PatchFile.of(name, text), new Patches.Ways("kvm", "linux-6.7", "cc", false));
    }

    private Patch example(String name) throws IOException, PatchException {
        String text = Files.readString(Path.of("docs/examples", name));
        return open(name, "// stalemate: never " + NEVER + "\n" + text);
    }

    @AfterEach
    void close() {
        patches.close();
        SentDesigns.closeAll();
    }

    private static ModelSystem kvm(Patch... patches) {
        return OwnDesigns.beside(Systems.catalogue().system("kvm"), List.of(patches));
    }

    private static SubjectText text(ModelSystem system, Patch patch, String law) {
        Model model = system.build(patch.design(), system.scope("sdm,vcpus=1"), law);
        return SubjectText.of(system, patch.design(), model.scope(), law, List.of(model.law(law)));
    }

    /** All that is known of a model without looking at its states, and all that a search finds in them. */
    private static List<String> says(Model model, String law) {
        List<String> says = new ArrayList<>();
        says.add(model.design().name() + ": " + model.design().says());
        says.add(Arrays.toString(model.initial()));
        says.add(model.steps().stream().map(Step::toString).toList().toString());
        says.add(model.laws().stream().map(Law::name).toList().toString());
        SearchResult result =
                StateSearch.of(model, List.of(model.law(law)), Limits.none().withStates(2_000), Monitor.SILENT);
        says.add(result.states() + " " + result.transitions() + " " + result.depth() + " " + result.fired() + " "
                + result.figures() + " " + result.outcomes().get(0).steps());
        return says;
    }

    private static void assertArrives(Patch patch, String law) throws Exception {
        ModelSystem here = kvm(patch);
        Subject there = ShuffledCluster.sent(text(here, patch, law)).build(Systems.catalogue());
        Model model = here.build(patch.design(), here.scope("sdm,vcpus=1"), law);
        assertThat(says(there.model(), law)).isEqualTo(says(model, law));
        assertThat(there.laws()).extracting(Law::name).containsExactly(law);
        assertThat(there.model().laws()).extracting(Law::name).contains("never: " + NEVER);
        Model base = here.build(here.design("linux-6.7"), model.scope());
        assertThat(says(base, LAW).get(4)).isNotEqualTo(says(model, LAW).get(4));
    }

    @Test
    void aDesignInJavaArrives() throws Exception {
        Patch patch = example("MyPatch.java");
        assertArrives(patch, LAW);
        assertArrives(patch, "never: " + NEVER);
    }

    /** One program plays it for all threads of a worker. */
    @Test
    void aDesignInCArrivesAndIsWalked() throws Exception {
        CFiles.assumeCompiler("cc");
        Patch patch = example("zap-all-at-cd0.c");
        assertArrives(patch, LAW);
        ModelSystem here = kvm(patch);
        Question question = Question.of(here, patch.design(), List.of(here.scope("sdm,vcpus=1")), LAW);
        Walking walking = new Walking(7, 300, 20, ActionWeights.EVEN, Duration.ofDays(1));
        List<String> one = new CampaignRun(question, new ShuffledCluster(1, 1), Systems::catalogue, walking).says();
        assertThat(new CampaignRun(question, new ShuffledCluster(4, 2), Systems::catalogue, walking).says())
                .isEqualTo(one);
    }

    /** A property that compares two designs needs both. */
    @Test
    void theDesignThatItIsComparedWithArrivesToo() throws Exception {
        Patch one = example("MyPatch.java");
        String other = Files.readString(Path.of("docs/examples/MyPatch.java"));
        Patch two = open("Other.java", other.replace("MyPatch", "Other").replace("\"my-patch\"", "\"other\""));
        ModelSystem here = kvm(one, two);
        SubjectText text = text(here, one, "same-as: other");
        assertThat(text.files()).extracting(SentFile::name).containsExactly("MyPatch.java", "Other.java");
        Subject there = ShuffledCluster.sent(text).build(Systems.catalogue());
        assertThat(there.laws().get(0).name()).isEqualTo("same-as: other");
    }

    @Test
    void aWorkerThatCannotOpenItSaysWhoAndWhy() {
        SentFile file = new SentFile("Mine.java", "class Mine {", "linux-6.7");
        SubjectText text = new SubjectText("kvm", List.of(file), "mine", "small", Map.of(), LAW, List.of(LAW));
        assertThatThrownBy(() -> text.build(Systems.catalogue()))
                .isInstanceOf(ClusterException.class)
                .hasMessageMatching("(?s)the worker on .+ can't open a design: Mine.java:1: .*");
    }

    @Test
    void aProgramIsNotSent() {
        assertThatThrownBy(() -> SentFile.of(PatchFile.ofProgram("mine.py", "0")))
                .hasMessage("the program mine.py can't be sent to workers");
        PatchFile source = PatchFile.of("mine.c", "text").withBase("b");
        assertThat(SentFile.of(source).file()).isEqualTo(source);
    }
}
