package dev.stalemate.prove.induct;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Index;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Proof;
import dev.stalemate.model.Scope;
import dev.stalemate.prove.execute.Executor;
import dev.stalemate.prove.execute.Reads;
import dev.stalemate.prove.execute.Reads.Noted;
import dev.stalemate.prove.execute.Summaries;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be proved, and the models for it.
 *
 * @param system the system
 * @param claim the claim
 * @param proof how it is to be proved
 * @param summaries of look-ups that are not gone into
 * @param found the names of conjuncts that strengthening has found, which {@link FactTemplate} has
 */
record Setup(ModelSystem system, Claim claim, Proof proof, Summaries summaries, ImmutableList<String> found) {
    /** With the declared invariants alone. */
    Setup(ModelSystem system, Claim claim, Proof proof, Summaries summaries) {
        this(system, claim, proof, summaries, ImmutableList.of());
    }

    /** The same with conjuncts that were found. */
    Setup finding(ImmutableList<String> names) {
        return new Setup(system, claim, proof, summaries, names);
    }

    /** What the induction rests on in a model, besides values. */
    List<Fact> facts(ProofModel model) {
        List<Fact> facts = new ArrayList<>(Facts.declared(model, proof.invariants()));
        if (!found.isEmpty()) {
            Map<String, List<Fact>> candidates = new FactTemplate(model).all();
            found.forEach(name -> facts.addAll(candidates.getOrDefault(name, List.of())));
        }
        return facts;
    }

    /** The scope of the proof: the claim's own, with what the proof changes of it. */
    Scope scope() {
        return changed(claim.scope(), proof.scope());
    }

    private static Scope changed(Scope scope, String changes) {
        return changes.isEmpty() ? scope : scope.with(changes);
    }

    /** The scope with other addresses. */
    Scope elsewhere(String changes) {
        return changed(scope(), changes);
    }

    /** The indices that stand for any number. */
    ImmutableSet<String> any() {
        return ImmutableSet.copyOf(proof.any());
    }

    /**
     * The claim's design at a scope.
     *
     * @throws IllegalArgumentException if the scope is impossible
     */
    ProofModel model(Scope scope) {
        Noted<Model> noted = Reads.during(() -> system.build(claim.design(), scope));
        Model model = noted.made();
        return new ProofModel(model, new Executor(model, Reads.refused(summaries, placing())), looks(noted));
    }

    /** The settings that say addresses. */
    private Set<String> placing() {
        return proof.elsewhere().stream()
                .flatMap(text -> Splitter.on(',').splitToStream(text))
                .map(setting -> setting.substring(0, setting.indexOf('=')))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Where a model looked at addresses while it was built, though it may not. */
    private ImmutableList<String> looks(Noted<Model> noted) {
        Set<String> all = new LinkedHashSet<>();
        noted.made().addresses().forEach(any -> noted.reads()
                .of(any.values())
                .forEach(place -> all.add(place + " looks at an address while the model is built")));
        placing().forEach(setting -> noted.reads()
                .of(setting)
                .forEach(place -> all.add(
                        place + " reads the setting " + setting + " while the model is built, which says addresses")));
        return ImmutableList.copyOf(all);
    }

    /** The model in which an index has one element more, and everything else is as it was; none if no scope has that. */
    Optional<ProofModel> larger(ProofModel model, String index) {
        for (Growth growth : system.larger(model.model().scope())) {
            ProofModel larger = model(growth.of(model.model().scope()));
            if (isLarger(model, larger, index)) {
                return Optional.of(larger);
            }
        }
        return Optional.empty();
    }

    private boolean isLarger(ProofModel model, ProofModel larger, String index) {
        for (String name : proof.any()) {
            int more = name.equals(index) ? 1 : 0;
            if (size(larger.index(name)) != size(model.index(name)) + more) {
                return false;
            }
        }
        return true;
    }

    private static int size(@Nullable Index index) {
        return index == null ? 0 : index.size();
    }
}
