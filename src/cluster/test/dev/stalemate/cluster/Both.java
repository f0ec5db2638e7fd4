package dev.stalemate.cluster;

import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.decide.cluster.ClusterFiles;
import dev.stalemate.decide.cluster.SubjectText;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.search.symmetry.Symmetry;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The same question to a cluster and to this process alone. */
final class Both {
    private static final Catalogue SYSTEMS = CodeSystem.catalogue();

    private final ModelSystem system;
    private final Design design;
    private final Scope scope;
    private final String law;
    private final SearchOptions options;

    private Both(ModelSystem system, Design design, Scope scope, String law, SearchOptions options) {
        this.system = system;
        this.design = design;
        this.scope = scope;
        this.law = law;
        this.options = options;
    }

    static Both ofClaim(String id, SearchOptions options) {
        Claim claim = SYSTEMS.claim(id);
        return new Both(claim.system(), claim.design(), claim.scope(), claim.law(), options);
    }

    /** The bench model of KVM, which has as many states as it is large. */
    static Both ofBench(String size) {
        ModelSystem kvm = SYSTEMS.system("kvm");
        return new Both(
                kvm,
                kvm.design("cd0-zaps-all"),
                kvm.scope("bench," + size),
                "no-stale-quiescent",
                SearchOptions.plain());
    }

    private Subject subject() {
        Model model = system.build(design, scope, law);
        return new Subject(model, List.of(model.law(law)));
    }

    String here() {
        BreadthFirst search = new BreadthFirst(this::subject, options.withSymmetryFrom(0), Monitor.SILENT);
        return text(search.run());
    }

    String on(Cluster cluster) {
        return text(on(cluster, null, Monitor.SILENT));
    }

    SearchResult on(Cluster cluster, @Nullable String checkpoint, Monitor monitor) {
        return on(cluster, checkpoint, monitor, lost -> {
            throw new AssertionError(lost);
        });
    }

    SearchResult on(Cluster cluster, @Nullable String checkpoint, Monitor monitor, Consumer<IOException> lost) {
        Subject subject = subject();
        Symmetry symmetry =
                options.symmetry() ? Symmetry.of(subject.model(), subject.laws()) : Symmetry.none(subject.model());
        SubjectText text = SubjectText.of(system, design, scope, law, subject.laws());
        ClusterFiles files = new ClusterFiles(checkpoint, "test", lost);
        return cluster.search(text, subject, options, symmetry, files, monitor, System.nanoTime());
    }

    static String text(SearchResult r) {
        StringBuilder text = new StringBuilder();
        r.outcomes()
                .forEach(o -> text.append(
                        o.law().name() + " " + o.verdict() + " " + o.premiseHeld() + " " + o.steps() + "\n"));
        return text + r.end().toString() + "\n" + r.states() + " " + r.transitions() + " " + r.depth() + " " + r.level()
                + " " + r.collisions() + "\n" + r.symmetry() + "\n" + r.fired() + "\n" + r.figures();
    }
}
