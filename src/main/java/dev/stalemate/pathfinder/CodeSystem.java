package dev.stalemate.pathfinder;

import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.pathfinder.target.Programs;
import dev.stalemate.systems.Systems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A protocol as ordinary concurrent Java, next to the model of it: the same designs by the same names, and the properties that code can
 * check. Java PathFinder interrupts it at field accesses, random schedules at turns.
 */
public final class CodeSystem implements ModelSystem {
    /** The property that is decided by the accesses of the code, not by a check in it. */
    static final String RACE = "no-data-race";

    private final ModelSystem modelled;
    private final Protocol protocol;

    /** The code of a protocol that a system models. */
    CodeSystem(ModelSystem modelled, Protocol protocol) {
        this.modelled = modelled;
        this.protocol = protocol;
    }

    /** Every system that comes with the tool, and each protocol that is there as code. */
    public static Catalogue catalogue() {
        Catalogue models = Systems.catalogue();
        return models.with(protocols()
                .map(p -> Catalogue.entry(name(p), "", () -> new CodeSystem(models.system(p.modelled()), p)))
                .toArray(Catalogue.Entry[]::new));
    }

    /** The protocol of a system as code; null if it is not there as code. */
    public static @Nullable CodeSystem of(ModelSystem modelled) {
        return protocols()
                .filter(p -> p.modelled().equals(modelled.name()))
                .findFirst()
                .map(p -> new CodeSystem(modelled, p))
                .orElse(null);
    }

    private static Stream<Protocol> protocols() {
        return Stream.of(Protocols.zapList(), Protocols.mapCaches());
    }

    private static String name(Protocol protocol) {
        return protocol.modelled() + "-code";
    }

    @Override
    public String name() {
        return name(protocol);
    }

    /** The system that models the same protocol. */
    public ModelSystem modelled() {
        return modelled;
    }

    /** The code of its designs. */
    Programs programs() {
        return protocol.programs();
    }

    @Override
    public String says() {
        return "the protocol of " + modelled.name()
                + " as concurrent Java, for Java PathFinder (--driver jpf) and random schedules";
    }

    @Override
    public List<? extends Design> designs() {
        List<Design> designs = new ArrayList<>();
        protocol.designs().forEach(name -> designs.add(modelled.design(name)));
        designs.addAll(protocol.own());
        return designs;
    }

    @Override
    public List<? extends Setting<?>> settings() {
        return protocol.settings();
    }

    @Override
    public Map<String, Scope> scopes() {
        return Map.of("small", Scope.of("small", settings()));
    }

    /** None: it answers the claims of the system that models it, see {@link #counterpart}. */
    @Override
    public List<Claim> claims() {
        return List.of();
    }

    /** The scope at which the code answers what the model answers of a claim at a scope, or why it doesn't. */
    public Counterpart counterpart(Claim claim, Scope at) {
        return protocol.of(claim, at);
    }

    /** The values of its settings, as its programs take them. */
    int[] numbers(Scope scope) {
        return protocol.numbers(scope);
    }

    @Override
    public Model model(Design design, Scope scope) {
        int[] numbers = numbers(scope);
        Model model = modelled.model(modelled.design(protocol.designs().get(0)), modelled.scope("small"));
        List<Law> about = protocol.laws().stream().map(model::law).toList();
        return CodeModel.of(
                name(),
                design,
                scope,
                checks -> programs().code(design.name(), checks, numbers),
                programs().threads(numbers),
                about);
    }
}
